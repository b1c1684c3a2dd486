import Subprocess
import VodHookKit

/// Runs the commands of probes as child processes, without a shell.
struct ProcessRunner: CommandRunner {
    /// The most output that is kept.
    private static let outputLimit = 1 << 20

    func run(_ words: [String], timeout: Duration) async -> CommandOutcome {
        let begin = ContinuousClock.now
        func outcome(_ code: Int?, _ output: String, _ failure: String?) -> CommandOutcome {
            CommandOutcome(
                exitCode: code, output: Array(output.utf8), failure: failure,
                duration: begin.duration(to: .now))
        }
        guard let program = words.first else { return outcome(nil, "", "there is no command") }
        let work = Task { () -> CommandOutcome in
            do {
                let result = try await Subprocess.run(
                    program.contains("/") ? .path(.init(program)) : .name(program),
                    arguments: Arguments(Array(words.dropFirst())), output: .string(limit: Self.outputLimit),
                    error: .discarded)
                let output = result.standardOutput
                switch result.terminationStatus {
                case .exited(let code): return outcome(Int(code), output, nil)
                case .signaled(let number):
                    return outcome(nil, output, "\(program) was ended by signal \(number)")
                }
            } catch {
                return outcome(nil, "", "cannot run \(program): \(error)")
            }
        }
        let limit = Task {
            try await Task.sleep(for: timeout)
            work.cancel()
        }
        defer { limit.cancel() }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            work.cancel()
        }
    }
}
