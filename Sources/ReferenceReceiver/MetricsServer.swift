import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves one text on this machine for as long as something runs; what it costs does not grow with the questions.
package enum MetricsServer {
    /// Runs the server on `port` of the loopback for as long as `body` takes; port 0 takes a free one.
    ///
    /// `text` is called for each question to `/metrics`. Throws `ReceiverStartError` when it cannot listen.
    package static func with<Result: Sendable>(
        port: Int, contentType: String, text: @escaping @Sendable () -> String,
        _ body: (ReferenceReceiver.Address) async throws -> Result
    ) async throws -> Result {
        let host = "127.0.0.1"
        let (addresses, running) = AsyncStream.makeStream(of: ReferenceReceiver.Address.self)
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in
                guard request.uri.path == "/metrics" else { return Response(status: .notFound) }
                let whole = Response(
                    status: .ok, headers: [.contentType: contentType],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: text())))
                return request.method == .head ? whole.createHeadResponse() : whole
            },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil, backlog: 16),
            onServerRunning: { channel in
                running.yield(ReferenceReceiver.Address(host: host, port: channel.localAddress?.port ?? 0))
            },
            logger: Logger(label: "vodhook", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { running.finish() }
                try await ReceiverStartError.wrap(host, port) { try await application.run() }
            }
            var iterator = addresses.makeAsyncIterator()
            guard let address = await iterator.next() else {
                try await group.next()
                throw CancellationError()
            }
            let result = try await body(address)
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }
}
