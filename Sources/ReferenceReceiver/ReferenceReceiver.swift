package import HTTPServing
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
package import VodHookPlan

/// A receiver of VOD callbacks that does everything right; what `vodhook run` uses when there is no target.
///
/// Start reading at `CallbackHandler`, which shows the way of one callback; `VideoState` shows how events become
/// a state that does not depend on their order.
package final class ReferenceReceiver: Sendable {
    /// Where a running receiver listens.
    package typealias Address = ServerAddress

    private let configuration: ReceiverConfiguration
    let handler: CallbackHandler

    /// A receiver that does not listen yet.
    package init(configuration: ReceiverConfiguration = ReceiverConfiguration()) {
        self.configuration = configuration
        handler = CallbackHandler(configuration)
    }

    /// The videos and the event log, also while the receiver runs.
    package var store: CallbackStore { handler.store }

    /// Replaces the scripted answers that are still to be given.
    package func setScript(_ script: [ScriptedAnswer]) { handler.script.replace(with: script) }

    /// Serves until the calling task is cancelled, and stops as `withReceiver` does.
    ///
    /// `onServerRunning` is called once, when connections are accepted. Throws `ServerStartError` when the
    /// address cannot be bound and `ReceiverCrash` when a planted bug ends it; cancelling is not an error.
    package func run(onServerRunning: @escaping @Sendable (Address) async -> Void = { _ in }) async throws {
        try await GracefulServer.run(application(onServerRunning: onServerRunning), watch)
    }

    /// Runs a receiver for as long as `body` takes and stops it afterwards, also when that was cancelled.
    ///
    /// `body` gets the receiver and its address. Answers that are under way when it returns still go out, held
    /// back ones at once; what is not finished within a second is cut. Throws `ServerStartError` when the
    /// receiver cannot listen.
    package static func withReceiver<Result: Sendable>(
        _ configuration: ReceiverConfiguration = ReceiverConfiguration(),
        _ body: (ReferenceReceiver, Address) async throws -> Result
    ) async throws -> Result {
        let receiver = ReferenceReceiver(configuration: configuration)
        return try await GracefulServer.run { onServerRunning in
            receiver.application(onServerRunning: onServerRunning)
        } _: { services in
            do {
                try await receiver.watch(services)
            } catch is ReceiverCrash {
                // The caller watches the receiver die and goes on.
                return
            }
        } while: { address in
            try await body(receiver, address)
        }
    }

    private func watch(_ services: ServiceGroup) async throws {
        try await ServerStartError.wrap(configuration.host, configuration.port) {
            if let crash = handler.parts.crash {
                try await crash.run(services)
            } else {
                try await services.run()
            }
        }
    }

    /// The HTTP application, silent: what is worth telling goes to the observer.
    func application(
        onServerRunning: @escaping @Sendable (Address) async -> Void = { _ in }
    ) -> Application<ReceiverResponder> {
        let handler = handler
        let host = configuration.host
        return Application(
            responder: ReceiverResponder(handler: handler, configuration: configuration),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.port), serverName: nil, backlog: 1024),
            onServerRunning: { channel in
                let address = Address(host: host, port: channel.localAddress?.port ?? 0)
                handler.serve(at: address.url)
                handler.parts.crash?.watch(channel)
                await onServerRunning(address)
            },
            logger: Logger(label: "vodhook", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }
}
