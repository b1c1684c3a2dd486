@testable import CurlTransport
import Testing
@testable import VodHookCatalogue

/// HTTP/1.x answers, good, bad and hostile.
struct AnswerParserTests {
    /// What a parser made of some bytes.
    struct Reading: Equatable, CustomStringConvertible {
        var status: Int?
        var version: String?
        var headers: [String] = []
        var body: [UInt8] = []
        var isComplete = false
        var problem: AnswerProblem?
        var keepsConnection = false
        /// The bytes behind the answer; not counted when it is malformed.
        var rest = 0
        /// The most bytes that were held back at once.
        var held = 0

        var description: String {
            "\(status ?? 0) \(headers) \(String(decoding: body, as: UTF8.self)) \(isComplete) "
                + "\(String(describing: problem)) keeps: \(keepsConnection) rest: \(rest)"
        }

        static func == (one: Reading, other: Reading) -> Bool {
            one.status == other.status && one.version == other.version && one.headers == other.headers
                && one.body == other.body && one.isComplete == other.isComplete
                && one.problem == other.problem
                && one.keepsConnection == other.keepsConnection && one.rest == other.rest
        }
    }

    /// Reads `bytes` in pieces that end at `cuts`, then the end of the connection.
    static func read(_ bytes: [UInt8], cuts: [Int] = [], isHead: Bool = false, ends: Bool = true) -> Reading {
        var parser = AnswerParser(isHead: isHead)
        var builder = AnswerBuilder()
        var reading = Reading()
        var taken = 0
        var start = 0
        for end in cuts + [bytes.count] {
            bytes[start..<end].withUnsafeBytes { taken += parser.take($0, into: &builder) }
            reading.held = max(reading.held, parser.heldBytes)
            start = end
        }
        if ends, !parser.isOver { _ = parser.takeEnd() }
        reading.isComplete = parser.isComplete
        reading.problem = parser.problem
        reading.keepsConnection = parser.keepsConnection
        if parser.problem == nil { reading.rest = bytes.count - taken }
        if let answer = builder.finished() {
            reading.status = answer.status
            reading.version = answer.httpVersion
            reading.headers = answer.headers.map { "\($0.name)=\($0.value)" }
            reading.body = answer.body
        }
        return reading
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        var isHead = false
        var status: Int? = 200
        var body = ""
        var isComplete = true
        var problem: AnswerProblem?
        var keeps = true
        var rest = 0
    }

    static let start = "HTTP/1.1 200 OK\r\n"
    static let chunked = start + "Transfer-Encoding: chunked\r\n\r\n"

