/// A JSON number with its literal kept: `15.0` stays `15.0` when written.
///
/// Comparison is exact on the decimal value, whatever the size: `15`, `15.0` and `1.5e1` are equal.
public struct JSONNumber: Sendable {
    /// The number as written, valid by the JSON grammar.
    public let literal: String

    /// A number from a literal that is known to be valid JSON.
    package init(validLiteral literal: String) { self.literal = literal }

    /// An integer.
    public init(_ value: Int) { literal = String(value) }

    /// A number from `literal`, or nil when it is not a JSON number.
    public init?(literal: String) {
        var scanner = JSONNumberScanner(bytes: Array(literal.utf8), index: 0)
        guard scanner.scan(), scanner.index == scanner.bytes.count else { return nil }
        self.literal = literal
    }

    /// The shortest literal that reads back as `value`, without a fraction for whole numbers (as Go writes).
    ///
    /// Returns nil for infinities and not-a-number, which JSON cannot hold.
    public init?(shortest value: Double) {
        guard value.isFinite else { return nil }
        if value == value.rounded(), abs(value) < 1e15 {
            literal = String(Int(value))
        } else {
            let text = "\(value)"
            literal = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
    }

    /// As `init(shortest:)`, but a whole number keeps `.0` (as Java writes).
    public init?(withFraction value: Double) {
        guard value.isFinite else { return nil }
        literal = value == value.rounded() && abs(value) < 1e15 ? "\(Int(value)).0" : "\(value)"
    }

    /// True when the literal has neither fraction nor exponent.
    public var isIntegerLiteral: Bool { !literal.utf8.contains { $0 == 0x2E || $0 | 0x20 == 0x65 } }

    /// The value as a 64-bit integer when it is whole (`15.0` too) and fits, else nil.
    public var int64: Int64? {
        if isIntegerLiteral { return Int64(literal) }
        let decimal = Decimal(literal)
        guard decimal.exponent >= 0, decimal.digits.count + decimal.exponent <= 19 else { return nil }
        let digits =
            String(decoding: decimal.digits, as: UTF8.self) + String(repeating: "0", count: decimal.exponent)
        return Int64((decimal.isNegative ? "-" : "") + (digits.isEmpty ? "0" : digits))
    }

    /// The nearest double; infinite when the literal is beyond the range of doubles.
    public var double: Double { Double(literal) ?? .infinity }

    /// True when the value is a whole number, whatever its literal.
    public var isWhole: Bool { Decimal(literal).exponent >= 0 }
}

extension JSONNumber: Comparable {
    /// Exact equality of decimal values.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        left.literal == right.literal || Decimal(left.literal) == Decimal(right.literal)
    }

    /// Exact order of decimal values.
    public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        Decimal(left.literal) < Decimal(right.literal)
    }
}

extension JSONNumber: Hashable {
    /// Agrees with `==`: equal values hash alike, whatever their literals.
    public func hash(into hasher: inout Hasher) {
        let decimal = Decimal(literal)
        hasher.combine(decimal.isNegative)
        hasher.combine(decimal.digits)
        hasher.combine(decimal.exponent)
    }
}

extension JSONNumber {
    /// The most significant digits that `isMultiple(of:)` takes in a divisor.
    static let divisorDigitLimit = 18

    /// The number of digits without outer zeros; 0 for zero.
    var significantDigits: Int { Decimal(literal).digits.count }

    /// True when the value is a whole multiple of `divisor`, exactly; nil for zero and for too long a divisor.
    func isMultiple(of divisor: JSONNumber) -> Bool? {
        let (value, unit) = (Decimal(literal), Decimal(divisor.literal))
        guard !unit.digits.isEmpty, unit.digits.count <= Self.divisorDigitLimit else { return nil }
        if value.digits.isEmpty { return true }
        // The last digit of the value is no zero, so its power of ten cannot be below that of the unit.
        guard value.exponent >= unit.exponent else { return false }
        let modulus = unit.digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1 - 0x30) }
        var remainder = value.digits.reduce(UInt64(0)) { ($0 * 10 + UInt64($1 - 0x30)) % modulus }
        // More tens than the modulus can have factors of 2 and 5 change nothing.
        for _ in 0..<min(value.exponent - unit.exponent, 64) { remainder = remainder * 10 % modulus }
        return remainder == 0
    }
}

/// A number as sign, significant digits and power of ten: value = 0.d₁d₂… normalised to no outer zeros.
private struct Decimal: Comparable {
    var isNegative: Bool
    /// ASCII digits without leading or trailing zeros; empty for zero.
    var digits: [UInt8]
    /// The power of ten of the last digit, clamped to ±10¹⁵ so that no literal can overflow it.
    var exponent: Int

    init(_ literal: String) {
        var digits: [UInt8] = []
        var fraction = 0
        var seenPoint = false
        var exponentText = ""
        var inExponent = false
        for byte in literal.utf8 {
            switch byte {
            case 0x30...0x39 where !inExponent:
                digits.append(byte)
                if seenPoint { fraction += 1 }
            case 0x2E: seenPoint = true
            case 0x65, 0x45: inExponent = true
            default: if inExponent { exponentText.unicodeScalars.append(Unicode.Scalar(byte)) }
            }
        }
        if exponentText.hasPrefix("+") { exponentText.removeFirst() }
        let limit = 1_000_000_000_000_000
        let written =
            Int(exponentText) ?? (exponentText.hasPrefix("-") ? -limit : exponentText.isEmpty ? 0 : limit)
        var exponent = min(max(written, -limit), limit) - fraction
        while digits.last == 0x30 {
            digits.removeLast()
            exponent += 1
        }
        let leading = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(leading)
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent
        isNegative = literal.utf8.first == 0x2D && !digits.isEmpty
    }

    static func < (left: Decimal, right: Decimal) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.isSmallerMagnitude(than: left) : left.isSmallerMagnitude(than: right)
    }

    private func isSmallerMagnitude(than other: Decimal) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        let size = digits.count + exponent
        let otherSize = other.digits.count + other.exponent
        if size != otherSize { return size < otherSize }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}

/// Scans the number grammar of RFC 8259 section 6.
struct JSONNumberScanner {
    let bytes: [UInt8]
    var index: Int

    /// Moves `index` past a number that starts there; false when there is none, with `index` at the fault.
    mutating func scan() -> Bool {
        if peek == 0x2D { index += 1 }
        guard let first = peek, isDigit(first) else { return false }
        index += 1
        if first != 0x30 { skipDigits() }
        if peek == 0x2E {
            index += 1
            guard let digit = peek, isDigit(digit) else { return false }
            skipDigits()
        }
        if let letter = peek, letter | 0x20 == 0x65 {
            index += 1
            if peek == 0x2B || peek == 0x2D { index += 1 }
            guard let digit = peek, isDigit(digit) else { return false }
            skipDigits()
        }
        return true
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }
    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private mutating func skipDigits() {
        while let byte = peek, isDigit(byte) { index += 1 }
    }
}
