import CurlTransport
import Testing
@testable import VodHookCatalogue

/// What goes out when a request does not go as a good client would send it.
@Suite(.timeLimit(.minutes(5)))
struct WireBytesTests {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    private struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "POST"
        var headers: [HTTPHeader] = []
        var body = "abcdefghij"
        let wire: WireBehaviour
        /// The lines after `Host`, then an empty line, then the body.
        let expected: String
    }

    private static let rows = [
        Row(
            testDescription: "chunks", headers: [.init("X-A", "1")], wire: .with { $0.chunkBytes = 4 },
            expected:
                "X-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n4\r\nefgh\r\n2\r\nij\r\n0\r\n\r\n"),
        Row(
            testDescription: "one big chunk", wire: .with { $0.chunkBytes = 1 << 20 },
            expected: "Transfer-Encoding: chunked\r\n\r\na\r\nabcdefghij\r\n0\r\n\r\n"),
        Row(
            testDescription: "chunks of nothing", body: "", wire: .with { $0.chunkBytes = 3 },
            expected: "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Row(
            testDescription: "chunks of no size", body: "ab", wire: .with { $0.chunkBytes = 0 },
            expected: "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n"),
        Row(
            testDescription: "a slow body", wire: .with { $0.bodyBytesPerSecond = 200 },
            expected: "Content-Length: 10\r\n\r\nabcdefghij"),
        Row(
            testDescription: "slow headers", wire: .with { $0.headerBytesPerSecond = 1000 },
            expected: "Content-Length: 10\r\n\r\nabcdefghij"),
        Row(
            testDescription: "all slow and in chunks",
            wire: .with {
                $0.headerBytesPerSecond = 2000
                $0.bodyBytesPerSecond = 500
                $0.chunkBytes = 6
                $0.usesOwnConnection = true
            },
            expected: "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n4\r\nghij\r\n0\r\n\r\n"),
        Row(
            testDescription: "a wrong length of the caller's",
            headers: [.init("Content-Length", "3"), .init("X-Empty", "")],
            wire: .with { $0.bodyBytesPerSecond = 10_000 },
            expected: "Content-Length: 3\r\nX-Empty:\r\n\r\nabcdefghij"),
        Row(
            testDescription: "a GET", method: "GET", body: "",
            wire: .with { $0.headerBytesPerSecond = 10_000 },
            expected: "\r\n"),
        Row(
            testDescription: "a gate that is open, and another connection",
            wire: .with {
                let gate = RequestGate()
                gate.open()
                $0.hold = (4, gate)
            },
            expected: "Content-Length: 10\r\n\r\nabcdefghij"),
    ]

    @Test(arguments: rows)
    private func `the bytes are exactly these`(_ row: Row) async throws {
        let end = row.expected.utf8.count
        let head =
            row.expected.hasPrefix("\r\n")
            ? 2 : Array(row.expected.utf8).firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
        let behindHead = end - (head ?? end)
        try await RawServer.run([.readBehindHead(behindHead), .send(Self.ok), .readToEnd]) { server in
            try await withEngine { engine in
                let exchange = await engine.send(
                    .with(row.wire, server.url(), method: row.method, headers: row.headers, body: row.body))
                #expect(exchange.failure == nil)
                #expect(exchange.answer?.status == 200)
                #expect(exchange.connectionReused == false)
                let connection = await server.finished()
                let host = "127.0.0.1:\(server.port)"
                #expect(connection.text == "\(row.method) / HTTP/1.1\r\nHost: \(host)\r\n\(row.expected)")
                #expect(connection.end == .closed)
            }
        }
    }

    @Test(
        arguments: [
            ("/", "POST", [], ""), ("/a/../b?x=1&y=%20", "POST", [], "body"), ("?q", "POST", [], "b"),
            ("/a?", "GET", [], ""), ("/a#part", "GET", [], ""), ("/\u{e9}?\u{e9}", "GET", [], ""),
            ("/", "PUT", [], ""), ("/", "DELETE", [], ""), ("/", "PATCH", [.init("a", "b")], "x"),
            ("/", "HEAD", [], ""), ("/", "GET", [], "with a body"),
            ("/", "POST", [.init("X-One", "1"), .init("x-ONE", " two  "), .init("Empty", " ")], "b"),
            ("/", "POST", [.init("A", "b"), .init("HOST", "example.com"), .init("Host", "again")], "b"),
            ("/", "POST", [.init("Host", "")], "b"),
            ("/", "POST", [.init("Content-Length", "1"), .init("Z", "z")], "b"),
            ("/", "POST", [.init("Transfer-Encoding", "chunked")], "abc"),
            ("/", "POST", [.init("Transfer-Encoding", "chunked")], ""),
            ("/", "POST", [.init("Transfer-Encoding", "identity")], "abc"),
            ("/", "POST", [.init("Connection", "close"), .init("User-Agent", "me")], "abc"),
            (
                "/", "POST", [.init("Accept", "*/*"), .init("Content-Type", "a/b"), .init("Cookie", "c")],
                "abc"
            ),
            ("/", "POST", [.init("X", "Zo\u{eb}")], "\u{e9}"),
            ("USER/x", "POST", [], "b"), ("USER/x", "POST", [.init("Authorization", "mine")], "b"),
        ] as [(String, String, [HTTPHeader], String)])
    func `both engines send the same bytes for a plain request`(
        _ path: String, _ method: String, _ headers: [HTTPHeader], _ body: String
    ) async throws {
        // The caller's own length of 1 is right here, so the end of the body is known in each case.
        try await RawServer.run([.readThrough("\r\n\r\n"), .waitToProceed, .send(Self.ok), .readToEnd]) {
            server in
            try await withEngine { engine in
                var url = server.url(path)
                if path.hasPrefix("USER") { url = "http://me%40x:p%3aw@127.0.0.1:\(server.port)/x" }
                server.proceed()
                for wire: WireBehaviour in [
                    .with { $0.usesOwnConnection = true }, .with { $0.bodyBytesPerSecond = 1 << 30 },
                ] {
                    let exchange = await engine.send(
                        .with(wire, url, method: method, headers: headers, body: body))
                    #expect(exchange.answer?.status == 200, "\(exchange)")
                }
            }
            let texts = [await server.finished(0).text, await server.finished(1).text]
            #expect(texts[0] == texts[1])
            #expect(texts[0].hasPrefix("\(method) /"))
        }
    }
}
