extension JSONPathParser {
    /// The largest integer of an index or slice: what every implementation of JSON keeps exactly.
    private static let integerLimit = 9_007_199_254_740_991

    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private mutating func skipDigits() {
        while let byte = peek, isDigit(byte) { index += 1 }
    }

    /// Reads `0` or an integer without leading zeros, within the exact range.
    mutating func integer() throws(JSONPathError) -> Int {
        let start = index
        let isNegative = take("-")
        let digits = index
        skipDigits()
        guard index > digits else {
            throw JSONPathError(offset: start, "expected digits after -, found \(described(index))")
        }
        if bytes[digits] == 0x30 {
            if index - digits > 1 {
                throw JSONPathError(
                    offset: start, "an index has no leading zeros", remedy: "remove the zeros")
            }
            if isNegative { throw JSONPathError(offset: start, "-0 is not an index", remedy: "write 0") }
        }
        if let byte = peek, byte == 0x2E || byte | 0x20 == 0x65 {
            throw JSONPathError(offset: start, "an index is a whole number without exponent")
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let value = Int(text), abs(value) <= Self.integerLimit else {
            throw JSONPathError(offset: start, "the number is beyond \(Self.integerLimit)")
        }
        return value
    }

    /// Reads a number literal of a filter.
    mutating func number() throws(JSONPathError) -> JSONValue {
        let start = index
        var scanner = JSONNumberScanner(bytes: bytes, index: index)
        let isNumber = scanner.scan()
        index = scanner.index
        guard isNumber else {
            throw JSONPathError(offset: index, "expected a digit, found \(described(index))")
        }
        if let byte = peek, isDigit(byte) {
            throw JSONPathError(offset: start, "a number has no leading zeros", remedy: "remove the zeros")
        }
        return .number(JSONNumber(validLiteral: String(decoding: bytes[start..<index], as: UTF8.self)))
    }

    /// Reads a string literal in either kind of quotes.
    mutating func string() throws(JSONPathError) -> String {
        let opening = index
        let quote = bytes[opening]
        index += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case quote:
                index += 1
                return String(decoding: text, as: UTF8.self)
            case 0x5C: text += String(try escape(quote)).utf8
            case 0..<0x20:
                throw JSONPathError(
                    offset: index, "\(described(index)) in a string",
                    remedy: "write it as an escape, such as \\n")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw JSONPathError(offset: opening, "this string has no closing quote")
    }

    private mutating func escape(_ quote: UInt8) throws(JSONPathError) -> Unicode.Scalar {
        let start = index
        guard let letter = peek(1) else { throw JSONPathError(offset: start, "unfinished escape") }
        index += 2
        switch letter {
        case quote, 0x5C, 0x2F: return Unicode.Scalar(letter)
        case 0x62: return "\u{8}"
        case 0x66: return "\u{C}"
        case 0x6E: return "\n"
        case 0x72: return "\r"
        case 0x74: return "\t"
        case 0x75: break
        case 0x22, 0x27:
            throw JSONPathError(
                offset: start, "the other kind of quote is not escaped", remedy: "remove the backslash")
        default:
            throw JSONPathError(
                offset: start, "unknown escape \\\(described(start + 1))",
                remedy: "the escapes are \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX and the quote itself")
        }
        let unit = try hexUnit(from: start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if unit < 0xDC00, take("\\u") {
            let low = try hexUnit(from: start)
            if low >= 0xDC00, low < 0xE000,
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw JSONPathError(
            offset: start, "half of a surrogate pair", remedy: "write both halves, or the character itself")
    }

    private mutating func hexUnit(from start: Int) throws(JSONPathError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Hex.digit(byte) else {
                throw JSONPathError(offset: start, "\\u takes four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
            index += 1
        }
        return unit
    }
}