    static let good = [
        Row(testDescription: "a length", text: start + "Content-Length: 3\r\n\r\nabc", body: "abc"),
        Row(
            testDescription: "a length twice", text: start + "content-length: 1\r\nContent-Length:1\r\n\r\na",
            body: "a"),
        Row(
            testDescription: "a length twice in a line",
            text: start + "Content-Length: 1 ,1, 01\r\n\r\na", body: "a"),
        Row(
            testDescription: "folded headers",
            text: start + "A: b\r\n c\r\n\t\r\nConnection: x,\r\n close\r\nContent-Length: 0\r\n\r\n",
            keeps: false),
        Row(
            testDescription: "chunks besides a length",
            text: start + "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            body: "a", keeps: false),
        Row(
            testDescription: "bytes behind", text: start + "Content-Length: 1\r\n\r\nabc", body: "a", rest: 2),
        Row(testDescription: "line feeds alone", text: "HTTP/1.1 200\nContent-Length: 1\n\na", body: "a"),
        Row(
            testDescription: "chunks", text: chunked + "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
            body: "abc0123456789"),
        Row(
            testDescription: "chunks with all there is",
            text: chunked + "003 ; x=\"y\"\r\nabc\r\n1;z\r\nd\r\n000\r\nT: 1\r\n odd\r\n\r\nHTTP",
            body: "abcd", rest: 4),
        Row(testDescription: "chunks with line feeds", text: chunked + "1\na\n0\n\n", body: "a"),
        Row(
            testDescription: "the end of the connection", text: start + "\r\nabc\r\n\r\n",
            body: "abc\r\n\r\n", keeps: false),
        Row(
            testDescription: "1xx first",
            text: "HTTP/1.1 100 C\r\nX: y\r\n\r\nHTTP/1.1 103\r\nContent-Length: 9\r\n\r\n" + start
                + "Content-Length: 1\r\n\r\na", body: "a"),
        Row(
            testDescription: "204", text: "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nx", status: 204,
            rest: 1),
        Row(testDescription: "304", text: "HTTP/1.1 304 \r\nTransfer-Encoding: chunked\r\n\r\n", status: 304),
        Row(testDescription: "HEAD", text: start + "Content-Length: 99\r\n\r\n", isHead: true),
        Row(testDescription: "101", text: "HTTP/1.1 101 Up\r\n\r\n", status: 101, keeps: false),
        Row(
            testDescription: "close", text: start + "Connection: x, CLOSE\r\nContent-Length: 0\r\n\r\n",
            keeps: false),
        Row(testDescription: "HTTP/1.0", text: "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", keeps: false),
        Row(
            testDescription: "HTTP/1.0 that keeps",
            text: "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n"),
        Row(
            testDescription: "HTTP/1.0 that keeps and does not say how long",
            text: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\na", body: "a", keeps: false),
        Row(
            testDescription: "an empty reason and value",
            text: "HTTP/1.1 999 \r\nContent-Length: 0\r\nA:\r\n\r\n", status: 999),
    ]

    static let unfinished = [
        Row(testDescription: "nothing", text: "", status: nil, isComplete: false, keeps: false),
        Row(
            testDescription: "half a status line", text: "HTTP/1.1 20", status: nil, isComplete: false,
            keeps: false),
        Row(testDescription: "half the headers", text: start + "A: b\r\n", isComplete: false, keeps: false),
        Row(
            testDescription: "half a body", text: start + "Content-Length: 3\r\n\r\nab", body: "ab",
            isComplete: false, keeps: false),
        Row(
            testDescription: "half a chunk", text: chunked + "3\r\nab", body: "ab", isComplete: false,
            keeps: false),
        Row(
            testDescription: "no last chunk", text: chunked + "2\r\nab\r\n", body: "ab", isComplete: false,
            keeps: false),
        Row(
            testDescription: "half a trailer", text: chunked + "0\r\nA: b\r\n", isComplete: false,
            keeps: false),
        Row(
            testDescription: "1xx only", text: "HTTP/1.1 100 C\r\n\r\n", status: nil, isComplete: false,
            keeps: false),
        Row(
            testDescription: "the biggest length",
            text: start + "Content-Length: 9223372036854775807\r\n\r\na", body: "a",
            isComplete: false, keeps: false),
        Row(
            testDescription: "the biggest chunk", text: chunked + "7fffffffffffffff\r\na", body: "a",
            isComplete: false,
            keeps: false),
    ]

    private static func bad(_ text: String, _ problem: AnswerProblem, _ status: Int? = 200, body: String = "")
        -> Row
    {
        let name = "\(problem): \(text.prefix(60).debugDescription)"
        return Row(
            testDescription: name, text: text, status: status, body: body, isComplete: false,
            problem: problem,
            keeps: false)
    }

    static let malformed =
        [
            "SSH-2.0\r\n", "h", "HTTP/1.2 200 OK\r\n", "HTTP/2 200\r\n", "HTTP/1.1200 OK\r\n",
            "HTTP/1.1  200 OK\r\n", "\r\n",
            "HTTP/1.1 20 OK\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 099 OK\r\n",
            "HTTP/1.1 -20 OK\r\n",
            "http/1.1 200 OK\r\n", "HTTP/1.1 200\tOK\r\n", "HTTP/1.1\r\n", "\0\0\0\0",
        ].map { bad($0, .notHTTP, nil) } + [
            bad("HTTP/1.1 100 C\r\n\r\nnonsense", .notHTTP, nil),
            bad(start + " folded: x\r\n\r\n", .foldedHeader),
            bad(start + "A: b\r\nContent-Length: 1\r\n\t0\r\n\r\n", .foldedHeader),
            bad(start + "A: b\r\n\tc\0\r\n\r\n", .badHeader),
            bad("HTTP/1.1 200 O\0K\r\n\r\n", .notHTTP, nil),
            bad("HTTP/1.1 200 O\rK\r\n\r\n", .notHTTP, nil),
            bad(start + "no colon\r\n\r\n", .badHeader),
            bad(start + ": no name\r\n\r\n", .badHeader),
            bad(start + "A : b\r\n\r\n", .badHeader),
            bad(start + "A\"B: b\r\n\r\n", .badHeader),
            bad(start + "A: b\0\r\n\r\n", .badHeader),
            bad(start + "A: b\rc\r\n\r\n", .badHeader),
            bad(start + "\u{e9}: b\r\n\r\n", .badHeader),
            bad(start + "Content-Length: \r\n\r\n", .badLength),
            bad(start + "Content-Length: -1\r\n\r\n", .badLength),
            bad(start + "Content-Length: +1\r\n\r\n", .badLength),
            bad(start + "Content-Length: 1, x\r\n\r\n", .badLength),
            bad(start + "Content-Length: 1,\r\n\r\n", .badLength),
            bad(start + "Content-Length: 1, 2\r\n\r\n", .differingLengths),
            bad(start + "Content-Length: 0x1\r\n\r\n", .badLength),
            bad(start + "Content-Length: 9223372036854775808\r\n\r\n", .badLength),
            bad(start + "Content-Length: 99999999999999999999999\r\n\r\n", .badLength),
            bad(start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", .differingLengths),
            bad(start + "Transfer-Encoding: gzip\r\n\r\n", .unknownTransferEncoding),
            bad(start + "Transfer-Encoding: gzip, chunked\r\n\r\n", .unknownTransferEncoding),
            bad(
                start + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                .unknownTransferEncoding),
            bad(chunked + "zz\r\nab\r\n", .badChunk), bad(chunked + "\r\n", .badChunk),
            bad(chunked + "-1\r\n", .badChunk),
            bad(chunked + "8000000000000000\r\n", .badChunk),
            bad(chunked + "11111111111111111\r\n", .badChunk),
            bad(chunked + "1 2\r\n", .badChunk), bad(chunked + "0x1\r\na\r\n", .badChunk),
            bad(chunked + "1\r\nab\r\n", .badChunk, body: "a"),
            bad(chunked + "1\r\na\r\r\n", .badChunk, body: "a"),
            bad("HTTP/1.1 200 " + String(repeating: "x", count: 9000), .lineTooLong, nil),
            bad(start + "A: " + String(repeating: "x", count: 40_000), .lineTooLong),
            bad(start + "A: " + String(repeating: "x", count: 40_000) + "\r\n\r\n", .lineTooLong),
            bad(chunked + "1;" + String(repeating: "x", count: 5000), .lineTooLong),
            bad(start + String(repeating: "Ab: c\r\n", count: 10_000) + "\r\n", .headTooLong),
            bad(chunked + "0\r\n" + String(repeating: "Ab: c\r\n", count: 10_000) + "\r\n", .headTooLong),
            bad(String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 3000) + start, .headTooLong, nil),
        ]

    @Test(arguments: good + unfinished + malformed)
    func `an answer is read the same in one piece and byte by byte`(_ row: Row) {
        let bytes = Array(row.text.utf8)
        let reading = Self.read(bytes, isHead: row.isHead)
        #expect(reading.status == row.status)
        #expect(String(decoding: reading.body, as: UTF8.self) == row.body)
        #expect(reading.isComplete == row.isComplete)
        #expect(reading.problem == row.problem)
        #expect(reading.keepsConnection == row.keeps)
        #expect(reading.rest == row.rest)
        if bytes.count > 1 {
            let single = Self.read(bytes, cuts: Array(1..<bytes.count), isHead: row.isHead)
            // Too many headers are noticed after so many of them; that is the same as well.
            #expect(single == reading)
        }
        if row.isComplete, !row.keeps { return }
        #expect(Self.read(bytes, isHead: row.isHead, ends: false).isComplete == row.isComplete)
    }

    @Test func `headers are kept in order, those of 1xx answers and trailers are not`() {
        let text =
            "HTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.0 200 OK\r\nX-A: \t b c \t\r\nx-a:\r\n"
            + "Transfer-Encoding: Chunked\r\n\r\n0\r\nT: t\r\n\r\n"
        let reading = Self.read(Array(text.utf8))
        #expect(reading.headers == ["X-A=b c", "x-a=", "Transfer-Encoding=Chunked"])
        #expect(reading.version == "1.0")
        #expect(!reading.keepsConnection)
    }

    @Test func `a folded header is one header`() {
        let text = "HTTP/1.1 200 OK\r\nA: one\r\n\ttwo \r\n \r\nB:\r\n three\r\n\r\n"
        #expect(Self.read(Array(text.utf8)).headers == ["A=one two", "B= three"])
    }

    @Test func `a body is read up to its limit`() {
        let head = Array((Self.start + "\r\n").utf8)
        let limit = AnswerParser.Limit.body
        for (size, problem) in [(limit, nil), (limit + 1, .bodyTooLong)] as [(Int, AnswerProblem?)] {
            let bytes = head + [UInt8](repeating: 0x78, count: size)
            for cuts in [[], [head.count, 1 << 20]] {
                let reading = Self.read(bytes, cuts: cuts)
                #expect(reading.problem == problem)
                #expect(reading.body.count == 1 << 20)
            }
        }
        let chunk =
            Self.chunked
            + String(repeating: "1;" + String(repeating: "x", count: 4000) + "\r\na\r\n", count: 4200)
        #expect(Self.read(Array(chunk.utf8)).problem == .bodyTooLong)
    }

    @Test func `a head of 100 that comes in pieces is no final answer`() {
        var parser = AnswerParser()
        var answer = AnswerBuilder()
        for piece in ["HTTP/1.1 100 Continue\r\n", "X: y\r\n", "\r\n", "HTTP/1.1 2", "00 OK"] {
            _ = Array(piece.utf8).withUnsafeBytes { parser.take($0, into: &answer) }
            #expect(!parser.hasFinalStatus)
        }
        _ = Array("\r\n".utf8).withUnsafeBytes { parser.take($0, into: &answer) }
        #expect(parser.hasFinalStatus)
    }

    @Test func `a parser is as new after a reset`() {
        var parser = AnswerParser(isHead: true)
        for text in Self.good.map(\.text) + Self.malformed.map(\.text) {
            var builder = AnswerBuilder()
            _ = Array(text.utf8).withUnsafeBytes { parser.take($0, into: &builder) }
            parser.reset()
            var next = AnswerBuilder()
            let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)
            _ = answer.withUnsafeBytes { parser.take($0, into: &next) }
            #expect(parser.isComplete && parser.keepsConnection && parser.status == 200)
            #expect(next.finished()?.body == Array("ok".utf8))
            parser.reset()
        }
    }

    // MARK: Chance

    /// Numbers by xorshift, always the same for a seed.
    struct Chance {
        var state: UInt64

        mutating func below(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int((state >> 11) % UInt64(bound))
        }
    }

    @Test func `pieces of any size give the same`() {
        var chance = Chance(state: 0x5eed)
        for row in Self.good + Self.unfinished + Self.malformed {
            let bytes = Array(row.text.utf8)
            let whole = Self.read(bytes, isHead: row.isHead)
            for _ in 0..<(bytes.count > 4000 ? 5 : 60) where !bytes.isEmpty {
                let cuts = (0..<(1 + chance.below(8))).map { _ in chance.below(bytes.count + 1) }.sorted()
                #expect(Self.read(bytes, cuts: cuts, isHead: row.isHead) == whole)
            }
        }
    }

    @Test func `whatever is changed, nothing traps and memory stays bounded`() {
        var chance = Chance(state: 0xbad)
        let seeds = (Self.good + Self.unfinished + Self.malformed).map { Array($0.text.utf8) }.filter {
            !$0.isEmpty
        }
        let short = seeds.filter { $0.count < 4000 }
        for round in 0..<20_000 {
            var bytes = round % 500 == 0 ? seeds[chance.below(seeds.count)] : short[chance.below(short.count)]
            for _ in 0..<(1 + chance.below(6)) {
                let place = chance.below(bytes.count)
                switch chance.below(5) {
                case 0: bytes[place] = UInt8(chance.below(256))
                case 1: bytes[place] ^= 1 << UInt8(chance.below(8))
                case 2: bytes.insert([0x0a, 0x0d, 0x20, 0x3a, 0x30, 0x66][chance.below(6)], at: place)
                case 3 where bytes.count > 1: bytes.remove(at: place)
                default:
                    let other = short[chance.below(short.count)]
                    bytes.insert(contentsOf: other.prefix(chance.below(other.count + 1)), at: place)
                }
            }
            let cut = chance.below(bytes.count + 1)
            let whole = Self.read(bytes)
            let parts = Self.read(bytes, cuts: [cut])
            #expect(
                whole == parts, "\(String(decoding: bytes, as: UTF8.self).debugDescription) cut at \(cut)")
            #expect(max(whole.held, parts.held) <= AnswerParser.Limit.headerLine + 1)
        }
    }
}
