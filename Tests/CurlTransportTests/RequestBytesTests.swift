import CurlTransport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// What goes out, to the byte.
@Suite(.timeLimit(.minutes(5)))
struct RequestBytesTests {
    private static let ok = [ScriptedServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]

    private struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = "POST"
        var path = "/"
        var headers: [HTTPHeader] = []
        var body = ""
        /// `HOST` stands for the server's address.
        let expected: String
    }

    private static let rows = [
        Row(
            testDescription: "a POST with headers", path: "/hook?a=1&b=%20",
            headers: [
                .init("X-One", "1"), .init("content-TYPE", "application/json"), .init("X-one", "two words"),
            ],
            body: "{\"a\":1}",
            expected:
                "POST /hook?a=1&b=%20 HTTP/1.1\r\nHost: HOST\r\nX-One: 1\r\ncontent-TYPE: application/json\r\n"
                + "X-one: two words\r\nContent-Length: 7\r\n\r\n{\"a\":1}"),
        Row(
            testDescription: "a POST without anything",
            expected: "POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n"),
        Row(
            testDescription: "a header with an empty value",
            headers: [.init("X-Empty", ""), .init("Accept", "")],
            body: "x",
            expected: "POST / HTTP/1.1\r\nHost: HOST\r\nX-Empty:\r\nAccept:\r\nContent-Length: 1\r\n\r\nx"),
        Row(
            testDescription: "what libcurl would add, asked for",
            headers: [.init("User-Agent", "me"), .init("Accept", "*/*"), .init("Accept-Encoding", "gzip")],
            expected:
                "POST / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: me\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n"
                + "Content-Length: 0\r\n\r\n"),
        Row(
            testDescription: "letters beyond ASCII in a header", headers: [.init("X-Name", "Zoë")],
            expected: "POST / HTTP/1.1\r\nHost: HOST\r\nX-Name: Zoë\r\nContent-Length: 0\r\n\r\n"),
        Row(
            testDescription: "a host of its own", headers: [.init("Host", "example.com")],
            expected: "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 0\r\n\r\n"),
        Row(
            testDescription: "dots in the path", path: "/a/../b/./c",
            expected: "POST /a/../b/./c HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n"),
        Row(testDescription: "a GET", method: "GET", expected: "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n"),
        Row(
            testDescription: "a GET with a body", method: "GET", body: "ab",
            expected: "GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\n\r\nab"),
        Row(
            testDescription: "a PUT", method: "PUT", body: "ab",
            expected: "PUT / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\n\r\nab"),
        Row(
            testDescription: "a DELETE", method: "DELETE", expected: "DELETE / HTTP/1.1\r\nHost: HOST\r\n\r\n"
        ),
        Row(testDescription: "a HEAD", method: "HEAD", expected: "HEAD / HTTP/1.1\r\nHost: HOST\r\n\r\n"),
    ]

    @Test(arguments: rows)
    private func `a request goes out as it is and with nothing added`(_ row: Row) async throws {
        try await ScriptedServer.run { _ in
            Self.ok
        } _: { server in
            try await withEngine { engine in
                let exchange = await engine.send(
                    OutgoingRequest(
                        method: row.method, url: server.url(row.path), headers: row.headers,
                        body: Array(row.body.utf8)))
                #expect(exchange.failure == nil)
                let expected = row.expected.split(
                    separator: "HOST", maxSplits: 1, omittingEmptySubsequences: false)
                #expect(
                    server.requests.map(\.text) == [expected.joined(separator: "127.0.0.1:\(server.port)")])
            }
        }
    }

    @Test func `nothing of one request stays in the next on the same handle`() async throws {
        try await ScriptedServer.run { _ in
            Self.ok
        } _: { server in
            try await withEngine { engine in
                for method in ["PUT", "HEAD", "GET", "POST"] {
                    let headers =
                        method == "PUT" ? [HTTPHeader("X-Old", "1"), HTTPHeader("Accept", "a/b")] : []
                    let body = method == "PUT" ? Array("old".utf8) : []
                    _ = await engine.send(
                        OutgoingRequest(method: method, url: server.url(), headers: headers, body: body))
                }
                let host = "HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                #expect(
                    server.requests.map(\.text) == [
                        "PUT / \(host)X-Old: 1\r\nAccept: a/b\r\nContent-Length: 3\r\n\r\nold",
                        "HEAD / \(host)\r\n", "GET / \(host)\r\n", "POST / \(host)Content-Length: 0\r\n\r\n",
                    ])
            }
        }
    }

    @Test func `a body of 2 MiB goes out at once and whole`() async throws {
        let body = (0..<(2 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await ScriptedServer.run { _ in
            Self.ok
        } _: { server in
            try await withEngine { engine in
                let exchange = await engine.send(OutgoingRequest(url: server.url(), body: body))
                #expect(exchange.answer?.status == 200)
                let bytes = try #require(server.requests.first).bytes
                let head =
                    "POST / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 2097152\r\n\r\n"
                #expect(Array(bytes.prefix(head.utf8.count)) == Array(head.utf8))
                #expect(bytes.dropFirst(head.utf8.count).elementsEqual(body))
            }
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1/\0", [], "the URL contains a NUL or a line break; it was not sent"),
        ("http://127.0.0.1/\r\nX: y", [], "the URL contains a NUL or a line break; it was not sent"),
        (
            "http://127.0.0.1/", [HTTPHeader("A", "b\r\nC: d")],
            "a header contains a NUL or a line break; it was not sent"
        ),
        (
            "http://127.0.0.1/", [HTTPHeader("A", "b\0c")],
            "a header contains a NUL or a line break; it was not sent"
        ),
        (
            "http://127.0.0.1/", [HTTPHeader("A\n", "b")],
            "a header contains a NUL or a line break; it was not sent"
        ),
        (
            "http://127.0.0.1/", [HTTPHeader("A: b", "c")],
            "a header name is empty or contains a colon or a semicolon; it was not sent"
        ),
        (
            "http://127.0.0.1/", [HTTPHeader("A b", "c")],
            "a header's name holds a blank; it was not sent"
        ),
        (
            "http://127.0.0.1/", [HTTPHeader("A", "\u{1B}[2J")],
            "the value of header A holds a control character; it was not sent"
        ),
        ("ftp://127.0.0.1/", [], "only http and https URLs can be called, not ftp"),
        ("no URL", [], "the URL cannot be used: "),
        ("", [], "the URL cannot be used: "),
    ])
    func `a request that cannot be sent is refused`(
        _ url: String, _ headers: [HTTPHeader], _ message: String
    ) async throws {
        try await withEngine { engine in
            let exchange = await engine.send(OutgoingRequest(url: url, headers: headers))
            #expect(exchange.failure?.kind == .other)
            #expect(
                exchange.failure?.message.hasPrefix(message) == true,
                "\(String(describing: exchange.failure))")
            #expect(exchange.answer == nil && exchange.connectionReused == nil)
        }
    }
}
