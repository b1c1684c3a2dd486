/// Reads the grammar of RFC 9535; filters and literals are in extensions.
struct JSONPathParser {
    /// The deepest nesting of brackets, filters and function calls accepted.
    static let depthLimit = 64

    let bytes: [UInt8]
    var index = 0
    var depth = 0
    var warnings: [JSONPathError] = []
    private var queryCount = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    func peek(_ ahead: Int) -> UInt8? { index + ahead < bytes.count ? bytes[index + ahead] : nil }

    /// True, and moves on, when the expression goes on with `text`.
    mutating func take(_ text: StaticString) -> Bool {
        // The bytes of a static string live for ever.
        let wanted = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard unsafe bytes[min(index, bytes.count)...].starts(with: wanted) else { return false }
        index += wanted.count
        return true
    }

    mutating func skipBlanks() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    /// The character at `place` for a message.
    func described(_ place: Int) -> String {
        guard place < bytes.count else { return "the end of the path" }
        let byte = bytes[place]
        if byte < 0x21 || byte == 0x7F {
            return byte == 0x20 ? "a blank" : "control character 0x\(Hex.encode([byte]))"
        }
        let rest = String(decoding: bytes[place..<min(place + 4, bytes.count)], as: UTF8.self)
        return rest.unicodeScalars.first.map(String.init) ?? "the end of the path"
    }

    mutating func enter(_ place: Int) throws(JSONPathError) {
        depth += 1
        if depth > Self.depthLimit {
            throw JSONPathError(offset: place, "the path is nested deeper than \(Self.depthLimit) levels")
        }
    }

    mutating func parse() throws(JSONPathError) -> JSONPathQuery {
        if bytes.count > JSONPath.lengthLimit {
            throw JSONPathError(
                offset: JSONPath.lengthLimit, "the path is longer than \(JSONPath.lengthLimit) bytes")
        }
        guard take("$") else {
            throw JSONPathError(
                offset: 0, "a path starts with $, not with \(described(0))",
                remedy: "write $.name or $['name']")
        }
        let query = try query(isRelative: false)
        if index < bytes.count {
            let isBlank = [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index])
            throw JSONPathError(
                offset: index, "expected . or [ or the end of the path, found \(described(index))",
                remedy: isBlank ? "remove the blanks at the end" : nil)
        }
        return query
    }

    /// Reads the segments after `$` or `@`.
    mutating func query(isRelative: Bool) throws(JSONPathError) -> JSONPathQuery {
        let number = queryCount
        queryCount += 1
        var segments: [JSONPathSegment] = []
        while true {
            let end = index
            skipBlanks()
            guard peek == 0x2E || peek == 0x5B else {
                index = end
                return JSONPathQuery(isRelative: isRelative, segments: segments, number: number)
            }
            segments.append(try segment())
        }
    }

    private mutating func segment() throws(JSONPathError) -> JSONPathSegment {
        if peek == 0x5B { return JSONPathSegment(isDescendant: false, selectors: try bracketed()) }
        let isDescendant = take("..")
        if !isDescendant { index += 1 }
        if take("*") { return JSONPathSegment(isDescendant: isDescendant, selectors: [.wildcard]) }
        if isDescendant, peek == 0x5B {
            return JSONPathSegment(isDescendant: true, selectors: try bracketed())
        }
        return JSONPathSegment(isDescendant: isDescendant, selectors: [.name(try shorthand())])
    }

    private mutating func shorthand() throws(JSONPathError) -> String {
        let start = index
        while let byte = peek {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: index += 1
            case 0x30...0x39 where index > start: index += 1
            default:
                if index > start { return String(decoding: bytes[start..<index], as: UTF8.self) }
                throw JSONPathError(
                    offset: start, "expected a name or *, found \(described(start))",
                    remedy: "write names with other characters as ['name']")
            }
        }
        guard index > start else {
            throw JSONPathError(offset: start, "expected a name or *, found the end of the path")
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func bracketed() throws(JSONPathError) -> [JSONPathSelector] {
        let start = index
        try enter(start)
        defer { depth -= 1 }
        index += 1
        var selectors: [JSONPathSelector] = []
        while true {
            skipBlanks()
            selectors.append(try selector())
            skipBlanks()
            if take("]") { return selectors }
            guard take(",") else {
                throw JSONPathError(offset: index, "expected , or ], found \(described(index))")
            }
        }
    }

    private mutating func selector() throws(JSONPathError) -> JSONPathSelector {
        let start = index
        switch peek {
        case 0x27, 0x22: return .name(try string())
        case 0x2A:
            index += 1
            return .wildcard
        case 0x3F:
            index += 1
            skipBlanks()
            return .filter(try condition())
        case 0x2D, 0x3A, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39: return try indexOrSlice()
        default:
            let isName = peek.map { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x80 } ?? false
            throw JSONPathError(
                offset: start, "expected a selector, found \(described(start))",
                remedy: isName ? "put names into quotes, as in ['name']" : nil)
        }
    }

    private mutating func indexOrSlice() throws(JSONPathError) -> JSONPathSelector {
        var start: Int?
        if peek != 0x3A {
            let first = try integer()
            let end = index
            skipBlanks()
            guard peek == 0x3A else {
                index = end
                return .index(first)
            }
            start = first
        }
        index += 1
        skipBlanks()
        let end = try optionalInteger()
        skipBlanks()
        guard take(":") else { return .slice(start: start, end: end, step: 1) }
        skipBlanks()
        return .slice(start: start, end: end, step: try optionalInteger() ?? 1)
    }

    private mutating func optionalInteger() throws(JSONPathError) -> Int? {
        guard let byte = peek, byte == 0x2D || isDigit(byte) else { return nil }
        return try integer()
    }
}
