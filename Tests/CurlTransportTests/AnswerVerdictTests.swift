import CurlTransport
import Testing
@testable import VodHookCatalogue
@testable import VodHookLoad
@testable import VodHookPlan

/// The same answers by all ways that lead to a receiver: each has the same verdict whoever reads it.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct AnswerVerdictTests {
    /// What an answer amounts to.
    enum Verdict: Equatable, Sendable {
        case status(Int)
        case failure(TransportFailure.Kind)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let verdict: Verdict
        let reach: Reach
        let body: String
        let fill: Int

        init(
            _ name: String, _ text: String, _ verdict: Verdict, reach: Reach = .answered, body: String? = nil,
            fill: Int = 0
        ) {
            testDescription = name
            self.text = text
            self.verdict = verdict
            self.reach = reach
            self.body = body ?? (verdict == .status(200) ? "ok" : "")
            self.fill = fill
        }
    }

    private static let start = "HTTP/1.1 200 OK\r\n"
    private static let ok = "Content-Length: 2\r\n\r\nok"
    private static let chunked = start + "Transfer-Encoding: chunked\r\n\r\n"
    private static let malformed = Verdict.failure(.malformedAnswer)
    private static let closed = Verdict.failure(.closed)

    static let statusLines = [
        Row("plain", start + ok, .status(200)),
        Row("no reason", "HTTP/1.1 200\r\n" + ok, .status(200)),
        Row("no reason and a blank", "HTTP/1.1 200 \r\n" + ok, .status(200)),
        Row("a reason of other letters", "HTTP/1.1 200 \u{e4}\u{597d}\r\n" + ok, .status(200)),
        Row("HTTP/1.0", "HTTP/1.0 200 OK\r\n" + ok, .status(200)),
        Row("a status that nobody knows", "HTTP/1.1 799 Odd\r\n" + ok, .status(799), body: "ok"),
        Row("letters in lower case", "http/1.1 200 OK\r\n" + ok, malformed),
        Row("letters in both cases", "Http/1.1 200 OK\r\n" + ok, malformed),
        Row("HTTP/0.9", "ok", malformed),
        Row("HTTP/0.9 of one line", "<html>ok</html>\r\n", malformed),
        Row("HTTP/0.9 in words", "HTTP/0.9 200 OK\r\n" + ok, malformed),
        Row("HTTP/1.2", "HTTP/1.2 200 OK\r\n" + ok, malformed),
        Row("HTTP/2 as text", "HTTP/2 200 OK\r\n" + ok, malformed),
        Row("HTTP/2.0 as text", "HTTP/2.0 200 OK\r\n" + ok, malformed),
        Row("HTTP/3 as text", "HTTP/3 200\r\n" + ok, malformed),
        Row("HTTP/11.1", "HTTP/11.1 200 OK\r\n" + ok, malformed),
        Row("no version", "HTTP 200 OK\r\n" + ok, malformed),
        Row("a version without a dot", "HTTP/1 200 OK\r\n" + ok, malformed),
        Row("two blanks before the status", "HTTP/1.1  200 OK\r\n" + ok, malformed),
        Row("a tab before the status", "HTTP/1.1\t200 OK\r\n" + ok, malformed),
        Row("no blank after the status", "HTTP/1.1 200OK\r\n" + ok, malformed),
        Row("a status of two digits", "HTTP/1.1 20 OK\r\n" + ok, malformed),
        Row("a status of four digits", "HTTP/1.1 2000 OK\r\n" + ok, malformed),
        Row("a status with letters", "HTTP/1.1 2x0 OK\r\n" + ok, malformed),
        Row("a status below 100", "HTTP/1.1 099 OK\r\n" + ok, malformed),
        Row("a negative status", "HTTP/1.1 -200 OK\r\n" + ok, malformed),
        Row("no status", "HTTP/1.1\r\n" + ok, malformed),
        Row("a NUL in the reason", "HTTP/1.1 200 O\0K\r\n" + ok, malformed),
        Row("a CR in the reason", "HTTP/1.1 200 O\rK\r\n" + ok, malformed),
        Row("a blank before it", " HTTP/1.1 200 OK\r\n" + ok, malformed),
        Row("an empty line before it", "\r\n" + start + ok, malformed),
        Row("a line feed before it", "\n" + start + ok, malformed),
        Row("a byte order mark before it", "\u{feff}" + start + ok, malformed),
        Row("a shoutcast status line", "ICY 200 OK\r\n" + ok, malformed),
        Row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", malformed),
        Row("TLS", "\u{15}\u{3}\u{1}\0\u{2}\u{2}\u{a}", malformed),
        Row("a request", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", malformed),
        Row(
            "a reason of 9 KB", "HTTP/1.1 200 " + String(repeating: "x", count: 9000) + "\r\n" + ok, malformed
        ),
        Row(
            "a reason of 150 KB", "HTTP/1.1 200 " + String(repeating: "x", count: 150_000) + "\r\n" + ok,
            malformed),
    ]

    static let headers = [
        Row("a folded header", start + "X-A: one\r\n two\r\n" + ok, .status(200)),
        Row("a header folded by a tab, twice", start + "X-A: one\r\n\ttwo\r\n  three\r\n" + ok, .status(200)),
        Row("a fold of nothing", start + "X-A: one\r\n \r\n" + ok, .status(200)),
        Row("a fold with a NUL", start + "X-A: one\r\n t\0wo\r\n" + ok, malformed),
        Row("a fold before any header", start + " X-A: one\r\n" + ok, malformed),
        Row("a folded length", start + "Content-Length:\r\n 2\r\n\r\nok", malformed),
        Row("a length that goes on", start + "Content-Length: 2\r\n 0\r\n\r\nok", malformed),
        Row(
            "a folded coding", start + "Transfer-Encoding:\r\n chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", malformed
        ),
        Row("no colon", start + "X-A\r\n" + ok, malformed),
        Row("no name", start + ": a\r\n" + ok, malformed),
        Row("a blank before the colon", start + "X-A : a\r\n" + ok, malformed),
        Row("a blank before the colon of the length", start + "Content-Length : 2\r\n\r\nok", malformed),
        Row("a blank in a name", start + "X A: a\r\n" + ok, malformed),
        Row("a letter that is none of a name's", start + "X-\u{e4}: a\r\n" + ok, malformed),
        Row("other letters in a value", start + "X-A: \u{e4}\u{1f600}\r\n" + ok, .status(200)),
        Row("a NUL in a value", start + "X-A: a\0b\r\n" + ok, malformed),
        Row("a NUL in a name", start + "X\0A: b\r\n" + ok, malformed),
        Row("a CR in a value", start + "X-A: a\rb\r\n" + ok, malformed),
        Row("a CR before the line end", start + "X-A: a\r\r\n" + ok, malformed),
        Row("no value", start + "X-A:\r\n" + ok, .status(200)),
        Row("line feeds alone", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", .status(200)),
        Row("both line ends", "HTTP/1.1 200 OK\r\nX-A: a\nContent-Length: 2\n\r\nok", .status(200)),
        Row(
            "carriage returns alone, which end no line", "HTTP/1.1 200 OK\rContent-Length: 2\r\rok", closed,
            reach: .sent),
        Row(
            "a header of 40 KB", start + "X-A: " + String(repeating: "x", count: 40_000) + "\r\n" + ok,
            malformed),
        Row(
            "a header of 150 KB", start + "X-A: " + String(repeating: "x", count: 150_000) + "\r\n" + ok,
            malformed),
        Row(
            "a header of 1 MB", start + "X-A: " + String(repeating: "x", count: 1_000_000) + "\r\n" + ok,
            malformed),
        Row("headers of 90 KB", start + String(repeating: "X-A: bcdef\r\n", count: 7500) + ok, malformed),
        Row("headers of 60 KB", start + String(repeating: "X-A: bcdef\r\n", count: 5000) + ok, .status(200)),
        Row("the end within the status line", "HTTP/1.1 20", closed, reach: .sent),
        Row("the end behind the status line", start, closed),
        Row("the end within a header", start + "X-A: a", closed),
        Row("the end within the first of two", start + "X-A: a\r\n", closed),
        Row("nothing at all", "", closed, reach: .sent),
    ]

    static let lengths = [
        Row("the same length twice", start + "Content-Length: 2\r\n" + ok, .status(200)),
        Row("the same length twice in a line", start + "Content-Length: 2, 2\r\n\r\nok", .status(200)),
        Row("the same length, 02 and 2", start + "Content-Length: 02\r\n" + ok, .status(200)),
        Row("two lengths", start + "Content-Length: 3\r\n" + ok, malformed),
        Row("two lengths in a line", start + "Content-Length: 2, 3\r\n\r\nok", malformed),
        Row("a length and nothing", start + "Content-Length: 2,\r\n\r\nok", malformed),
        Row("an empty length", start + "Content-Length:\r\n\r\nok", malformed),
        Row("a negative length", start + "Content-Length: -2\r\n\r\nok", malformed),
        Row("a length with a sign", start + "Content-Length: +2\r\n\r\nok", malformed),
        Row("a length with a point", start + "Content-Length: 2.0\r\n\r\nok", malformed),
        Row("a length in hexadecimal", start + "Content-Length: 0x2\r\n\r\nok", malformed),
        Row("a length with a unit", start + "Content-Length: 2 bytes\r\n\r\nok", malformed),
        Row("a length of two numbers", start + "Content-Length: 2 2\r\n\r\nok", malformed),
        Row("a length beyond 64 bits", start + "Content-Length: 18446744073709551618\r\n\r\nok", malformed),
        Row(
            "a length of a line", start + "Content-Length: \(String(repeating: "9", count: 400))\r\n\r\nok",
            malformed),
        Row("more than is announced", start + ok + "HTTP/1.1 500 Oops\r\n\r\n", .status(200)),
        Row("less than is announced", start + "Content-Length: 3\r\n\r\nok", closed, body: "ok"),
        Row(
            "the biggest length", start + "Content-Length: 9223372036854775807\r\n\r\nok", closed, body: "ok"),
        Row("no length", start + "\r\nok", .status(200)),
        Row("no length, kept open in words", start + "Connection: keep-alive\r\n\r\nok", .status(200)),
        Row("no length, HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nok", .status(200)),
        Row("a length of 0", start + "Content-Length: 0\r\n\r\n", .status(200), body: ""),
        Row("204 with a body", "HTTP/1.1 204 No Content\r\n" + ok, .status(204)),
        Row("304 with a body", "HTTP/1.1 304 Not Modified\r\n" + ok, .status(304)),
        Row(
            "204 in chunks", "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            .status(204)),
        Row("101 that nobody asked for", "HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\nxyz", .status(101)),
        Row("101 to HTTP/2", "HTTP/1.1 101 Up\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", .status(101)),
        Row(
            "1xx before", "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 H\r\nLink: x\r\n\r\n" + start + ok, .status(200)
        ),
        Row("1xx only", "HTTP/1.1 100 Continue\r\n\r\n", closed, reach: .sent),
        Row("1xx and nonsense", "HTTP/1.1 100 Continue\r\n\r\nok\r\n", malformed),
        Row(
            "3000 of 1xx", String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 3000) + start + ok,
            malformed),
        Row("1xx with a length", "HTTP/1.1 100 C\r\nContent-Length: 5\r\n\r\n" + start + ok, .status(200)),
        Row("302", "HTTP/1.1 302 Found\r\nLocation: /x\r\n" + ok, .status(302), body: "ok"),
        Row("401", "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\n" + ok, .status(401), body: "ok"),
        Row("407", "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n" + ok, .status(407), body: "ok"),
        Row("408", "HTTP/1.1 408 Late\r\nConnection: close\r\n" + ok, .status(408), body: "ok"),
        Row("417", "HTTP/1.1 417 No\r\n" + ok, .status(417), body: "ok"),
        Row("a coding of the content", start + "Content-Encoding: gzip\r\n" + ok, .status(200)),
        Row(
            "a coding of the content that nobody knows", start + "Content-Encoding: x-odd\r\n" + ok,
            .status(200)),
        Row("a range", "HTTP/1.1 206 Part\r\nContent-Range: bytes 5-6/10\r\n" + ok, .status(206), body: "ok"),
    ]

    static let chunks = [
        Row("chunks", chunked + "1\r\no\r\n1\r\nk\r\n0\r\n\r\n", .status(200)),
        Row("a trailer", chunked + "2\r\nok\r\n0\r\nX-T: t\r\n\r\n", .status(200)),
        Row("a trailer without a colon", chunked + "2\r\nok\r\n0\r\nodd\r\n\r\n", .status(200)),
        Row("extensions", chunked + "2;a=b;c=\"d\"\r\nok\r\n0;e\r\n\r\n", .status(200)),
        Row("a blank before the extension", chunked + "2 ;a\r\nok\r\n0\r\n\r\n", .status(200)),
        Row("zeros before the size", chunked + "0002\r\nok\r\n000\r\n\r\n", .status(200)),
        Row("Chunked", start + "transfer-encoding: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", .status(200)),
        Row("line feeds alone between chunks", chunked + "2\nok\n0\n\n", .status(200)),
        Row(
            "HTTP/1.0 in chunks", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            .status(200)),
        Row("bytes behind the last chunk", chunked + "2\r\nok\r\n0\r\n\r\nmore", .status(200)),
        Row(
            "a length besides",
            start + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            .status(200)),
        Row(
            "a length behind",
            start + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            .status(200)),
        Row(
            "a length of 0 besides",
            start + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            .status(200)),
        Row(
            "a bad length besides",
            start + "Transfer-Encoding: chunked\r\nContent-Length: x\r\n\r\n2\r\nok\r\n0\r\n\r\n", malformed),
        Row(
            "chunked twice", start + "Transfer-Encoding: chunked, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            malformed),
        Row(
            "chunked in two headers",
            start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            malformed),
        Row("gzip", start + "Transfer-Encoding: gzip\r\n\r\nok", malformed),
        Row(
            "gzip and chunked", start + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            malformed),
        Row("identity", start + "Transfer-Encoding: identity\r\n" + ok, malformed),
        Row(
            "an unknown coding", start + "Transfer-Encoding: xchunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", malformed),
        Row("no size", chunked + "\r\nok\r\n0\r\n\r\n", malformed),
        Row("a size of letters", chunked + "zz\r\nok\r\n0\r\n\r\n", malformed),
        Row("a negative size", chunked + "-2\r\nok\r\n0\r\n\r\n", malformed),
        Row("a size with 0x", chunked + "0x2\r\nok\r\n0\r\n\r\n", malformed),
        Row("a size with a blank before", chunked + " 2\r\nok\r\n0\r\n\r\n", malformed),
        Row("a size and more", chunked + "2 2\r\nok\r\n0\r\n\r\n", malformed),
        Row("a size beyond 64 bits", chunked + "10000000000000002\r\nok\r\n0\r\n\r\n", malformed),
        Row("a size of many zeros", chunked + "00000000000000000002\r\nok\r\n0\r\n\r\n", .status(200)),
        Row("a chunk longer than it says", chunked + "1\r\nok\r\n0\r\n\r\n", malformed, body: "o"),
        Row("no line end behind a chunk", chunked + "2\r\nok0\r\n\r\n", malformed, body: "ok"),
        Row(
            "an extension of 5 KB",
            chunked + "2;" + String(repeating: "x", count: 5000) + "\r\nok\r\n0\r\n\r\n", malformed),
        Row("the end within a chunk", chunked + "3\r\nok", closed, body: "ok"),
        Row("the end behind a chunk", chunked + "2\r\nok\r\n", closed, body: "ok"),
        Row("the end within the size", chunked + "2", closed),
        Row("no final line end", chunked + "2\r\nok\r\n0\r\n", closed, body: "ok"),
        Row("half the final line end", chunked + "2\r\nok\r\n0\r\n\r", closed, body: "ok"),
        Row("the end within a trailer", chunked + "2\r\nok\r\n0\r\nX-T: t\r\n", closed, body: "ok"),
        Row(
            "trailers of 90 KB",
            chunked + "2\r\nok\r\n0\r\n" + String(repeating: "X-T: bcdef\r\n", count: 7500) + "\r\n",
            malformed, body: "ok"),
        Row(
            "a trailer of 40 KB",
            chunked + "2\r\nok\r\n0\r\nX: " + String(repeating: "x", count: 40_000) + "\r\n\r\n", malformed,
            body: "ok"),
        Row(
            "a trailer of 3 KB",
            chunked + "2\r\nok\r\n0\r\nX: " + String(repeating: "x", count: 3_000) + "\r\n\r\n", .status(200)
        ),
    ]

    private static let script = Result { try LoadBench.script() }

    @Test(arguments: statusLines + headers + lengths + chunks)
    func `run, a framed delivery and load come to the same verdict`(_ row: Row) async throws {
        let steps: [ScriptedServer.Step] = [.send(row.text), .close]
        for (way, wire) in [
            ("run", WireBehaviour()), ("framed", .with { $0.headerBytesPerSecond = 1 << 30 }),
        ] {
            let exchange = try await exchange(steps, wire: wire)
            let verdict =
                exchange.failure.map { Verdict.failure($0.kind) } ?? .status(exchange.answer?.status ?? 0)
            let shown = "\(way): \(String(describing: exchange.failure)) \(exchange.answer?.status ?? 0)"
            #expect(verdict == row.verdict, "\(shown)")
            #expect(exchange.reach == row.reach, "\(shown)")
            #expect(String(decoding: exchange.answer?.body ?? [], as: UTF8.self) == row.body, "\(way)")
        }
        try await ScriptedServer.run({ _ in steps }) { server in
            let one = LoadProfile(.constant(rate: 100, duration: .milliseconds(10)))
            let result = try await LoadBench.run(server.url(), one, script: Self.script.get())
            switch row.verdict {
            case .status(let status): #expect(result.statuses == [status: 1], "load: \(result.errors)")
            case .failure(let kind): #expect(result.errors == [kind.rawValue: 1], "load: \(result.statuses)")
            }
        }
    }
}
