/// A set of Unicode scalars: ranges, general categories, and perhaps the complement of all that.
struct TextPatternSet: Sendable {
    private var ranges: [ClosedRange<UInt32>] = []
    /// One bit for each entry of `categoryNames`.
    private var categories: UInt32 = 0
    private var isNegated = false
    private var ignoresCase = false
    /// Membership of the ASCII scalars, worked out by `sealed`.
    private var ascii: (low: UInt64, high: UInt64) = (0, 0)

    private static let categoryNames = [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
        "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn",
    ]
    private static let allCategories: UInt32 = (1 << 30) - 1

    static let digits = TextPatternSet([0x30...0x39])
    static let word = TextPatternSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// The white space and line ends of ECMAScript.
    static let space = TextPatternSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    static let lineEnds = TextPatternSet([0x0A...0x0A, 0x0D...0x0D])

    init(_ ranges: [ClosedRange<UInt32>] = []) { self.ranges = ranges }

    /// The set of a category such as `Lu`, or of a whole group of categories such as `L`; nil when unknown.
    init?(category name: String) {
        for (bit, known) in Self.categoryNames.enumerated() where known == name || known.prefix(1) == name {
            categories |= 1 << UInt32(bit)
        }
        if categories == 0 { return nil }
    }

    /// All scalars not in the set, which must not be sealed yet.
    var complement: TextPatternSet {
        var other = TextPatternSet()
        if categories != 0 {
            other.categories = ~categories & Self.allCategories
            return other
        }
        var next: UInt32 = 0
        for range in Self.merged(ranges) {
            if range.lowerBound > next { other.ranges.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { other.ranges.append(next...0x10FFFF) }
        return other
    }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    mutating func formUnion(_ other: TextPatternSet) {
        ranges += other.ranges
        categories |= other.categories
    }

    /// The set ready for matching.
    func sealed(negated: Bool, ignoringCase: Bool) -> TextPatternSet {
        var set = self
        set.ranges = Self.merged(ranges)
        set.isNegated = negated
        set.ignoresCase = ignoringCase
        for value in UInt32(0)..<128 where set.decides(value) {
            if value < 64 {
                set.ascii.low |= 1 << UInt64(value)
            } else {
                set.ascii.high |= 1 << UInt64(value - 64)
            }
        }
        return set
    }

    /// True when the sealed set holds `value`.
    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return ascii.low >> UInt64(value) & 1 == 1 }
        if value < 128 { return ascii.high >> UInt64(value - 64) & 1 == 1 }
        return decides(value)
    }

    private func decides(_ value: UInt32) -> Bool {
        if listed(value) { return !isNegated }
        if ignoresCase, let scalar = Unicode.Scalar(value) {
            let properties = scalar.properties
            if properties.changesWhenCaseMapped, variants(of: properties).contains(where: listed) {
                return !isNegated
            }
        }
        return isNegated
    }

    /// The one-scalar case mappings; lower of upper is there for letters such as the long s.
    private func variants(of properties: Unicode.Scalar.Properties) -> [UInt32] {
        var values: [UInt32] = []
        for mapping in [properties.lowercaseMapping, properties.uppercaseMapping] {
            let scalars = mapping.unicodeScalars
            guard let only = scalars.first, scalars.count == 1 else { continue }
            values.append(only.value)
            let back = only.properties.lowercaseMapping.unicodeScalars
            if let lower = back.first, back.count == 1 { values.append(lower.value) }
        }
        return values
    }

    private func listed(_ value: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        if low < ranges.count, ranges[low].contains(value) { return true }
        guard categories != 0, let scalar = Unicode.Scalar(value) else { return false }
        return categories >> Self.bit(of: scalar.properties.generalCategory) & 1 == 1
    }

    private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound + 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    private static func bit(of category: Unicode.GeneralCategory) -> UInt32 {
        switch category {
        case .uppercaseLetter: 0
        case .lowercaseLetter: 1
        case .titlecaseLetter: 2
        case .modifierLetter: 3
        case .otherLetter: 4
        case .nonspacingMark: 5
        case .spacingMark: 6
        case .enclosingMark: 7
        case .decimalNumber: 8
        case .letterNumber: 9
        case .otherNumber: 10
        case .connectorPunctuation: 11
        case .dashPunctuation: 12
        case .openPunctuation: 13
        case .closePunctuation: 14
        case .initialPunctuation: 15
        case .finalPunctuation: 16
        case .otherPunctuation: 17
        case .mathSymbol: 18
        case .currencySymbol: 19
        case .modifierSymbol: 20
        case .otherSymbol: 21
        case .spaceSeparator: 22
        case .lineSeparator: 23
        case .paragraphSeparator: 24
        case .control: 25
        case .format: 26
        case .surrogate: 27
        case .privateUse: 28
        case .unassigned: 29
        @unknown default: 29
        }
    }
}
