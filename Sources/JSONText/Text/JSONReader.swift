/// Reads JSON text by RFC 8259, strictly, and tells where each value stands.
///
/// A fault of the grammar ends the reading with one error. A repeated key and a byte order mark do not stop
/// it; they are findings of their own, errors or warnings as `Strictness` says.
public struct JSONReader {
    /// What is made of text that the grammar allows or forgives but that readers understand differently.
    public enum Strictness: Sendable {
        /// Repeated keys and a byte order mark are errors: for files that people write.
        case everything
        /// Repeated keys and a byte order mark are warnings: the grammar of RFC 8259 and nothing more.
        case grammarOnly
    }

    /// The deepest nesting that is read; one level more is an error, never a crash.
    public static let depthLimit = 512

    private static let noteLimit = 100

    private let source: SourceText
    private let strictness: Strictness
    private var scanner: JSONNumberScanner
    private var depth = 0
    private var findings: [Finding] = []

    private init(_ source: SourceText, _ strictness: Strictness) {
        self.source = source
        self.strictness = strictness
        scanner = JSONNumberScanner(bytes: source.bytes, index: 0)
    }

    /// Reads the one value of `source`; the value is nil exactly when a finding is an error of the grammar.
    public static func read(
        _ source: SourceText, strictness: Strictness = .everything
    ) -> (value: JSONNode?, findings: [Finding]) {
        var reader = JSONReader(source, strictness)
        do throws(Fault) {
            return (try reader.document(), reader.findings.inOrder)
        } catch {
            reader.findings.append(Finding(source, at: error.offset, error.message, remedy: error.remedy))
            return (nil, reader.findings.inOrder)
        }
    }

    /// Reads `bytes` as one value by the grammar alone; throws the one finding that stands in the way.
    public static func value(of bytes: [UInt8], name: String = "body") throws(JSONSyntaxError) -> JSONValue {
        let (node, findings) = read(SourceText(name: name, bytes: bytes), strictness: .grammarOnly)
        guard let node else { throw JSONSyntaxError(finding: findings.first { $0.severity == .error }) }
        return node.value
    }

    private struct Fault: Error {
        let offset: Int
        let message: String
        var remedy: String?
    }

    private var index: Int {
        get { scanner.index }
        set { scanner.index = newValue }
    }
    private var bytes: [UInt8] { scanner.bytes }
    private var peek: UInt8? { scanner.index < scanner.bytes.count ? scanner.bytes[scanner.index] : nil }

