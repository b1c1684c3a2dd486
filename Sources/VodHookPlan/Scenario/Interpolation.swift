package import JSONText

/// Replaces `${…}` in strings: `${env.NAME}`, `${env.NAME:-default}`, `${vars.x}`, `${movie.videoId}`,
/// `${target.origin}`.
///
/// Write `$${` for a literal `${`.
package enum Interpolation {
    /// One reference within a text.
    package struct Reference: Sendable, Equatable {
        /// The name between the braces, without the default.
        package let name: String
        /// What stands behind `:-`, or nil.
        package let fallback: String?
    }

    enum Part: Equatable {
        case literal(String)
        /// The three bytes `$${`.
        case escape
        case reference(Reference)
    }

    /// The text with every reference that `lookup` knows replaced; others stay as they are.
    ///
    /// A text that is resolved again later keeps its escapes until then.
    package static func resolve(
        _ text: String, keepingEscapes: Bool = false, lookup: (Reference) -> String?
    ) -> String {
        guard text.utf8.contains(0x24) else { return text }
        return parts(of: text).map { part in
            switch part {
            case .literal(let literal): literal
            case .escape: keepingEscapes ? "$${" : "${"
            case .reference(let reference): lookup(reference) ?? written(reference)
            }
        }.joined()
    }

    /// The references of a text in order.
    package static func references(in text: String) -> [Reference] {
        parts(of: text).compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
    }

    /// `text` so that resolving it gives it back.
    package static func escaped(_ text: String) -> String { text.replacing("${", with: "$${") }

    /// `value` with all its texts so that resolving them gives them back.
    package static func escaped(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(escaped(text))
        case .array(let elements): .array(elements.map { escaped($0) })
        case .object(let object):
            .object(
                JSONObject(object.members.map { JSONObject.Member(key: $0.key, value: escaped($0.value)) }))
        default: value
        }
    }

    static func written(_ reference: Reference) -> String {
        "${\(reference.name)\(reference.fallback.map { ":-\($0)" } ?? "")}"
    }

    static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        // Behind the last brace nothing can be a reference; looking for one each time would take too long.
        let lastClose = bytes.lastIndex(of: 0x7D) ?? -1
        func isDollar(_ index: Int) -> Bool { index < bytes.count && bytes[index] == 0x24 }
        func isOpening(_ index: Int) -> Bool {
            isDollar(index) && index + 1 < bytes.count && bytes[index + 1] == 0x7B
        }
        func endLiteral() {
            if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal = []
        }
        var index = 0
        while index < bytes.count {
            if isDollar(index), isOpening(index + 1) {
                endLiteral()
                parts.append(.escape)
                index += 3
            } else if isOpening(index), index < lastClose, let close = bytes[index...].firstIndex(of: 0x7D) {
                endLiteral()
                parts.append(
                    .reference(reference(String(decoding: bytes[(index + 2)..<close], as: UTF8.self))))
                index = close + 1
            } else {
                literal.append(bytes[index])
                index += 1
            }
        }
        endLiteral()
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
