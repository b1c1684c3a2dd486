import NIOCore
import ServiceLifecycle
import VodHookCatalogue

/// Where a bug that kills the receiver says so; it holds the running server, to end it.
///
/// A class because both share it. Legal states: alive, then crashed.
final class CrashSignal: Sendable {
    private struct State {
        var hasOccurred = false
        var services: ServiceGroup?
        var listener: (any Channel)?
    }

    private let state = Guarded(State())

    /// True when the receiver is dead and answers nobody any more.
    var hasOccurred: Bool { state.withLock { $0.hasOccurred } }

    /// Remembers the socket that the server closes first.
    func watch(_ listener: any Channel) { state.withLock { $0.listener = listener } }

    /// Kills the receiver; when this returns no connection is accepted any more.
    ///
    /// The socket goes first, so that whoever sees its connection end finds nobody listening afterwards.
    func occur() async {
        let (services, listener) = state.withLock { state in
            state.hasOccurred = true
            return (state.services, state.listener)
        }
        guard let services, let listener else { return }
        await services.triggerGracefulShutdown()
        await withCheckedContinuation { done in
            listener.closeFuture.whenComplete { _ in done.resume() }
        }
    }

    /// Runs the server until it ends; throws `ReceiverCrash` after a crash.
    func run(_ services: ServiceGroup) async throws {
        state.withLock { $0.services = services }
        try await services.run()
        if hasOccurred { throw ReceiverCrash() }
    }
}
