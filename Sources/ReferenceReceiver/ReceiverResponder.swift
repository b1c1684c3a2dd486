import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import VodHookKit

/// Between HTTP and the receiver: POST is a callback on any path, the rest is the state API.
struct ReceiverResponder: HTTPResponder {
    /// The one thing needed beside the request: the connection, to close it when a script says so.
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    let handler: CallbackHandler
    let configuration: ReceiverConfiguration

    func respond(to request: Request, context: Context) async throws -> Response {
        guard request.method == .post else { return response(query(request)) }
        let answer = await callback(request)
        if answer.delay > .zero {
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: answer.delay) }
            } catch {
                return response(answer)  // the server stops; the answer goes out at once
            }
        }
        if answer.endsReceiver { await handler.parts.crash?.occur() }
        if answer.closesConnection { try await context.channel.close() }
        return response(answer)
    }

    private func callback(_ request: Request) async -> CallbackAnswer {
        let target = request.head.path ?? "/"
        let keep = handler.open()
        let arrivedAt = configuration.now()
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: configuration.bodyLimit)
        } catch is NIOTooManyBytesError {
            return handler.answerTooLarge(target: target, arrivedAt: arrivedAt)
        } catch {
            // The sender went away within the body; nobody is left to read this.
            return CallbackAnswer(status: 400, ["error": "the body ended early"])
        }
        // The HTTP types keep the Host header apart from the others.
        let host = request.head.authority.map { [HTTPHeader("Host", $0)] } ?? []
        let headers = host + request.headers.map { HTTPHeader($0.name.rawName, $0.value) }
        let callback = CallbackRequest(
            target: target, headers: headers, body: Array(body.readableBytesView), arrivedAt: arrivedAt)
        return handler.answer(callback, keeping: keep)
    }

    private func query(_ request: Request) -> CallbackAnswer {
        let path = request.uri.path.split(separator: "/").map(\.percentDecoded)
        let id = request.uri.queryParameters["id"].map(String.init)
        let api = StateAPI(store: handler.store)
        let answer = api.answer(method: request.method.rawValue, path: path, id: id)
        var entry = LoggedRequest(
            method: request.method.rawValue, target: request.head.path ?? "/",
            time: configuration.now().formatted(.iso8601))
        entry.status = answer.status
        configuration.observer(entry)
        return answer
    }

    private func response(_ answer: CallbackAnswer) -> Response {
        var headers = HTTPFields()
        for header in answer.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            headers.append(HTTPField(name: name, value: header.value))
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
