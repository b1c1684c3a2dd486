/// Reads the schema of an input file strictly: what the evaluator passes over in silence is a finding.
///
/// That is a keyword that nobody knows, a word of an older draft, another `$schema`, a format that is not
/// checked, a keyword without the one it needs, and a schema that accepts every value. Keywords that begin with
/// `x-` are free. Formats demand.
public struct SchemaReader {
    private static let dialect = "https://json-schema.org/draft/2020-12/schema"

    private let source: SourceText
    private let root: JSONNode
    private var findings: [Finding] = []
    /// The places that are schemas and have been looked at, as JSON Pointers.
    private var visited: Set<ByteKey> = []
    /// The members called `definitions`, with the pointers of their schemas.
    private var definitions: [(member: JSONNode.Member, pointer: String)] = []

    /// The schema that `node` of `source` is, or nil with the findings that say why it cannot be used.
    public static func read(_ node: JSONNode, of source: SourceText) -> (
        schema: JSONSchema?, findings: [Finding]
    ) {
        var reader = SchemaReader(source: source, root: node)
        let schema = reader.read()
        return (reader.findings.isEmpty ? schema : nil, reader.findings)
    }

    private init(source: SourceText, root: JSONNode) {
        self.source = source
        self.root = root
    }

    private mutating func read() -> JSONSchema? {
        check(root, at: "")
        do throws(JSONSchemaError) {
            let schema = try JSONSchema(root.value, options: JSONSchema.Options(assertsFormats: true))
            checkCompiled(schema.program)
            return schema
        } catch {
            report(error)
            return nil
        }
    }

    private mutating func report(_ offset: Int, _ message: String, remedy: String?) {
        findings.append(Finding(source, at: offset, message, remedy: remedy))
    }

    /// A mistake that the compiler found, at its place; nothing where there is a finding with more to say.
    private mutating func report(_ error: JSONSchemaError) {
        let place = node(at: error.location)?.offset ?? root.offset
        let position = source.position(of: place)
        if findings.contains(where: { $0.position == position }) { return }
        report(place, "not a JSON Schema: \(error.message)", remedy: error.remedy)
    }

    /// The node at a location such as `#/properties/a`; nil when there is none.
    private func node(at location: String) -> JSONNode? {
        var node = root
        for token in location.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst() {
            guard let name = SchemaInstancePath.name(ofPointerToken: Array(token)) else { return nil }
            if case .array(let elements) = node.kind {
                guard let index = Int(name), elements.indices.contains(index) else { return nil }
                node = elements[index]
            } else {
                guard let child = node[name] else { return nil }
                node = child
            }
        }
        return node
    }
}

// MARK: - Keywords

extension SchemaReader {
    private mutating func check(_ node: JSONNode, at pointer: String) {
        guard case .object(let members) = node.kind, visited.insert(ByteKey(pointer)).inserted else { return }
        for member in members {
            let place = pointer + "/" + SchemaInstancePath.pointerToken(member.key)
            guard let keyword = SchemaKeyword.known[member.key] else {
                checkUnknown(member, at: place)
                continue
            }
            checkValue(member, in: node)
            checkCompany(member, in: node)
            switch keyword {
            case .value: break
            case .schema: check(member.value, at: place)
            case .list:
                for (index, element) in member.value.elements.enumerated() {
                    check(element, at: "\(place)/\(index)")
                }
            case .map:
                for inner in member.value.members {
                    check(inner.value, at: place + "/" + SchemaInstancePath.pointerToken(inner.key))
                }
            }
        }
    }

    private mutating func checkUnknown(_ member: JSONNode.Member, at pointer: String) {
        if member.key.hasPrefix("x-") { return }
        if member.key == "definitions" { return definitions.append((member, pointer)) }
        if let remedy = SchemaKeyword.replaced[member.key] {
            return report(
                member.keyOffset, "\"\(member.key)\" is no keyword of JSON Schema 2020-12", remedy: remedy)
        }
        let isSchema = if case .object = member.value.kind { true } else { false }
        let other = isSchema ? "properties stand under \"properties\"" : "keywords of your own begin with x-"
        report(
            member.keyOffset, "unknown keyword \"\(member.key)\" of JSON Schema",
            remedy: Suggestion.didYouMean(member.key, among: SchemaKeyword.known.keys.sorted()) ?? other)
    }

    /// What is said better here than by the compiler, or by nobody there.
    private mutating func checkValue(_ member: JSONNode.Member, in node: JSONNode) {
        let place = member.value.offset
        switch member.key {
        case "$schema":
            guard let uri = member.value.string, uri != Self.dialect, uri != Self.dialect + "#" else {
                return
            }
            report(
                place, "unknown $schema \"\(uri)\"",
                remedy: "only draft 2020-12 is understood: write \"\(Self.dialect)\"")
        case "format":
            guard let name = member.value.string, SchemaFormat(rawValue: name) == nil else { return }
            let known = SchemaFormat.allCases.map(\.rawValue)
            report(
                place, "nothing checks the format \"\(name)\"",
                remedy: Suggestion.didYouMean(name, among: known)
                    ?? "the formats are \(SchemaSentence.list(known, word: "and")); or write \"pattern\"")
        case "exclusiveMinimum", "exclusiveMaximum":
            guard member.value.bool != nil else { return }
            let limit = node[member.key == "exclusiveMinimum" ? "minimum" : "maximum"]?.number?.literal
            report(
                place, "\"\(member.key)\" takes a number",
                remedy: limit.map { "write \"\(member.key)\": \($0)" } ?? "write the limit itself")
        case "required":
            guard member.value.bool != nil else { return }
            report(
                place, "\"required\" takes an array of names",
                remedy: "it stands beside \"properties\", as in \"required\": [\"code\"]")
        default: break
        }
    }

    private mutating func checkCompany(_ member: JSONNode.Member, in node: JSONNode) {
        if let needed = SchemaKeyword.companions[member.key], node[needed] == nil {
            report(
                member.keyOffset, "\"\(member.key)\" has no effect without \"\(needed)\"",
                remedy: "add \"\(needed)\"")
        }
        guard member.key == "contentSchema" else { return }
        let isJSON = node["contentMediaType"]?.string == "application/json"
        if !isJSON || node["contentEncoding"] != nil {
            report(
                member.keyOffset, "\"contentSchema\" has no effect here",
                remedy: "it needs \"contentMediaType\": \"application/json\" and no \"contentEncoding\"")
        }
    }
}

// MARK: - What only the compiler knows

extension SchemaReader {
    private mutating func checkCompiled(_ program: SchemaProgram) {
        let pointers = program.nodes.map { String($0.location.dropFirst()) }
        // A reference may lead to where no keyword announces a schema.
        for pointer in pointers {
            if let node = node(at: pointer) { check(node, at: pointer) }
        }
        for (member, place) in definitions where !pointers.contains(where: { $0.hasPrefix(place + "/") }) {
            report(
                member.keyOffset, "nothing refers to \"definitions\"",
                remedy: SchemaKeyword.replaced[member.key])
        }
        if findings.isEmpty, program.nodes[program.root].acceptsAll {
            report(
                root.offset, "this schema accepts every value",
                remedy: "say what is expected, or write \"exists\": true")
        }
    }
}

extension SchemaNode {
    /// True when there is nothing that could refuse a value.
    fileprivate var acceptsAll: Bool {
        truth
            ?? (assertions.isEmpty && applicators.isEmpty && members == nil && elements == nil
                && unevaluatedProperties == nil && unevaluatedItems == nil)
    }
}
