import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves one text on this machine for as long as something runs; what it costs does not grow with the questions.
package enum MetricsServer {
    /// Runs the server on `port` of the loopback for as long as `body` takes; port 0 takes a free one.
    ///
    /// `text` is called for each question to `/metrics`. Throws `ServerStartError` when it cannot listen.
    package static func with<Result: Sendable>(
        port: Int, contentType: String, text: @escaping @Sendable () -> String,
        _ body: (ServerAddress) async throws -> Result
    ) async throws -> Result {
        let host = "127.0.0.1"
        return try await GracefulServer.run { onServerRunning in
            Application(
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
                    onServerRunning(
                        ServerAddress(host: host, port: channel.localAddress?.port ?? 0))
                },
                logger: Logger(label: "vodhook", factory: { _ in SwiftLogNoOpLogHandler() }))
        } _: { services in
            try await ServerStartError.wrap(host, port) { try await services.run() }
        } while: { address in
            try await body(address)
        }
    }
}
