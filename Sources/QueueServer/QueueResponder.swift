import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import VodHookCatalogue

/// Between HTTP and the API of the queues.
struct QueueResponder: HTTPResponder {
    /// The one thing needed beside the request: the connection, to see its client go away.
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    /// The client of one request.
    private struct Client: QueueAPI.Connection {
        let channel: any Channel

        func onClose(_ body: (@Sendable () -> Void)?) async {
            let channel = channel
            do {
                try await channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.handler(type: InputWatch.self).watch(body)
                }.get()
            } catch {
                // A connection without its handlers is closed.
                body?()
            }
        }
    }

    let api: QueueAPI
    let configuration: QueueServerConfiguration

    func respond(to request: Request, context: Context) async throws -> Response {
        let body = await ReceivedBody.read(request.body, upTo: configuration.bodyLimit)
        // The HTTP types keep the Host header apart from the others.
        let host = request.head.authority.map { [HTTPHeader("Host", $0)] } ?? []
        let headers = host + request.headers.map { HTTPHeader($0.name.rawName, $0.value) }
        let whole = QueueRequest(
            method: request.method.rawValue, target: request.head.path ?? "/", headers: headers,
            body: body.bytes)
        let id = configuration.requestID()
        let answer: QueueAnswer
        switch body.end {
        case .complete:
            answer = await cancelWhenGracefulShutdown {
                await api.answer(whole, requestID: id, connection: Client(channel: context.channel))
            }
        // Of a body that broke off nothing may have an effect; nobody is left to read this.
        case .brokenOff: answer = QueueAPI.answer(.malformedXML, whole, id)
        case .tooLong: answer = QueueAPI.answer(.tooLarge, whole, id)
        }
        configuration.log?(
            LoggedQueueRequest(
                method: whole.method, target: whole.target, time: api.service.now, status: answer.status,
                note: answer.note))
        return response(answer, id: id)
    }

    private func response(_ answer: QueueAnswer, id: String) -> Response {
        var headers = HTTPFields()
        // Clients look this one up in lower case.
        for (name, value) in [
            ("Server", "AliyunMNS"), ("x-mns-request-id", id), ("x-mns-version", "2015-06-06"),
            ("Location", answer.location ?? ""),
            ("Content-Type", answer.body.isEmpty ? "" : "text/xml;charset=utf-8"),
        ] where !value.isEmpty {
            guard let name = HTTPField.Name(name) else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: answer.body.isEmpty
                ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}

/// Sees the client of a connection go away: it closes its side, or all of it.
final class InputWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = NIOAny

    private struct State: Sendable {
        var isOver = false
        var body: (@Sendable () -> Void)?
    }

    private let state = Guarded(State())

    /// Runs `body` when the client goes away, or at once when it has; nil ends the watch.
    func watch(_ body: (@Sendable () -> Void)?) {
        let isOver = state.withLock { state in
            state.body = body
            return state.isOver
        }
        if isOver { body?() }
    }

    private func end() {
        let body = state.withLock { state in
            state.isOver = true
            return state.body
        }
        body?()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { end() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }
}
