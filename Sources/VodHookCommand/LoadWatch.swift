import VodHookCatalogue
import VodHookLoad
import VodHookReports

/// Shows a load under way: a block of lines that changes on a terminal, else one line per second.
final class LoadWatch: Sendable {
    private let isQuiet: Bool
    private let state = Guarded((view: LoadView(), progress: LoadProgress()))

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    /// The last figures.
    var progress: LoadProgress { state.withLock { $0.progress } }

    func show(_ progress: LoadProgress) {
        let (block, line) = state.withLock { state in
            // Figures that went back are those of the next trial.
            if progress.counts.attempts < state.progress.counts.attempts { state.view = LoadView() }
            state.progress = progress
            return state.view.take(progress)
        }
        let output = Output.standardError
        if output.isTerminal {
            output.status(block)
        } else if !isQuiet {
            output.write(line + "\n")
        }
    }

    /// Says something that stays.
    func say(_ text: String) { Output.standardError.write(text + "\n") }

    func finish() { Output.standardError.write("") }
}
