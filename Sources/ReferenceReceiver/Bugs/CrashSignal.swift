import NIOCore
import VodHookCatalogue

/// Where a bug that kills the receiver says so, and where the running server hears it.
///
/// A class because both share it. Legal states: alive, then crashed.
final class CrashSignal: Sendable {
    private struct State {
        var hasOccurred = false
        var listener: (any Channel)?
    }

    private let state = Guarded(State())
    private let crashes: AsyncStream<Void>
    private let crashed: AsyncStream<Void>.Continuation

    init() { (crashes, crashed) = AsyncStream.makeStream() }

    /// Remembers the socket that is to be closed.
    func watch(_ listener: any Channel) { state.withLock { $0.listener = listener } }

    /// Kills the receiver; when this returns no connection is accepted any more.
    ///
    /// The socket goes first, so that whoever sees its connection end finds nobody listening afterwards.
    func occur() async {
        let listener = state.withLock { state in
            state.hasOccurred = true
            return state.listener
        }
        if let listener {
            await withCheckedContinuation { done in
                listener.close().whenComplete { _ in done.resume() }
            }
        }
        crashed.yield()
    }

    /// Runs `serve` until it ends or the crash cuts it; throws `ReceiverCrash` after a crash.
    func ending(_ serve: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serve() }
            group.addTask { [crashes] in for await _ in crashes { return } }
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch {
                // A server whose socket is gone may fail in words of its own.
                if !hasOccurred { throw error }
            }
            if hasOccurred { throw ReceiverCrash() }
        }
    }

    private var hasOccurred: Bool { state.withLock { $0.hasOccurred } }
}
