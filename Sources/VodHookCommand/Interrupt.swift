import Dispatch
import Glibc

/// Runs work that Ctrl-C, SIGTERM and the end of the terminal cancel, so that what was done is still reported.
///
/// A second Ctrl-C or SIGTERM ends at once.
enum Interrupt {
    static func cancelling<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result)
        async throws -> Result
    {
        // Nothing begins before the handlers stand, so that no signal finds the program unprepared.
        let numbers = [SIGINT, SIGTERM] + (ignoresHangup ? [] : [SIGHUP])
        let (standing, handler) = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in standing.prefix(numbers.count) {}
            return try await work()
        }
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // A terminal that closes may send more than one SIGHUP, itself and by its shell.
                if task.isCancelled, number != SIGHUP { _exit(130) }
                task.cancel()
            }
            source.setRegistrationHandler { handler.yield() }
            source.activate()
            return source
        }
        // What comes after may wait for a reader of its reports, and then Ctrl-C has to end it.
        defer {
            for source in sources { source.cancel() }
            for number in numbers { signal(number, SIG_DFL) }
        }
        return try await task.value
    }

    /// True when the program was started to outlive its terminal, as by nohup.
    private static var ignoresHangup: Bool {
        var action = sigaction()
        // The structure lives for the call; the number of SIG_IGN is 1.
        return sigaction(SIGHUP, nil, &action) == 0
            && unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }
}
