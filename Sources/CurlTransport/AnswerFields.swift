/// What is wrong with an answer.
enum AnswerProblem: Error, Equatable {
    case notHTTP
    case lineTooLong
    case headTooLong
    case bodyTooLong
    case foldedHeader
    case badHeader
    case badLength
    case differingLengths
    case unknownTransferEncoding
    case badChunk

    /// A sentence for the user.
    var sentence: String {
        switch self {
        case .notHTTP: "the answer does not begin with an HTTP/1.0 or HTTP/1.1 status line"
        case .lineTooLong: "a line in the head or between the chunks of the answer is too long"
        case .headTooLong:
            "the head of the answer is longer than 64 KiB, with the answers before it and its trailers"
        case .bodyTooLong: "the body of the answer is longer than 16 MiB"
        case .foldedHeader:
            "the answer's first header, or one that says where the answer ends, is a folded line"
        case .badHeader:
            "a header line of the answer has no proper name and colon, or a NUL or CR in its value"
        case .badLength: "the Content-Length of the answer is not a number"
        case .differingLengths: "the answer has two different values of Content-Length"
        case .unknownTransferEncoding: "the answer has a Transfer-Encoding other than chunked"
        case .badChunk: "the chunks of the answer make no sense"
        }
    }
}

/// A status line of HTTP/1.0 or HTTP/1.1; the reason may be missing, and holds neither NUL nor CR.
struct StatusLine {
    let status: Int
    let minorVersion: Int

    init?(_ line: UnsafeRawBufferPointer) {
        guard line.count >= 12, StatusLine.canBegin(line), line.count == 12 || line[12] == 0x20 else {
            return nil
        }
        var code = 0
        for digit in line[9..<12] {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            code = code * 10 + Int(digit - 0x30)
        }
        if code < 100 || !AnswerFields.isText(line) { return nil }
        status = code
        minorVersion = line[7] == 0x30 ? 0 : 1
    }

    /// False when these bytes cannot be the beginning of a status line.
    static func canBegin(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let start: StaticString = "HTTP/1."
        // The bytes of a static string live for ever.
        let wanted = UnsafeRawBufferPointer(start: start.utf8Start, count: min(7, bytes.count))
        for index in 0..<wanted.count where bytes[index] != wanted[index] { return false }
        if bytes.count > 7, bytes[7] != 0x30, bytes[7] != 0x31 { return false }
        return bytes.count <= 8 || bytes[8] == 0x20
    }
}

/// What the headers of an answer say about where it ends and about the connection.
struct AnswerFields {
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var saysClose = false
    private(set) var saysKeepAlive = false
    private var last = LastHeader.none

    /// What a folded line would continue.
    private enum LastHeader {
        case none
        /// A header that says where the answer ends.
        case framing
        case connection
        case other
    }

    /// Takes a header line without its line end and returns its parts, or what is wrong with it.
    mutating func take(
        _ line: UnsafeRawBufferPointer
    ) -> Result<(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer), AnswerProblem> {
        guard let colon = Self.colon(line), colon > 0 else {
            return .failure(.badHeader)
        }
        let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
        let value = Self.trimmed(UnsafeRawBufferPointer(rebasing: line[(colon + 1)...]))
        guard Self.isName(name), Self.isText(value) else { return .failure(.badHeader) }
        if let problem = note(name, value) { return .failure(problem) }
        return .success((name, value))
    }

    /// True for a line that continues the header before it.
    static func isFold(_ line: UnsafeRawBufferPointer) -> Bool {
        if let first = line.first { isSpace(first) } else { false }
    }

    /// Takes a folded line without its line end and returns what it adds to the value before it, or what is wrong.
    ///
    /// A header that says where the answer ends has been acted on by then, so it may not go on.
    mutating func take(
        fold line: UnsafeRawBufferPointer
    ) -> Result<UnsafeRawBufferPointer, AnswerProblem> {
        let rest = Self.trimmed(line)
        guard Self.isText(rest) else { return .failure(.badHeader) }
        switch last {
        case .none, .framing: return .failure(.foldedHeader)
        case .connection: noteConnection(rest)
        case .other: break
        }
        return .success(rest)
    }

