@testable import CurlTransport
import Testing
@testable import VodHookCatalogue

/// Header lines and pieces as libcurl hands them over.
struct AnswerCollectorTests {
    private func collector(
        _ lines: [String], body: [String] = [], mayBeHTTP2: Bool = true
    ) -> AnswerCollector<AnswerBuilder> {
        var collector = AnswerCollector(AnswerBuilder(), isHead: false, mayBeHTTP2: mayBeHTTP2)
        for line in lines { Array(line.utf8).withUnsafeBytes { _ = collector.take(line: $0) } }
        for piece in body { Array(piece.utf8).withUnsafeBytes { _ = collector.take(body: $0) } }
        return collector
    }

    @Test(arguments: [
        ("HTTP/2 200 \r\n", 200, "2"), ("HTTP/1.1 404\r\n", 404, "1.1"),
        ("HTTP/1.0 299 A B C\r\n", 299, "1.0"),
    ])
    func `a status line is read`(_ line: String, _ status: Int, _ version: String) {
        let collector = collector([line, "\r\n"])
        #expect(collector.status == status)
        #expect(collector.sink.finished()?.httpVersion == version)
    }

    @Test func `what is no HTTP/2 is not taken for it`() {
        let collector = collector(["HTTP/2 200 OK\r\n"], mayBeHTTP2: false)
        #expect(collector.problem == .notHTTP)
    }

    @Test(arguments: ["HTTP/1.1", "HTTP/2"])
    func `interim answers and trailers are dropped`(_ version: String) {
        let lines = [
            "\(version) 103 \r\n", "A: 1\r\n", "\r\n", "\(version) 200 \r\n", "B: 2 \r\n", "\r\n",
            "C: 3\r\n", "\r\n",
        ]
        let collector = collector(lines, body: ["x"])
        #expect(collector.sink.finished()?.headers == [HTTPHeader("B", "2")])
        #expect(collector.sink.finished()?.body == Array("x".utf8))
        #expect(collector.problem == nil)
    }

    @Test func `chunks are read from the body`() {
        let lines = ["HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n", "\r\n", "T: t\r\n"]
        let collector = collector(lines, body: ["2\r\no", "k\r\n0\r\nT: t\r\n\r\n"])
        #expect(collector.isComplete)
        #expect(collector.sink.finished()?.body == Array("ok".utf8))
    }

    @Test(arguments: [[], ["HTTP/1.1 100 Continue\r\n", "\r\n"], ["nonsense\r\n"], ["HTTP/1.1\r\n"]])
    func `without a final status line there is no answer`(_ lines: [String]) {
        #expect(collector(lines).status == nil)
        #expect(collector(lines).sink.finished() == nil)
    }

    @Test func `a header cut short by a failure leaves what came before`() {
        let collector = collector(["HTTP/1.1 200 OK\r\n", "A: 1\r\n"])
        #expect(collector.sink.finished()?.headers == [HTTPHeader("A", "1")])
        #expect(!collector.isComplete)
    }

    @Test func `HTTP/2 has the limits of HTTP/1`() {
        let line = "a: " + String(repeating: "x", count: 1000) + "\r\n"
        let lines = ["HTTP/2 200 \r\n"] + [String](repeating: line, count: 70)
        #expect(collector(lines).problem == .headTooLong)
        let piece = String(repeating: "x", count: 1 << 20)
        #expect(
            collector(["HTTP/2 200 \r\n", "\r\n"], body: [String](repeating: piece, count: 16)).problem == nil
        )
        #expect(
            collector(["HTTP/2 200 \r\n", "\r\n"], body: [String](repeating: piece, count: 17)).problem
                == .bodyTooLong)
    }
}
