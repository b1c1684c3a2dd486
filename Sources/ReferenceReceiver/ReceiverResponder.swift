import FoundationEssentials
import HTTPServing
import HTTPTypes
import Hummingbird
import JSONText
import NIOCore
import ServiceLifecycle
import VodHookCatalogue
import VodHookPlan
import VodHookReports

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
        let isQuestion = configuration.forward == nil && request.method != .post
        if isQuestion, [.get, .head, .delete].contains(request.method) {
            return response(query(request), to: request.method)
        }
        let begin = ContinuousClock.now
        // The date is read once: all that is said about the request carries the same time.
        let arrivedAt = configuration.now()
        let keep = handler.open()
        // The server reads what is left of a body behind the answer, but not on a connection that ends with it.
        let isLast = request.headers[.connection] == "close"
        let body = await ReceivedBody.read(
            request.body, upTo: configuration.bodyLimit, discarding: isLast ? configuration.discardLimit : 0)
        // The HTTP types keep the Host header apart from the others.
        let host = request.head.authority.map { [HTTPHeader("Host", $0)] } ?? []
        let headers = host + request.headers.map { HTTPHeader($0.name.rawName, $0.value) }
        let callback = CallbackRequest(
            target: request.head.path ?? "/", headers: headers, body: body.bytes, arrivedAt: arrivedAt)
        var answer: CallbackAnswer
        if isQuestion {
            answer = query(request)
        } else {
            answer = await self.answer(callback, body.end, method: request.method.rawValue, keep)
        }
        record(callback, &answer, method: request.method.rawValue, isComplete: body.end == .complete, begin)
        if answer.delay > .zero {
            do {
                let delay = answer.delay
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
            } catch {
                return response(answer, to: request.method)  // the server stops; the answer goes out at once
            }
        }
        if answer.endsReceiver { await handler.parts.crash?.occur() }
        let isDead = handler.parts.crash?.hasOccurred == true
        if answer.closesConnection || isDead { try await context.channel.close() }
        let isStuck = isLast && body.end == .tooLong(isRead: false)
        return response(answer, to: request.method, closing: isStuck ? context.channel : nil)
    }

    private func answer(
        _ callback: CallbackRequest, _ end: ReceivedBody.End, method: String, _ keep: ReceiverParts.Keep
    ) async -> CallbackAnswer {
        switch end {
        case .tooLong: return handler.answerTooLarge(target: callback.target, arrivedAt: callback.arrivedAt)
        // The sender went away within the body; nobody is left to read this.
        case .brokenOff: return CallbackAnswer(status: 400, ["error": "the body ended early"])
        case .complete: break
        }
        if let forward = configuration.forward { return await forwarded(callback, method, forward) }
        if handler.parts.work > .zero {
            do {
                try await Task.sleep(for: handler.parts.work)
            } catch {
                return CallbackAnswer(status: 503, ["error": "the receiver stops"])
            }
        }
        return handler.answer(callback, keeping: keep)
    }

    /// Passes a request on, unless the script answers it.
    private func forwarded(
        _ callback: CallbackRequest, _ method: String,
        _ forward: @Sendable (OutgoingRequest) async -> Exchange
    ) async -> CallbackAnswer {
        var entry = LoggedRequest(
            method: method, target: callback.target, time: callback.arrivedAt.formatted(.iso8601))
        let scripted = handler.script.next(for: callback.body)
        var answer = scripted.map { CallbackAnswer($0) }
        // A lost acknowledgement: the target does its work, and the sender does not learn of it.
        if scripted?.keepsState ?? true {
            let exchange = await forward(
                OutgoingRequest(
                    method: method, url: callback.target,
                    headers: ForwardedHeaders.passedOn(callback.headers), body: callback.body))
            let failure = exchange.failure?.message
            answer =
                answer ?? CallbackAnswer(forwarded: failure == nil ? exchange.answer : nil, failure: failure)
            entry.reason = failure
        }
        let final = answer ?? CallbackAnswer(status: 502, ["error": "no answer from the target"])
        entry.status = final.closesConnection ? 0 : final.status
        entry.verdict = final.origin == .scripted ? .scripted : .forwarded
        configuration.observer(entry)
        return final
    }

    /// Records the request; `answer` becomes 503 when that fails.
    private func record(
        _ callback: CallbackRequest, _ answer: inout CallbackAnswer, method: String, isComplete: Bool,
        _ begin: ContinuousClock.Instant
    ) {
        guard let recorder = configuration.recorder else { return }
        var made = RecordedAnswer(
            origin: answer.origin, status: answer.closesConnection ? nil : answer.status,
            headers: answer.headers, body: method == "HEAD" ? [] : answer.body,
            after: begin.duration(to: .now) + answer.delay,
            failure: answer.failure)
        made.isRefused = answer.isRefused
        let request = RecordedRequest(
            receivedAt: Int64(callback.arrivedAt.timeIntervalSince1970 * 1_000_000), method: method,
            target: callback.target, headers: callback.headers, body: callback.body, isComplete: isComplete,
            answer: made)
        do {
            try recorder(request, handler.signedURL(callback.target))
        } catch {
            answer = CallbackAnswer(status: 503, ["error": "the request could not be recorded"])
        }
    }

    private func query(_ request: Request) -> CallbackAnswer {
        let path = request.uri.path.split(separator: "/").map { PercentCoding.decoded($0) }
        let id = request.uri.queryParameters["id"].map(String.init)
        let api = StateAPI(store: handler.store)
        // Whoever asks for the head alone is told what GET would say.
        let method: HTTPRequest.Method = request.method == .head ? .get : request.method
        let answer = api.answer(method: method.rawValue, path: path, id: id)
        var entry = LoggedRequest(
            method: request.method.rawValue, target: request.head.path ?? "/",
            time: configuration.now().formatted(.iso8601))
        entry.status = answer.status
        configuration.observer(entry)
        return answer
    }

    /// The answer as HTTP, without its body when the request is a HEAD; behind it `channel` is closed, if one is given.
    private func response(
        _ answer: CallbackAnswer, to method: HTTPRequest.Method, closing channel: (any Channel)? = nil
    ) -> Response {
        var headers = HTTPFields()
        for header in answer.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            headers.append(HTTPField(name: name, value: header.value))
        }
        let bytes = ByteBuffer(bytes: answer.body)
        var body = ResponseBody(byteBuffer: bytes)
        if let channel {
            body = ResponseBody(contentLength: bytes.readableBytes) { writer in
                try await writer.write(bytes)
                try await writer.finish(nil)
                // Otherwise sender and server wait for each other: the one to be read, the other for the end.
                channel.close(promise: nil)
            }
        }
        let whole = Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
        // The sender would take a body for the beginning of the next answer.
        return method == .head ? whole.createHeadResponse() : whole
    }
}
