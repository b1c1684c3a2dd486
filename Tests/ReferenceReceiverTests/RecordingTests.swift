import HTTPTypes
import HummingbirdTesting
@testable import JSONText
import NIOCore
@testable import ReferenceReceiver
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan
@testable import VodHookReports

/// Scripts, recording and forwarding, without a socket.
@Suite struct RecordingTests {
    private struct Full: Error {}

    private static func statuses(
        _ script: [ScriptedAnswer], _ scope: ScriptScope, _ bodies: [String]
    ) async throws -> [Int] {
        var configuration = ReceiverConfiguration()
        configuration.script = script
        configuration.scriptScope = scope
        return try await ReferenceReceiver(configuration: configuration).application().test(.router) {
            client in
            var statuses: [Int] = []
            for body in bodies {
                let answer = try await client.execute(uri: "/", method: .post, body: .init(string: body))
                statuses.append(answer.status.code)
            }
            return statuses
        }
    }

    @Test func `per delivery the script begins anew with each body`() async throws {
        let script = [ScriptedAnswer(status: 500, times: 2), ScriptedAnswer(status: 201, times: nil)]
        #expect(
            try await Self.statuses(script, .delivery, ["a", "b", "a", "b", "a", "b"]) == [
                500, 500, 500, 500, 201, 201,
            ])
        #expect(try await Self.statuses(script, .request, ["a", "b", "a", "b"]) == [500, 500, 201, 201])
    }

    @Test func `own leaves the answer to the receiver`() async throws {
        let script = [ScriptedAnswer(status: 500), ScriptedAnswer(status: 200, times: nil, isOwn: true)]
        #expect(try await Self.statuses(script, .request, ["{", "{"]) == [500, 400])
    }

    @Test func `a request is recorded as it came, with its answer`() async throws {
        let recorded = Guarded<[(RecordedRequest, String)]>([])
        var configuration = ReceiverConfiguration()
        configuration.callbackURL = .base("https://public.test")
        configuration.recorder = { request, url in recorded.withLock { $0.append((request, url)) } }
        try await ReferenceReceiver(configuration: configuration).application().test(.router) { client in
            var headers = HTTPFields()
            headers.append(HTTPField(name: try #require(HTTPField.Name("x-TWO")), value: "1"))
            headers.append(HTTPField(name: try #require(HTTPField.Name("X-One")), value: "2"))
            headers.append(HTTPField(name: try #require(HTTPField.Name("x-TWO")), value: "3"))
            _ = try await client.execute(
                uri: "/cb?x=%20", method: .post, headers: headers, body: .init(bytes: [0xFF, 0x00]))
            _ = try await client.execute(uri: "/videos", method: .get)
        }
        let all = recorded.withLock { $0 }
        #expect(all.count == 1)
        let (request, url) = try #require(all.first)
        #expect(request.target == "/cb?x=%20")
        #expect(url == "https://public.test/cb?x=%20")
        #expect(request.body == [0xFF, 0x00])
        #expect(
            request.headers.filter { $0.name.lowercased().hasPrefix("x-") }.map { "\($0.name)=\($0.value)" }
                == ["x-TWO=1", "X-One=2", "x-TWO=3"])
        #expect(request.answer.status == 400 && request.answer.origin == .own)
        #expect(String(decoding: request.answer.body, as: UTF8.self) == #"{"error":"the body is not JSON"}"#)
    }

    @Test func `what could not be recorded is not acknowledged`() async throws {
        var configuration = ReceiverConfiguration()
        configuration.recorder = { _, _ in throw Full() }
        try await ReferenceReceiver(configuration: configuration).application().test(.router) { client in
            let answer = try await client.execute(
                uri: "/", method: .post, body: .init(bytes: JSONWriter.bytes(of: Upload.file)))
            #expect(answer.status.code == 503)
        }
    }

    @Test func `a forwarded request keeps all but the headers of its connection`() async throws {
        let sent = Guarded<[OutgoingRequest]>([])
        var configuration = ReceiverConfiguration()
        configuration.forward = { request in
            sent.withLock { $0.append(request) }
            return Exchange(
                answer: Answer(
                    status: 207,
                    headers: [
                        HTTPHeader("X-A", "1"), HTTPHeader("Connection", "close, X-Gone"),
                        HTTPHeader("X-Gone", "1"),
                        HTTPHeader("Transfer-Encoding", "chunked"),
                    ], body: [1, 2]))
        }
        try await ReferenceReceiver(configuration: configuration).application().test(.router) { client in
            let keep = try #require(HTTPField.Name("X-Keep"))
            let kept = try #require(HTTPField.Name("X-A"))
            let gone = try #require(HTTPField.Name("X-Gone"))
            let answer = try await client.execute(
                uri: "/a%2Fb?x=1", method: .put,
                headers: [keep: "k", .connection: "keep-alive"], body: .init(bytes: [0, 0xFF]))
            #expect(answer.status.code == 207)
            #expect(answer.headers[kept] == "1" && answer.headers[gone] == nil)
            #expect(Array(answer.body.readableBytesView) == [1, 2])
        }
        let request = try #require(sent.withLock { $0.first })
        #expect(request.method == "PUT" && request.url == "/a%2Fb?x=1" && request.body == [0, 0xFF])
        #expect(request.headers.first("X-Keep") == "k")
        #expect(request.headers.first("Connection") == nil && request.headers.first("Host") == nil)
    }

    @Test func `a target that does not answer is 502 with the reason`() async throws {
        var configuration = ReceiverConfiguration()
        configuration.forward = { _ in Exchange(failure: TransportFailure(.refused, "connection refused")) }
        let recorded = Guarded<[RecordedRequest]>([])
        configuration.recorder = { request, _ in recorded.withLock { $0.append(request) } }
        try await ReferenceReceiver(configuration: configuration).application().test(.router) { client in
            let answer = try await client.execute(uri: "/", method: .post, body: .init(string: "{}"))
            #expect(answer.status.code == 502)
        }
        let answer = try #require(recorded.withLock { $0.first }).answer
        #expect(answer.origin == .forwarded && answer.failure == "connection refused")
    }
}
