import Dispatch
import Glibc

/// Runs work that Ctrl-C and SIGTERM cancel, so that what was done is still reported; a second Ctrl-C ends at once.
enum Interrupt {
    static func cancelling<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result)
        async throws -> Result
    {
        let task = Task { try await work() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled { _exit(130) }
                task.cancel()
            }
            source.activate()
            return source
        }
        defer { for source in sources { source.cancel() } }
        return try await task.value
    }
}
