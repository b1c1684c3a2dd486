internal import Glibc

/// Where the parts of an answer go while it is read; the bytes live for the call only.
protocol AnswerSink {
    /// Takes the status line of the final answer.
    mutating func take(status: Int, version: AnswerVersion)
    /// Takes a header of the final answer, without the white space around the value.
    mutating func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
    /// Takes what a folded line adds to the value of the header before, without the white space around it.
    mutating func take(fold rest: UnsafeRawBufferPointer)
    /// Takes the next piece of the body, in whatever sizes it came.
    mutating func take(body piece: UnsafeRawBufferPointer)
}

/// The HTTP version of an answer.
enum AnswerVersion: String {
    case http10 = "1.0"
    case http11 = "1.1"
    case http2 = "2"
}

/// Reads an HTTP/1.x answer from bytes as they come, in pieces of any size.
///
/// Legal order: status line, header lines, empty line; after a 1xx answer the same again; then the body as its
/// headers say; then complete. At any point it can become malformed, which is final like complete. How the bytes are
/// cut into pieces makes no difference. Memory is bounded by the limits, and nothing is allocated for a line that
/// lies within one piece. Where RFC 9112 leaves a choice, docs/answers.md says what was chosen.
struct AnswerParser {
    /// The most bytes that are accepted.
    enum Limit {
        /// All heads of an answer together, those of 1xx answers and the trailers included.
        static let heads = 1 << 16
        static let statusLine = 1 << 13
        static let headerLine = 1 << 15
        /// The body as it comes, the lines between its chunks included.
        static let body = 1 << 24
        /// The line with the size of a chunk and its extensions.
        static let chunkLine = 1 << 12
        /// A trailer; libcurl takes no longer ones.
        static let trailerLine = 4000
    }

    private enum State {
        case statusLine
        case headerLine
        /// In the body, with so many bytes to come.
        case counted(Int)
        case untilClose
        case chunkLine
        /// In a chunk, with so many bytes to come.
        case chunk(Int)
        case chunkEnd
        case trailer
        case complete
        case malformed(AnswerProblem)
    }

    private var state = State.statusLine
    /// The beginning of a line whose end has not come.
    private var line: [UInt8] = []
    private var headBytes = 0
    private var bodyBytes = 0
    private var isHead: Bool
    private var minorVersion = 1
    private var fields = AnswerFields()

    /// The status of the answer, or of one of the 1xx before it while its head comes; 0 between them.
    private(set) var status = 0
    /// True when an answer 100 came.
    private(set) var hasContinue = false
    /// True when any byte came.
    private(set) var hasBegun = false

    /// A parser for one answer; `isHead` when the request was a HEAD, whose answer has no body.
    init(isHead: Bool = false) {
        self.isHead = isHead
    }

    /// Makes it ready for the next answer, with the memory it has.
    mutating func reset(isHead: Bool = false) {
        self.isHead = isHead
        state = .statusLine
        line.removeAll(keepingCapacity: true)
        headBytes = 0
        bodyBytes = 0
        status = 0
        hasContinue = false
        hasBegun = false
        fields = AnswerFields()
    }

    /// True when the status of the final answer came.
    var hasFinalStatus: Bool { status != 0 && !isInterim }

    /// True when the whole answer came.
    var isComplete: Bool {
        if case .complete = state { true } else { false }
    }

    /// Why the answer makes no sense; nil when it does so far.
    var problem: AnswerProblem? {
        if case .malformed(let problem) = state { problem } else { nil }
    }

    /// True when only the end of the connection ends the answer.
    var lastsUntilClose: Bool {
        if case .untilClose = state { true } else { false }
    }

    /// True from the end of the head to the end of the answer.
    var isInBody: Bool {
        switch state {
        case .counted, .untilClose, .chunkLine, .chunk, .chunkEnd, .trailer: true
        case .statusLine, .headerLine, .complete, .malformed: false
        }
    }

    /// True when nothing more is to be read.
    var isOver: Bool {
        switch state {
        case .complete, .malformed: true
        default: false
        }
    }

    /// True when the connection may serve another request, which is known when the answer is complete.
    var keepsConnection: Bool {
        guard isComplete, !endsConnection, !fields.saysClose else { return false }
        if minorVersion == 0 { return fields.saysKeepAlive && !fields.isChunked && endsByItself }
        return endsByItself
    }

    /// True when nothing that may follow on the connection can be trusted: after a switch of protocols, or when chunks
    /// came with a length, which a proxy may have read otherwise (RFC 9112, 6.3).
    var endsConnection: Bool {
        status == 101 || (fields.isChunked && fields.contentLength != nil)
    }

    /// How many bytes are held back.
    var heldBytes: Int { line.count }

    private var hasNoBody: Bool { isHead || status == 101 || status == 204 || status == 304 }

    private var endsByItself: Bool { hasNoBody || fields.isChunked || fields.contentLength != nil }

    /// Takes the next bytes and returns how many belong to this answer: all, unless it is over.
    mutating func take<Sink: AnswerSink>(_ bytes: UnsafeRawBufferPointer, into sink: inout Sink) -> Int {
        if !bytes.isEmpty { hasBegun = true }
        var position = 0
        while position < bytes.count {
            switch state {
            case .complete, .malformed:
                return position
            case .untilClose:
                takeBody(bytes[position...], &sink)
                return bytes.count
            case .counted(let left):
                let count = min(left, bytes.count - position)
                guard takeBody(bytes[position..<(position + count)], &sink) else { return bytes.count }
                position += count
                state = count == left ? .complete : .counted(left - count)
            case .chunk(let left):
                let count = min(left, bytes.count - position)
                guard takeBody(bytes[position..<(position + count)], &sink) else { return bytes.count }
                position += count
                state = count == left ? .chunkEnd : .chunk(left - count)
            default:
                position += takeLine(UnsafeRawBufferPointer(rebasing: bytes[position...]), &sink)
            }
        }
        return position
    }

