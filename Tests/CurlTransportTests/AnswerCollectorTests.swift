@testable import CurlTransport
import Testing
@testable import VodHookCatalogue

/// Header lines as libcurl hands them over.
struct AnswerCollectorTests {
    private func collect(_ lines: [String], body: String = "") -> Answer? {
        var collector = AnswerCollector()
        for line in lines { Array(line.utf8).withUnsafeBufferPointer { collector.take(line: $0) } }
        Array(body.utf8).withUnsafeBufferPointer { collector.take(body: $0) }
        return collector.answer()
    }

    @Test(arguments: [
        ("HTTP/2 200 \r\n", 200, "2"), ("HTTP/1.1 404\r\n", 404, "1.1"),
        ("HTTP/1.0 299 A B C\r\n", 299, "1.0"),
    ])
    func `a status line is read`(_ line: String, _ status: Int, _ version: String) {
        let answer = collect([line, "\r\n"])
        #expect(answer?.status == status)
        #expect(answer?.httpVersion == version)
    }

    @Test func `a folded header is one header`() {
        #expect(
            collect(["HTTP/1.1 200 OK\r\n", "A: one\r\n", "\ttwo \r\n", "B:\r\n", "\r\n"])?.headers
                == [HTTPHeader("A", "one two"), HTTPHeader("B", "")])
    }

    @Test func `interim answers and trailers are dropped`() {
        let lines = [
            "HTTP/1.1 103 Hints\r\n", "A: 1\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "B: 2\r\n", "\r\n",
            "C: 3\r\n",
        ]
        #expect(collect(lines)?.headers == [HTTPHeader("B", "2")])
    }

    @Test(arguments: [[], ["HTTP/1.1 100 Continue\r\n", "\r\n"], ["nonsense\r\n"], ["HTTP/1.1\r\n"]])
    func `without a final status line there is no answer`(_ lines: [String]) {
        #expect(collect(lines)?.status == nil)
    }

    @Test func `a header cut short by a failure leaves what came before`() {
        #expect(collect(["HTTP/1.1 200 OK\r\n", "A: 1\r\n"])?.headers == [HTTPHeader("A", "1")])
    }
}