    private mutating func note(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> AnswerProblem? {
        last = .other
        // The length tells most headers apart without looking at their letters.
        switch name.count {
        case 14 where Self.isSame(name, "content-length"):
            last = .framing
            return noteLengths(value)
        case 17 where Self.isSame(name, "transfer-encoding"):
            last = .framing
            guard !isChunked, Self.isSame(value, "chunked") else { return .unknownTransferEncoding }
            isChunked = true
        case 10 where Self.isSame(name, "connection"):
            last = .connection
            noteConnection(value)
        default:
            break
        }
        return nil
    }

    /// Takes one length, or the same one several times with commas between them.
    private mutating func noteLengths(_ value: UnsafeRawBufferPointer) -> AnswerProblem? {
        var problem: AnswerProblem?
        Self.eachElement(of: value) { element in
            guard let length = Self.number(element) else {
                problem = problem ?? .badLength
                return
            }
            if let contentLength, contentLength != length { problem = problem ?? .differingLengths }
            contentLength = length
        }
        return problem
    }

    private mutating func noteConnection(_ words: UnsafeRawBufferPointer) {
        Self.eachElement(of: words) { word in
            if Self.isSame(word, "close") { saysClose = true }
            if Self.isSame(word, "keep-alive") { saysKeepAlive = true }
        }
    }

    /// Hands over what stands between the commas, one at least, without the white space around it.
    private static func eachElement(
        of list: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        var start = 0
        while start <= list.count {
            var end = start
            while end < list.count, list[end] != UInt8(ascii: ",") { end += 1 }
            body(trimmed(UnsafeRawBufferPointer(rebasing: list[start..<end])))
            start = end + 1
        }
    }

    /// The size at the beginning of a chunk line; nil when there is none or it is too big.
    static func chunkSize(_ line: UnsafeRawBufferPointer) -> Int? {
        var size = 0
        var index = 0
        while index < line.count, let digit = hexValue(line[index]) {
            let (shifted, isTooBig) = size.multipliedReportingOverflow(by: 16)
            if isTooBig { return nil }
            // The low four bits are free.
            size = shifted | digit
            index += 1
        }
        if index == 0 { return nil }
        while index < line.count, isSpace(line[index]) { index += 1 }
        return index == line.count || line[index] == UInt8(ascii: ";") ? size : nil
    }

    private static func hexValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte - 0x30)
        case 0x41...0x46: Int(byte - 0x41) + 10
        case 0x61...0x66: Int(byte - 0x61) + 10
        default: nil
        }
    }

    private static func number(_ digits: UnsafeRawBufferPointer) -> Int? {
        if digits.isEmpty { return nil }
        var total = 0
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            let (tenfold, isTooBig) = total.multipliedReportingOverflow(by: 10)
            let (sum, isStillTooBig) = tenfold.addingReportingOverflow(Int(digit - 0x30))
            if isTooBig || isStillTooBig { return nil }
            total = sum
        }
        return total
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// A bit for each ASCII character that may stand in a name; this is looked at for each byte of a name.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        let low: UInt64 = 0x03ff_6cfa_0000_0000
        let high: UInt64 = 0x57ff_ffff_c7ff_fffe
        if byte >= 0x80 { return false }
        return (byte < 0x40 ? low : high) >> UInt64(byte & 0x3f) & 1 == 1
    }

    private static func colon(_ bytes: UnsafeRawBufferPointer) -> Int? {
        for index in 0..<bytes.count where bytes[index] == UInt8(ascii: ":") { return index }
        return nil
    }

    private static func isName(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for byte in bytes where !isTokenByte(byte) { return false }
        return true
    }

    /// True without a NUL and a CR, which end a line for some readers and not for others.
    fileprivate static func isText(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for byte in bytes where byte == 0 || byte == 0x0d { return false }
        return true
    }

    static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        var end = bytes.count
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// Compares without regard to the case of ASCII letters; `word` must be in lower case.
    private static func isSame(_ bytes: UnsafeRawBufferPointer, _ word: StaticString) -> Bool {
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        // The bytes of a static string live for ever.
        let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        for index in 0..<bytes.count {
            let byte = bytes[index]
            let lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
            if lower != wanted[index] { return false }
        }
        return true
    }
}
