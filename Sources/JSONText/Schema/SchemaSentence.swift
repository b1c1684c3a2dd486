/// The parts of which sentences about schemas are made.
package enum SchemaSentence {
    private static let lengthLimit = 60

    /// `a, b or c`.
    package static func list(_ parts: [String], word: String = "or") -> String {
        guard parts.count > 1, let last = parts.last else { return parts.first ?? "nothing" }
        return parts.dropLast().joined(separator: ", ") + " \(word) \(last)"
    }

    /// `text` in quotes with escapes, cut when it is long.
    static func quoted(_ text: String) -> String { shown(.string(shortened(text))) }

    /// A value as JSON, cut when it is long.
    static func shown(_ value: JSONValue) -> String { shortened(JSONWriter.text(of: value)) }

    /// What was found, without the inside of arrays and objects.
    static func found(_ value: JSONValue) -> String {
        switch value {
        case .array: "an array"
        case .object: "an object"
        case .string(let text): quoted(text)
        default: shown(value)
        }
    }

    /// The kind of what was found, such as `a string`.
    static func kind(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// A count with its noun, such as `2 elements`.
    static func count(_ count: Int, _ size: SchemaSize) -> String {
        switch size {
        case .characters: count == 1 ? "1 character" : "\(count) characters"
        case .elements: count == 1 ? "1 element" : "\(count) elements"
        case .properties: count == 1 ? "1 property" : "\(count) properties"
        }
    }

    private static func shortened(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard text.utf8.count > lengthLimit,
            let end = scalars.index(scalars.startIndex, offsetBy: lengthLimit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + "…"
    }
}
