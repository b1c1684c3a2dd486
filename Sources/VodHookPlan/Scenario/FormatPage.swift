package import VodHookCatalogue

/// Writes the reference page of a file format from the format itself, so that the two cannot disagree.
package enum FormatPage {
    /// The page as Markdown, ending with a line break.
    ///
    /// `examples` are JSON texts under the names of their records.
    package static func markdown(
        for format: FileFormat, introduction: String, examples: [String: String] = [:]
    ) -> String {
        var lines = ["# Reference: \(format.title)", "", introduction, ""]
        for record in format.records {
            lines += ["## \(record.name)", "", record.about, ""]
            if !record.exactlyOneOf.isEmpty {
                lines += ["Exactly one of \(list(record.exactlyOneOf)) stands in it.", ""]
            }
            lines += ["| key | value | what it means |", "|---|---|---|"]
            for field in record.fields {
                let required = field.isRequired ? " **required**" : ""
                lines.append(
                    "| `\(field.key)`\(required) | \(described(field.shape)) | \(cell(field.about)) |")
            }
            if let example = examples[record.name] { lines += ["", "```json", example, "```"] }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    /// The table of all faults.
    package static var faults: String {
        var lines = [
            "## Faults", "", "A fault is a word, or an object with the word under `fault` and parameters.",
            "",
        ]
        for group in FaultWord.Group.allCases {
            lines += ["### \(group.rawValue)", "", "| fault | parameters | what happens |", "|---|---|---|"]
            for word in group.words {
                let parameters = list(word.parameters.map(\.key.rawValue))
                lines.append("| `\(word.text)` | \(parameters) | \(cell(word.about)) |")
            }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private static func described(_ shape: Shape) -> String {
        switch shape {
        case .any: "any value"
        case .text(let rule): rule == .plain || rule == .name ? "string" : "string: \(rule.name)"
        case .choice(let words):
            words.count > 8 ? "a word" : words.map { "`\"\($0)\"`" }.joined(separator: " or ")
        case .integer(let range): "whole number \(limits(range))"
        case .number: "number"
        case .boolean: "`true` or `false`"
        case .list(let element, _): "array of \(described(element))"
        case .map(let element): "object: name to \(described(element))"
        case .record(let name): "[\(name)](#\(name.lowercased()))"
        case .union(let shapes): shapes.map(described).joined(separator: " or ")
        case .variant(let variants):
            "one of " + variants.map { "[\($0.record)](#\($0.record.lowercased()))" }.joined(separator: ", ")
        }
    }

    private static func limits(_ range: ClosedRange<Int>) -> String {
        range.upperBound == Int.max
            ? "from \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    }

    private static func list(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
