/// Replaces `${…}` in strings: `${env.NAME}`, `${env.NAME:-default}`, `${vars.x}`, `${movie.videoId}`,
/// `${target.origin}`. Write `$${` for a literal `${`.
public enum Interpolation {
    /// One reference within a text.
    public struct Reference: Sendable, Equatable {
        /// The name between the braces, without the default.
        public let name: String
        /// What stands behind `:-`, or nil.
        public let fallback: String?
    }

    enum Part: Equatable {
        case literal(String)
        case reference(Reference)
    }

    /// The text with every reference that `lookup` knows replaced; others stay as they are.
    public static func resolve(_ text: String, lookup: (Reference) -> String?) -> String {
        guard text.utf8.contains(0x24) else { return text }
        return parts(of: text).map { part in
            switch part {
            case .literal(let literal): literal
            case .reference(let reference): lookup(reference) ?? written(reference)
            }
        }.joined()
    }

    /// The references of a text in order.
    public static func references(in text: String) -> [Reference] {
        parts(of: text).compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
    }

    static func written(_ reference: Reference) -> String {
        "${\(reference.name)\(reference.fallback.map { ":-\($0)" } ?? "")}"
    }

    static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: [0x24, 0x24, 0x7B]) {
                literal += [0x24, 0x7B]
                index += 3
            } else if bytes[index...].starts(with: [0x24, 0x7B]),
                let close = bytes[index...].firstIndex(of: 0x7D)
            {
                if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
                literal = []
                let inner = String(decoding: bytes[(index + 2)..<close], as: UTF8.self)
                parts.append(.reference(reference(inner)))
                index = close + 1
            } else {
                literal.append(bytes[index])
                index += 1
            }
        }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        return parts
    }

    private static func reference(_ inner: String) -> Reference {
        let bytes = Array(inner.utf8)
        guard bytes.count >= 2,
            let mark = (0..<(bytes.count - 1)).first(where: { bytes[$0] == 0x3A && bytes[$0 + 1] == 0x2D })
        else { return Reference(name: inner, fallback: nil) }
        return Reference(
            name: String(decoding: bytes[..<mark], as: UTF8.self),
            fallback: String(decoding: bytes[(mark + 2)...], as: UTF8.self))
    }
}
