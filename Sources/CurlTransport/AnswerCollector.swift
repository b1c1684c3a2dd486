/// Puts an answer together from the header lines and body pieces that libcurl hands over.
///
/// libcurl finds the answer's end, and `AnswerParser` judges all bytes of HTTP/1.x: libcurl is set to leave the chunks as
/// they came. What libcurl makes of HTTP/2 is taken as it is, within the same limits.
///
/// Legal order: status line, header lines, empty line; after a 1xx answer the same again; then the body; then the
/// trailers of HTTP/2, which are dropped. When a call returns false, the answer is over, well or not, and libcurl is to
/// be stopped.
struct AnswerCollector<Sink: AnswerSink> {
    private enum Form {
        case unknown
        case http1
        case http2(HTTP2Lines)
    }

    private var form = Form.unknown
    private var parser: AnswerParser
    private let mayBeHTTP2: Bool
    /// True when the connection on which the answer lasts until the end is one of TLS, and was not ended so far.
    var isTLSOpen = false
    private(set) var sink: Sink

    /// For one answer; `mayBeHTTP2` when libcurl may speak it, for then a line is all that tells.
    init(_ sink: Sink, isHead: Bool, mayBeHTTP2: Bool) {
        self.sink = sink
        self.mayBeHTTP2 = mayBeHTTP2
        parser = AnswerParser(isHead: isHead)
    }

    /// Takes one line with its line end.
    mutating func take(line: UnsafeRawBufferPointer) -> Bool {
        if case .unknown = form {
            form = mayBeHTTP2 && line.starts(with: "HTTP/2 ".utf8) ? .http2(HTTP2Lines()) : .http1
        }
        guard case .http2(var lines) = form else {
            // The trailers stand among the bytes of the body too.
            return parser.isInBody || parser.isComplete ? true : read(line)
        }
        lines.take(line, into: &sink)
        form = .http2(lines)
        return lines.problem == nil
    }

    /// Takes a piece of the body, with its chunks as they came.
    mutating func take(body piece: UnsafeRawBufferPointer) -> Bool {
        guard case .http2(var lines) = form else { return read(piece) }
        lines.take(body: piece, into: &sink)
        form = .http2(lines)
        return lines.problem == nil
    }

    private mutating func read(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let taken = parser.take(bytes, into: &sink)
        if parser.problem != nil { return false }
        // What is left over must not be read as the next answer.
        return !parser.isComplete || (taken == bytes.count && !parser.endsConnection)
    }

    /// Why the answer makes no sense, or why no more of it was read; nil when it does so far.
    var problem: AnswerProblem? {
        if case .http2(let lines) = form { lines.problem } else { parser.problem }
    }

    /// True when HTTP/1.x came; its end is known here better than by libcurl's code.
    var isHTTP1: Bool {
        if case .http1 = form { true } else { false }
    }

    /// True when the whole answer came, of HTTP/1.x.
    var isComplete: Bool { parser.isComplete }

    /// The status of the final answer; nil before it came.
    var status: Int? {
        if case .http2(let lines) = form { return lines.finalStatus }
        return parser.hasFinalStatus ? parser.status : nil
    }

    /// True when only the end of the connection ends the answer.
    var lastsUntilClose: Bool { parser.lastsUntilClose }

    /// Takes the end of a connection that ended well; true when the answer is complete with it.
    mutating func takeEnd() -> Bool { !isTLSOpen && parser.takeEnd() }
}

/// The header lines that libcurl makes of an answer over HTTP/2.
private struct HTTP2Lines {
    private var headBytes = 0
    private var bodyBytes = 0
    private var status = 0
    private var isInHead = false
    private(set) var problem: AnswerProblem?

    /// The status of the final answer; nil before it came.
    var finalStatus: Int? { status >= 200 || status == 101 ? status : nil }

    mutating func take<Sink: AnswerSink>(_ line: UnsafeRawBufferPointer, into sink: inout Sink) {
        headBytes += line.count
        if headBytes > AnswerParser.Limit.heads { problem = problem ?? .headTooLong }
        guard problem == nil, let content = Self.content(of: line) else { return }
        if !isInHead, finalStatus == nil {
            status = Self.status(of: content)
            isInHead = true
            if finalStatus != nil { sink.take(status: status, version: .http2) }
        } else if isInHead, content.isEmpty {
            isInHead = false
        } else if isInHead, finalStatus != nil, let colon = content.dropFirst().firstIndex(of: 0x3a) {
            sink.take(
                name: UnsafeRawBufferPointer(rebasing: content[..<colon]),
                value: AnswerFields.trimmed(UnsafeRawBufferPointer(rebasing: content[(colon + 1)...])))
        }
    }

    mutating func take<Sink: AnswerSink>(body piece: UnsafeRawBufferPointer, into sink: inout Sink) {
        let room = max(0, AnswerParser.Limit.body - bodyBytes)
        sink.take(body: UnsafeRawBufferPointer(rebasing: piece.prefix(room)))
        bodyBytes += piece.count
        if piece.count > room { problem = problem ?? .bodyTooLong }
    }

    /// The line without its line end; nil when it has none.
    private static func content(of line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard line.last == 0x0a else { return nil }
        var end = line.count - 1
        if end > 0, line[end - 1] == 0x0d { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: line[..<end])
    }

    /// The three digits behind `HTTP/2 `.
    private static func status(of line: UnsafeRawBufferPointer) -> Int {
        line.dropFirst(7).prefix(3).reduce(0) { total, digit in total * 10 + Int(digit &- 0x30) }
    }
}
