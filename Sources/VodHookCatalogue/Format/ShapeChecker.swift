package import JSONText

/// Compares a file with its format and reports every difference with its place.
///
/// `$comment` is allowed in every record, `$schema` at the top. A string that still holds a `${…}` is not
/// held against its rule: its value is known only later.
package struct ShapeChecker {
    private let format: FileFormat
    private let source: SourceText
    private var findings: [Finding] = []

    /// All findings for `root`, the value of the whole file.
    package static func check(_ root: JSONNode, of source: SourceText, against format: FileFormat)
        -> [Finding]
    {
        check(root, of: source, against: format, as: .record(format.root))
    }

    /// All findings for a value that should have `shape`.
    package static func check(
        _ node: JSONNode, of source: SourceText, against format: FileFormat, as shape: Shape
    ) -> [Finding] {
        var checker = ShapeChecker(format: format, source: source)
        checker.check(node, shape)
        return checker.findings
    }

    private init(format: FileFormat, source: SourceText) {
        self.format = format
        self.source = source
    }

    private mutating func report(_ node: JSONNode, _ message: String, remedy: String? = nil) {
        findings.append(Finding(source, at: node.offset, message, remedy: remedy))
    }

    private mutating func check(_ node: JSONNode, _ shape: Shape) {
        switch shape {
        case .any: break
        case .text(let rule):
            guard let text = node.string else { return mismatch(node, shape) }
            if !text.contains("${"), let complaint = rule.complaint(about: text) { report(node, complaint) }
        case .choice(let words):
            guard let text = node.string else { return mismatch(node, shape) }
            if !text.contains("${"), !words.contains(text) {
                let remedy =
                    Suggestion.didYouMean(text, among: words)
                    ?? "use one of: \(words.joined(separator: ", "))"
                report(node, "unknown word \"\(text)\"", remedy: remedy)
            }
        case .integer(let range):
            guard let number = node.number, number.isWhole else { return mismatch(node, shape) }
            guard let value = number.int64 else {
                // Beyond what a range without an end can hold, so the end is of interest.
                let limits = "from \(range.lowerBound) to \(range.upperBound)"
                return report(node, "expected a whole number \(limits), found \(number.literal)")
            }
            if !range.contains(Int(value)) {
                report(node, "expected a whole number \(described(range)), found \(number.literal)")
            }
        case .number: if node.number == nil { mismatch(node, shape) }
        case .boolean: if node.bool == nil { mismatch(node, shape) }
        case .list(let element, let minimum):
            guard case .array(let elements) = node.kind else { return mismatch(node, shape) }
            if elements.count < minimum {
                report(node, "expected at least \(minimum) element\(minimum == 1 ? "" : "s")")
            }
            for item in elements { check(item, element) }
        case .map(let element):
            guard case .object(let members) = node.kind else { return mismatch(node, shape) }
            for member in members where member.key != "$comment" { check(member.value, element) }
        case .record(let name):
            guard case .object(let members) = node.kind else { return mismatch(node, shape) }
            if let record = format.record(name) { check(members, of: node, record) }
        case .union(let shapes):
            guard let fitting = shapes.first(where: { fits(node, $0) }) else { return mismatch(node, shape) }
            check(node, fitting)
        case .variant(let variants):
            guard case .object(let members) = node.kind else { return mismatch(node, shape) }
            let chosen = variants.filter { variant in members.contains { $0.key == variant.key } }
            guard let first = chosen.first else {
                let keys = variants.map(\.key)
                let near = members.lazy.compactMap { Suggestion.didYouMean($0.key, among: keys) }.first
                return report(node, "expected one of the keys \(keys.joined(separator: ", "))", remedy: near)
            }
            if chosen.count > 1, let extra = members.first(where: { $0.key == chosen[1].key }) {
                findings.append(
                    Finding(
                        source, at: extra.keyOffset, "\"\(extra.key)\" cannot stand beside \"\(first.key)\"",
                        remedy: "write two objects"))
            }
            let others = Set(chosen.dropFirst().map(\.key))
            if let record = format.record(first.record) {
                check(members.filter { !others.contains($0.key) }, of: node, record)
            }
        }
    }

    private mutating func check(_ members: [JSONNode.Member], of node: JSONNode, _ record: Record) {
        for member in members {
            if member.key == "$comment" || (member.key == "$schema" && record.name == format.root) {
                continue
            }
            if let field = record.fields.first(where: { $0.key == member.key }) {
                check(member.value, field.shape)
            } else {
                let keys = record.fields.map(\.key)
                let remedy =
                    Suggestion.didYouMean(member.key, among: keys)
                    ?? "the keys here are: \(keys.joined(separator: ", "))"
                findings.append(
                    Finding(source, at: member.keyOffset, "unknown key \"\(member.key)\"", remedy: remedy))
            }
        }
        for field in record.fields where field.isRequired && !members.contains(where: { $0.key == field.key })
        {
            report(node, "missing key \"\(field.key)\"", remedy: field.about)
        }
        guard !record.exactlyOneOf.isEmpty else { return }
        let present = members.filter { record.exactlyOneOf.contains($0.key) }
        if present.isEmpty {
            report(node, "expected one of the keys \(record.exactlyOneOf.joined(separator: ", "))")
        }
        for extra in present.dropFirst() {
            findings.append(
                Finding(
                    source, at: extra.keyOffset, "\"\(extra.key)\" cannot stand beside \"\(present[0].key)\"",
                    remedy: "write two \(record.name) objects"))
        }
    }

    private mutating func mismatch(_ node: JSONNode, _ shape: Shape) {
        report(
            node,
            "expected \(described(shape)), found \(node.value.typeName == "integer" ? "a number" : article(node.value.typeName))"
        )
    }

    private func fits(_ node: JSONNode, _ shape: Shape) -> Bool {
        switch (shape, node.kind) {
        case (.any, _), (.text, .string), (.choice, .string), (.boolean, .bool), (.number, .number),
            (.integer, .number), (.list, .array), (.map, .object), (.record, .object), (.variant, .object):
            true
        case (.union(let shapes), _): shapes.contains { fits(node, $0) }
        default: false
        }
    }

    private func described(_ range: ClosedRange<Int>) -> String {
        range.upperBound == Int.max
            ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    }

    private func described(_ shape: Shape) -> String {
        switch shape {
        case .any: "a value"
        case .text(let rule): rule == .plain || rule == .name ? "a string" : "a string (\(rule.name))"
        case .choice: "a string"
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .list: "an array"
        case .map: "an object"
        case .record(let name): "an object (\(name))"
        case .variant(let variants):
            "an object with one of the keys \(variants.map(\.key).joined(separator: ", "))"
        case .union(let shapes): shapes.map(described).joined(separator: " or ")
        }
    }

    private func article(_ typeName: String) -> String {
        switch typeName {
        case "null": "null"
        case "array", "object": "an \(typeName)"
        default: "a \(typeName)"
        }
    }
}
