package import JSONText

/// How a vendor writes times as text.
package enum TimeFormat: Sendable, Equatable, CaseIterable {
    /// `2026-01-15T08:00:00Z`.
    case seconds
    /// `2026-01-15T08:00:00.000Z`.
    case milliseconds
    /// `2026-01-15T08:00:00:000Z`.
    case colonMilliseconds
    /// `20260115160000` in UTC+8.
    case compactUTC8
    /// What Go prints for a time in UTC+8, with or without a monotonic reading.
    case goUTC8

    /// A time in the format, for messages.
    package var example: String {
        switch self {
        case .seconds: "2026-01-15T08:00:00Z"
        case .milliseconds: "2026-01-15T08:00:00.000Z"
        case .colonMilliseconds: "2026-01-15T08:00:00:000Z"
        case .compactUTC8: "20260115160000"
        case .goUTC8: "2026-01-15 16:00:00.000000000 +0800 CST"
        }
    }

    /// True for a time that exists, written in the format.
    package func accepts(_ text: String) -> Bool {
        let time = time(text)
        return switch self {
        case .seconds: time?.isoSeconds == text
        case .milliseconds: time?.isoMilliseconds == text
        case .colonMilliseconds: time?.isoColonMilliseconds == text
        case .compactUTC8, .goUTC8: time != nil
        }
    }

    /// The moment that `text` is, or nil; the last two formats to the second.
    package func time(_ text: String) -> Timestamp? {
        let bytes = Array(text.utf8)
        func part(_ range: Range<Int>) -> String {
            String(decoding: bytes[range.clamped(to: bytes.indices)], as: UTF8.self)
        }
        switch self {
        case .seconds, .milliseconds: return Timestamp(iso: text)
        case .colonMilliseconds:
            guard bytes.count == 24, part(19..<20) == ":" else { return nil }
            return Timestamp(iso: "\(part(0..<19)).\(part(20..<24))")
        case .compactUTC8:
            guard bytes.count == 14 else { return nil }
            let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
            return local("\(date)T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))Z")
        case .goUTC8:
            guard part(10..<11) == " ", text.contains(" +0800 ") else { return nil }
            return local("\(part(0..<10))T\(part(11..<19))Z")
        }
    }

    private func local(_ iso: String) -> Timestamp? { Timestamp(iso: iso).map { $0 + .seconds(-8 * 3600) } }
}

extension FieldSpec {
    /// How the field writes a time; nil when it shows none as text of its own.
    package var timeFormat: TimeFormat? {
        guard type == .string, case .fact(let fact, _) = content else { return nil }
        return fact.filters.last?.timeFormat
    }
}

extension FactExpression.Filter {
    /// How it writes a time; nil for a filter that writes no time as text.
    var timeFormat: TimeFormat? {
        switch self {
        case .iso: .seconds
        case .isoMilliseconds: .milliseconds
        case .isoColonMilliseconds: .colonMilliseconds
        case .compactUTC8: .compactUTC8
        case .goUTC8: .goUTC8
        case .lower, .upper, .unix, .unixMilliseconds, .id, .pad, .round, .fixed, .then, .join: nil
        }
    }
}
