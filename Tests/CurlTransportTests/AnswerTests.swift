import CurlTransport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// What comes back, whole and broken.
@Suite(.timeLimit(.minutes(5)))
struct AnswerTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "POST"
        let steps: [ScriptedServer.Step]
        let status: Int
        var httpVersion = "1.1"
        var headers: [HTTPHeader] = []
        var body = ""
        var failure: TransportFailure.Kind?
    }

    private static let rows = [
        Row(
            testDescription: "content length",
            steps: [.send("HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-A:  b \r\nx-a: c\r\nE:\r\n\r\nok")],
            status: 201,
            headers: [.init("Content-Length", "2"), .init("X-A", "b"), .init("x-a", "c"), .init("E", "")],
            body: "ok"),
        Row(
            testDescription: "chunks, and a trailer",
            steps: [
                .send(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-T: t\r\n\r\n"
                )
            ],
            status: 200, headers: [.init("Transfer-Encoding", "chunked")], body: "abcde"),
        Row(
            testDescription: "the end of the connection",
            steps: [.send("HTTP/1.1 500 Oh\r\n\r\nbroken"), .close],
            status: 500, body: "broken"),
        Row(
            testDescription: "1xx answers first",
            steps: [
                .send("HTTP/1.1 100 Continue\r\nX-I: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"),
                .send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nX-F: 1\r\n\r\n"),
            ],
            status: 202, headers: [.init("Content-Length", "0"), .init("X-F", "1")]),
        Row(
            testDescription: "a head that is cut", steps: [.send("HTTP/1.1 200 OK\r\nContent-Le"), .close],
            status: 200, failure: .closed),
        Row(testDescription: "204", steps: [.send("HTTP/1.1 204 No Content\r\n\r\n")], status: 204),
        Row(testDescription: "304", method: "GET", steps: [.send("HTTP/1.1 304\r\n\r\n")], status: 304),
        Row(
            testDescription: "HEAD", method: "HEAD",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")],
            status: 200, headers: [.init("Content-Length", "9")]),
        Row(
            testDescription: "HTTP/1.0", steps: [.send("HTTP/1.0 200 OK\r\n\r\nold"), .close], status: 200,
            httpVersion: "1.0", body: "old"),
        Row(
            testDescription: "a redirect, which is not followed",
            steps: [.send("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")],
            status: 302,
            headers: [.init("Location", "/other"), .init("Content-Length", "0")]),
        Row(
            testDescription: "compressed bytes, which stay so",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")],
            status: 200,
            headers: [.init("Content-Encoding", "gzip"), .init("Content-Length", "3")], body: "abc"),
        Row(
            testDescription: "401, which is not answered",
            steps: [.send("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")],
            status: 401,
            headers: [.init("WWW-Authenticate", "Basic"), .init("Content-Length", "0")]),
        Row(
            testDescription: "the end within the body",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .close], status: 200,
            headers: [.init("Content-Length", "10")], body: "abc", failure: .closed),
        Row(
            testDescription: "the end within the chunks",
            steps: [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), .close],
            status: 200,
            headers: [.init("Transfer-Encoding", "chunked")], body: "ab", failure: .closed),
        Row(
            testDescription: "chunks that make no sense",
            steps: [
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n"), .waitForClose,
            ],
            status: 200, headers: [.init("Transfer-Encoding", "chunked")], failure: .malformedAnswer),
    ]

    @Test(arguments: rows, [nil, 1 << 30])
    private func `an answer is kept as it came, by both engines`(
        _ row: Row, _ headerBytesPerSecond: Int?
    ) async throws {
        let wire = WireBehaviour.with { $0.headerBytesPerSecond = headerBytesPerSecond }
        let exchange = try await exchange(row.steps, method: row.method, wire: wire)
        let answer = try #require(exchange.answer)
        #expect(answer.status == row.status)
        #expect(answer.httpVersion == row.httpVersion)
        #expect(answer.headers == row.headers)
        #expect(String(decoding: answer.body, as: UTF8.self) == row.body)
        #expect(!answer.isBodyTruncated)
        #expect(exchange.failure?.kind == row.failure)
        #expect(exchange.connectionReused == false)
        #expect(exchange.duration > .zero)
    }

    @Test(arguments: [nil, 1 << 30])
    func `an answer that is too long is cut`(_ headerBytesPerSecond: Int?) async throws {
        let size = Answer.bodyLimit + 100_000
        let exchange = try await exchange(
            [.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n"), .fill(size)],
            wire: .with { $0.headerBytesPerSecond = headerBytesPerSecond })
        #expect(exchange.failure == nil)
        #expect(exchange.answer?.body.count == Answer.bodyLimit)
        #expect(exchange.answer?.isBodyTruncated == true)
    }

    @Test func `an answer as long as the limit is not cut`() async throws {
        let size = Answer.bodyLimit
        let exchange = try await exchange([
            .send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n"), .fill(size),
        ])
        #expect(exchange.answer?.body.count == size)
        #expect(exchange.answer?.isBodyTruncated == false)
    }

    @Test(
        arguments: [
            ([.close], .closed, "empty reply from server"),
            ([.reset], .closed, "recv failure: Connection reset by peer"),
            ([.send("HTTP/1.1 100 Continue\r\n\r\n"), .close], .closed, nil),
            (
                [.send("SSH-2.0-hello\r\n"), .waitForClose], .malformedAnswer,
                "received HTTP/0.9 when not allowed"
            ),
            ([.send("HTTP/1.1 abc\r\n\r\n"), .waitForClose], .malformedAnswer, nil),
            ([.send("HTTP/7.7 200 OK\r\n\r\n"), .waitForClose], .malformedAnswer, nil),
        ] as [([ScriptedServer.Step], TransportFailure.Kind, String?)])
    func `without an answer there is a failure only`(
        _ steps: [ScriptedServer.Step], _ kind: TransportFailure.Kind, _ message: String?
    ) async throws {
        let framed = try await CurlTransportTests.exchange(
            steps, wire: .with { $0.headerBytesPerSecond = 1 << 30 })
        #expect(framed.answer == nil)
        #expect(framed.failure?.kind == kind, "\(String(describing: framed.failure))")
        let exchange = try await CurlTransportTests.exchange(steps)
        #expect(exchange.answer == nil)
        #expect(exchange.failure?.kind == kind, "\(String(describing: exchange.failure))")
        if let message { #expect(exchange.failure?.message == message) }
        #expect(exchange.failure?.curlCode != nil)
    }

    @Test(
        arguments: [
            ([.waitForClose], nil),
            ([.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), .waitForClose], "ab"),
        ] as [([ScriptedServer.Step], String?)])
    func `silence ends as a timeout`(_ steps: [ScriptedServer.Step], _ body: String?) async throws {
        for rate in [nil, 1 << 30] {
            try await expectTimeout(steps, body, .with { $0.headerBytesPerSecond = rate })
        }
    }

    private func expectTimeout(_ steps: [ScriptedServer.Step], _ body: String?, _ wire: WireBehaviour)
        async throws
    {
        let exchange = try await exchange(steps, timeout: .milliseconds(500), wire: wire)
        #expect(exchange.failure?.kind == .timeout)
        #expect(exchange.failure?.message.hasPrefix("no complete answer from 127.0.0.1 port ") == true)
        #expect(exchange.failure?.message.hasSuffix(" within 500 ms") == true)
        #expect(exchange.answer.map { String(decoding: $0.body, as: UTF8.self) } == body)
        #expect(exchange.duration >= .milliseconds(490))
    }

    @Test func `a timeout of nothing is not a timeout without end`() async throws {
        let exchange = try await exchange([.waitForClose], timeout: .zero)
        #expect(exchange.failure?.kind == .timeout)
    }
}