    private mutating func document() throws(Fault) -> JSONNode {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            note(at: 0, "the file starts with a byte order mark", remedy: "save it as UTF-8 without BOM")
            index = 3
        }
        skipWhitespace()
        let root = try value()
        skipWhitespace()
        if index < bytes.count {
            throw Fault(
                offset: index, message: "unexpected \(described(index)) after the end of the JSON value")
        }
        return root
    }

    private mutating func note(at offset: Int, _ message: String, remedy: String?) {
        // Each finding holds a line of the text; without a limit a body of repeated keys would fill the memory.
        guard findings.count < Self.noteLimit else { return }
        let severity: Finding.Severity = strictness == .everything ? .error : .warning
        findings.append(Finding(source, at: offset, message, remedy: remedy, severity: severity))
    }

    private mutating func skipWhitespace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func value() throws(Fault) -> JSONNode {
        let start = index
        switch peek {
        case 0x7B: return JSONNode(kind: .object(try members()), offset: start)
        case 0x5B: return JSONNode(kind: .array(try elements()), offset: start)
        case 0x22: return JSONNode(kind: .string(try string()), offset: start)
        case 0x74: return try word("true", .bool(true))
        case 0x66: return try word("false", .bool(false))
        case 0x6E: return try word("null", .null)
        case 0x2D, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39:
            guard scanner.scan() else {
                throw Fault(offset: index, message: "unexpected \(described(index)) in a number")
            }
            if let next = peek, next >= 0x30 && next <= 0x39 {
                throw Fault(offset: start, message: "a number must not start with a zero before other digits")
            }
            let literal = String(decoding: bytes[start..<index], as: UTF8.self)
            return JSONNode(kind: .number(JSONNumber(validLiteral: literal)), offset: start)
        case 0x27:
            throw Fault(offset: start, message: "strings take double quotes", remedy: "write \" instead of '")
        default: throw Fault(offset: start, message: "expected a JSON value, found \(described(start))")
        }
    }

    private mutating func word(_ word: StaticString, _ kind: JSONNode.Kind) throws(Fault) -> JSONNode {
        let start = index
        let text = Array("\(word)".utf8)
        guard bytes[start...].starts(with: text) else {
            throw Fault(offset: start, message: "expected a JSON value, found \(described(start))")
        }
        index += text.count
        return JSONNode(kind: kind, offset: start)
    }

    private mutating func enter() throws(Fault) {
        depth += 1
        if depth > Self.depthLimit {
            throw Fault(offset: index, message: "nested deeper than \(Self.depthLimit) levels")
        }
        index += 1
        skipWhitespace()
    }

    private mutating func members() throws(Fault) -> [JSONNode.Member] {
        try enter()
        var members: [JSONNode.Member] = []
        var seen = KeySet()
        if peek != 0x7D {
            while true {
                let keyOffset = index
                guard peek == 0x22 else {
                    let remedy = peek == 0x7D ? "remove the comma before it" : nil
                    throw Fault(
                        offset: index, message: "expected a key in double quotes, found \(described(index))",
                        remedy: remedy)
                }
                let key = try string()
                if !seen.insert(key) {
                    note(at: keyOffset, "repeated key \"\(key)\"", remedy: "keep one of them")
                }
                skipWhitespace()
                guard peek == 0x3A else {
                    throw Fault(
                        offset: index, message: "expected a colon after the key, found \(described(index))")
                }
                index += 1
                skipWhitespace()
                members.append(JSONNode.Member(key: key, keyOffset: keyOffset, value: try value()))
                skipWhitespace()
                if peek == 0x2C {
                    index += 1
                    skipWhitespace()
                    continue
                }
                guard peek == 0x7D else {
                    throw Fault(offset: index, message: "expected a comma or }, found \(described(index))")
                }
                break
            }
        }
        index += 1
        depth -= 1
        return members
    }

    private mutating func elements() throws(Fault) -> [JSONNode] {
        try enter()
        var elements: [JSONNode] = []
        if peek != 0x5D {
            while true {
                if peek == 0x5D {
                    throw Fault(
                        offset: index, message: "expected a JSON value, found ]",
                        remedy: "remove the comma before it")
                }
                elements.append(try value())
                skipWhitespace()
                if peek == 0x2C {
                    index += 1
                    skipWhitespace()
                    continue
                }
                guard peek == 0x5D else {
                    throw Fault(offset: index, message: "expected a comma or ], found \(described(index))")
                }
                break
            }
        }
        index += 1
        depth -= 1
        return elements
    }

    private mutating func string() throws(Fault) -> String {
        let opening = index
        index += 1
        var start = index
        var unescaped: [UInt8]?
        while let byte = peek {
            switch byte {
            case 0x22:
                defer { index += 1 }
                if var whole = unescaped {
                    whole += bytes[start..<index]
                    return String(decoding: whole, as: UTF8.self)
                }
                return String(decoding: bytes[start..<index], as: UTF8.self)
            case 0x5C:
                if unescaped == nil { unescaped = [] }
                unescaped?.append(contentsOf: bytes[start..<index])
                let scalar = try escape()
                unescaped?.append(contentsOf: Array(String(Character(scalar)).utf8))
                start = index
            case 0..<0x20:
                throw Fault(
                    offset: index, message: "control character \(described(index)) in a string",
                    remedy: "write it as an escape, such as \\n")
            case 0x80...:
                index = try endOfUTF8Scalar(at: index)
            default: index += 1
            }
        }
        throw Fault(offset: opening, message: "this string has no closing quote")
    }

    /// Reads one escape, a surrogate pair counting as one; leaves `index` behind it.
    private mutating func escape() throws(Fault) -> Unicode.Scalar {
        let start = index
        index += 1
        guard let letter = peek else { throw Fault(offset: start, message: "unfinished escape") }
        index += 1
        switch letter {
        case 0x22, 0x5C, 0x2F: return Unicode.Scalar(letter)
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75: break
        default:
            throw Fault(
                offset: start, message: "unknown escape \\\(described(index - 1))",
                remedy: "the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX")
        }
        let unit = try hexUnit(from: start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        let lone = Fault(
            offset: start, message: "half of a surrogate pair",
            remedy: "write both halves, or the character itself")
        guard unit < 0xDC00, index + 1 < bytes.count, bytes[index] == 0x5C, bytes[index + 1] == 0x75 else {
            throw lone
        }
        index += 2
        let low = try hexUnit(from: start)
        guard low >= 0xDC00, low < 0xE000,
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw lone }
        return scalar
    }

    private mutating func hexUnit(from start: Int) throws(Fault) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Hex.digit(byte) else {
                throw Fault(offset: start, message: "\\u takes four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }

    /// Checks the multi-byte scalar at `start` by the table of well-formed UTF-8 (Unicode 15, table 3-7).
    private func endOfUTF8Scalar(at start: Int) throws(Fault) -> Int {
        let first = bytes[start]
        let (length, range): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        let isWhole =
            length > 0 && start + length <= bytes.count && range.contains(bytes[start + 1])
            && bytes[(start + 1)..<(start + length)].allSatisfy { $0 & 0xC0 == 0x80 }
        guard isWhole else {
            throw Fault(
                offset: start, message: "invalid UTF-8 (byte 0x\(Hex.encode([first])))",
                remedy: "save the file as UTF-8")
        }
        return start + length
    }

    private func described(_ offset: Int) -> String {
        guard offset < bytes.count else { return "the end of the text" }
        let byte = bytes[offset]
        if byte > 0x20 && byte < 0x7F { return String(Unicode.Scalar(byte)) }
        if byte < 0x80 { return "0x\(Hex.encode([byte]))" }
        guard let end = try? endOfUTF8Scalar(at: offset) else { return "0x\(Hex.encode([byte]))" }
        return String(decoding: bytes[offset..<end], as: UTF8.self)
    }
}

/// JSON text that could not be read, with the finding that says why.
public struct JSONSyntaxError: Error, CustomStringConvertible {
    /// Where and why; nil only if the reader gave no reason, which would be a bug of its own.
    public let finding: Finding?
    /// One line: `not valid JSON at 1:5: …`.
    public var description: String {
        guard let finding else { return "not valid JSON" }
        return "not valid JSON at \(finding.position.line):\(finding.position.column): \(finding.message)"
    }
}

/// The keys seen in one object; compares bytes, and hashes only once an object is large.
private struct KeySet {
    private var few: [String] = []
    private var many: Set<ByteKey> = []

    /// Adds a key; false when it was there already.
    mutating func insert(_ key: String) -> Bool {
        if !many.isEmpty { return many.insert(ByteKey(key)).inserted }
        if few.contains(where: { $0.hasSameBytes(as: key) }) { return false }
        few.append(key)
        if few.count > 16 { many = Set(few.map(ByteKey.init)) }
        return true
    }
}