    /// Hands a piece of the body on, up to the limit; false when it goes beyond.
    @discardableResult
    private mutating func takeBody<Sink: AnswerSink>(
        _ piece: Slice<UnsafeRawBufferPointer>, _ sink: inout Sink
    ) -> Bool {
        let room = max(0, Limit.body - bodyBytes)
        sink.take(body: UnsafeRawBufferPointer(rebasing: piece.prefix(room)))
        return countBody(piece.count)
    }

    /// False when the body is too long with so many more bytes.
    private mutating func countBody(_ count: Int) -> Bool {
        bodyBytes += count
        if bodyBytes > Limit.body { fail(.bodyTooLong) }
        return !isOver
    }

    /// Takes the end of the connection; true when the answer is complete with it.
    mutating func takeEnd() -> Bool {
        if case .untilClose = state { state = .complete }
        return isComplete
    }

    // MARK: Lines

    private var lineLimit: Int {
        switch state {
        case .statusLine: Limit.statusLine
        case .chunkLine: Limit.chunkLine
        case .chunkEnd: 1
        case .trailer: Limit.trailerLine
        default: Limit.headerLine
        }
    }

    /// Takes bytes up to the end of a line, or all of them, and returns how many.
    private mutating func takeLine<Sink: AnswerSink>(_ bytes: UnsafeRawBufferPointer, _ sink: inout Sink)
        -> Int
    {
        guard let start = bytes.baseAddress else { return 0 }
        let limit = lineLimit
        // The search stays within the bytes, and what it finds lies within them.
        guard let found = memchr(start, 0x0a, bytes.count) else {
            // One more than the limit is enough to know.
            line.append(contentsOf: bytes.prefix(max(0, limit + 1 - line.count)))
            if case .statusLine = state, !line.withUnsafeBytes(StatusLine.canBegin) { fail(.notHTTP) }
            if line.count > limit { failLine() }
            return bytes.count
        }
        let count = UnsafeRawPointer(found) - start
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        if line.isEmpty {
            endLine(piece, limit, &sink)
        } else {
            // Taken out for the time: the line is read while the state changes.
            var whole: [UInt8] = []
            swap(&whole, &line)
            whole.append(contentsOf: piece.prefix(max(0, limit + 1 - whole.count)))
            whole.withUnsafeBytes { endLine($0, limit, &sink) }
            whole.removeAll(keepingCapacity: true)
            swap(&whole, &line)
        }
        return count + 1
    }

    private mutating func endLine<Sink: AnswerSink>(
        _ bytes: UnsafeRawBufferPointer, _ limit: Int, _ sink: inout Sink
    ) {
        if case .statusLine = state, !StatusLine.canBegin(bytes) { return fail(.notHTTP) }
        if bytes.count > limit { return failLine() }
        let line = bytes.last == 0x0d ? UnsafeRawBufferPointer(rebasing: bytes.dropLast()) : bytes
        switch state {
        case .chunkLine:
            guard countBody(bytes.count + 1) else { return }
            takeChunkLine(line)
        case .chunkEnd:
            if line.isEmpty { state = .chunkLine } else { fail(.badChunk) }
        default:
            headBytes += bytes.count + 1
            if headBytes > Limit.heads { return fail(.headTooLong) }
            takeHeadLine(line, &sink)
        }
    }

    private mutating func takeHeadLine<Sink: AnswerSink>(_ line: UnsafeRawBufferPointer, _ sink: inout Sink) {
        switch state {
        case .statusLine:
            guard let read = StatusLine(line) else { return fail(.notHTTP) }
            status = read.status
            minorVersion = read.minorVersion
            state = .headerLine
            if !isInterim { sink.take(status: status, version: minorVersion == 0 ? .http10 : .http11) }
        case .headerLine:
            if line.isEmpty { return endHead() }
            if AnswerFields.isFold(line) { return takeFold(line, &sink) }
            switch fields.take(line) {
            case .success(let header): if !isInterim { sink.take(name: header.name, value: header.value) }
            case .failure(let problem): fail(problem)
            }
        default:
            if line.isEmpty { state = .complete }
        }
    }

    private mutating func takeFold<Sink: AnswerSink>(_ line: UnsafeRawBufferPointer, _ sink: inout Sink) {
        switch fields.take(fold: line) {
        case .success(let rest): if !isInterim { sink.take(fold: rest) }
        case .failure(let problem): fail(problem)
        }
    }

    private var isInterim: Bool { status < 200 && status != 101 }

    private mutating func endHead() {
        if isInterim {
            if status == 100 { hasContinue = true }
            status = 0
            fields = AnswerFields()
            state = .statusLine
        } else if hasNoBody {
            state = .complete
        } else if fields.isChunked {
            state = .chunkLine
        } else if let length = fields.contentLength {
            state = length == 0 ? .complete : .counted(length)
        } else {
            state = .untilClose
        }
    }

    private mutating func takeChunkLine(_ line: UnsafeRawBufferPointer) {
        guard let size = AnswerFields.chunkSize(line) else { return fail(.badChunk) }
        state = size == 0 ? .trailer : .chunk(size)
    }

    private mutating func failLine() {
        if case .chunkEnd = state { fail(.badChunk) } else { fail(.lineTooLong) }
    }

    private mutating func fail(_ problem: AnswerProblem) {
        // The first problem stands.
        if !isOver { state = .malformed(problem) }
        line.removeAll(keepingCapacity: true)
    }
}
