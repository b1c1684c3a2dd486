import Dispatch
import Glibc

/// Runs work that Ctrl-C and SIGTERM cancel, so that what was done is still reported; a second Ctrl-C ends at once.
enum Interrupt {
    static func cancelling<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result)
        async throws -> Result
    {
        // Nothing begins before the handlers stand, so that no signal finds the program unprepared.
        let numbers = [SIGINT, SIGTERM]
        let (standing, handler) = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in standing.prefix(numbers.count) {}
            return try await work()
        }
        let sources = numbers.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled { _exit(130) }
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
}
