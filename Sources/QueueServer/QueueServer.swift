import FoundationEssentials
package import HTTPServing
import HTTPTypes
import Hummingbird
import JSONText
import Logging
import NIOCore
import ServiceLifecycle
import VodHookCatalogue

/// How a queue server listens.
package struct QueueServerConfiguration: Sendable {
    /// The host name or address to bind.
    package var host = "127.0.0.1"
    /// The port to bind; 0 takes a free one.
    package var port = 0
    /// The keys that requests may be signed with; without any, every request is taken.
    package var keys: [QueueKey] = []
    /// The longest body of a request that is read; a batch of the longest messages is a little over 1 MiB.
    package var bodyLimit = 4 << 20
    /// Names each request: 24 digits of upper-case hex.
    package var requestID: @Sendable () -> String = {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16, uppercase: true)
        let rest = String(UInt32.random(in: .min ... .max), radix: 16, uppercase: true)
        return String(repeating: "0", count: 24 - digits.utf8.count - rest.utf8.count) + digits + rest
    }
    /// Called once for each request, when its answer is settled and before it goes out.
    package var log: (@Sendable (LoggedQueueRequest) -> Void)?

    package init() {}
}

/// One request as it stands in the log.
package struct LoggedQueueRequest: Sendable {
    /// The HTTP method.
    package let method: String
    /// Path and query as received.
    package let target: String
    /// When it was answered.
    package let time: QueueTime
    /// The status of the answer.
    package let status: Int
    /// What was made of it.
    package let note: QueueNote
}

/// A server of queues that clients of Alibaba Cloud SMQ (formerly MNS) take for the real one.
///
/// `QueueStore` knows what a queue is, `QueueService` lets clients wait, `QueueAPI` speaks the vendor's XML; this listens.
package struct QueueServer: Sendable {
    private let configuration: QueueServerConfiguration
    private let service: QueueService

    /// A server for these queues that does not listen yet.
    package init(service: QueueService, configuration: QueueServerConfiguration = QueueServerConfiguration())
    {
        self.service = service
        self.configuration = configuration
    }

    /// Serves until the calling task is cancelled; who waits for messages then is answered at once.
    ///
    /// `onServerRunning` is called once, when connections are accepted. Throws `ServerStartError` when the address cannot be
    /// bound; cancelling is not an error.
    package func run(onServerRunning: @escaping @Sendable (ServerAddress) async -> Void = { _ in })
        async throws
    {
        try await GracefulServer.run(application(onServerRunning), watch)
    }

    /// Serves for as long as `body` takes.
    ///
    /// Throws `ServerStartError` when the address cannot be bound.
    package func serve<Result: Sendable>(_ body: (ServerAddress) async throws -> Result) async throws
        -> Result
    {
        try await GracefulServer.run { onServerRunning in
            application(onServerRunning)
        } _: { services in
            try await watch(services)
        } while: { address in
            try await body(address)
        }
    }

    private func watch(_ services: ServiceGroup) async throws {
        try await ServerStartError.wrap(configuration.host, configuration.port) { try await services.run() }
    }

    private func application(
        _ onServerRunning: @escaping @Sendable (ServerAddress) async -> Void
    ) -> Application<QueueResponder> {
        let host = configuration.host
        return Application(
            responder: QueueResponder(
                api: QueueAPI(service: service, keys: configuration.keys), configuration: configuration),
            server: .http1(configuration: .init(additionalChannelHandlers: [InputWatch()])),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.port), serverName: nil, backlog: 1024),
            onServerRunning: { channel in
                await onServerRunning(ServerAddress(host: host, port: channel.localAddress?.port ?? 0))
            },
            logger: Logger(label: "vodhook", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
}
