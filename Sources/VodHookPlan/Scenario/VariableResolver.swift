import JSONText

/// Replaces `${env.…}`, `${vars.…}` and `${matrix.…}` throughout a file before its shape is checked.
///
/// Other names are left for later in what probes ask; anywhere else they are findings.
struct VariableResolver {
    private let source: SourceText
    private let context: ScenarioLoader.Context
    /// The values of `vars.NAME` and `matrix.NAME` by full name.
    private var values: [String: JSONNode] = [:]
    /// The variables of the file with their own names replaced.
    private var own: [JSONNode.Member] = []
    private(set) var findings: [Finding] = []

    /// A resolver; `given` are values of an including file, over the file's `own`.
    init(
        source: SourceText, context: ScenarioLoader.Context, own: JSONNode?, row: MatrixRow,
        given: [JSONNode.Member] = []
    ) {
        self.source = source
        self.context = context
        for (name, value) in row { values["matrix.\(name)"] = value }
        // From the weakest to the strongest: the project's, the including file's, those of flags.
        for (name, text) in context.shared {
            values["vars.\(name)"] = JSONNode(kind: .string(text), offset: 0)
        }
        for member in given { values["vars.\(member.key)"] = member.value }
        for (name, text) in context.variables {
            values["vars.\(name)"] = JSONNode(kind: .string(text), offset: 0)
        }
        // One after the other, so that a variable may refer to those before it.
        for member in own?.members ?? [] {
            let value = resolved(member.value)
            self.own.append(JSONNode.Member(key: member.key, keyOffset: member.keyOffset, value: value))
            let flag = context.variables[member.key].map { Self.flag($0, for: value) }
            values["vars.\(member.key)"] = flag ?? given.last { $0.key == member.key }?.value ?? value
        }
    }

    /// The tree of a whole file with every name replaced.
    mutating func resolved(file root: JSONNode) -> JSONNode {
        guard case .object(let members) = root.kind else { return resolved(root) }
        let resolved = members.map { member in
            guard member.key == "vars", case .object = member.value.kind else { return self.resolved(member) }
            let value = JSONNode(kind: .object(own), offset: member.value.offset)
            return JSONNode.Member(key: member.key, keyOffset: member.keyOffset, value: value)
        }
        return JSONNode(kind: .object(resolved), offset: root.offset)
    }

    /// The value of a --var flag: a number or a truth when the file gives it one and the text is one.
    private static func flag(_ text: String, for written: JSONNode) -> JSONNode {
        let plain = JSONNode(kind: .string(text), offset: written.offset)
        guard written.string == nil, let read = JSONReader.read(SourceText(name: "--var", text: text)).value
        else { return plain }
        switch (written.kind, read.kind) {
        case (.number, .number), (.bool, .bool): return JSONNode(kind: read.kind, offset: written.offset)
        default: return plain
        }
    }

    private mutating func resolved(_ member: JSONNode.Member, isLater: Bool = false) -> JSONNode.Member {
        var value = member.value
        if member.key == "probe" {
            value = asked(value)
        } else if member.key == "observe" {
            let isList = !value.elements.isEmpty
            value =
                isList
                ? JSONNode(kind: .array(value.elements.map { asked($0) }), offset: value.offset)
                : asked(value)
        } else {
            value = resolved(value, isLater: isLater || member.key == "command")
        }
        return JSONNode.Member(key: member.key, keyOffset: member.keyOffset, value: value)
    }

    /// A question of a probe or an observation, with names of media in what it asks and in what it expects.
    private mutating func asked(_ node: JSONNode) -> JSONNode {
        guard case .object(let members) = node.kind else { return resolved(node) }
        let inner = members.map { member in
            if member.key == "expect" { return answered(member) }
            return resolved(member, isLater: ["url", "headers", "body", "command"].contains(member.key))
        }
        return JSONNode(kind: .object(inner), offset: node.offset)
    }

    /// What is expected of an answer: the values that the planner resolves keep their names until then.
    private mutating func answered(_ member: JSONNode.Member) -> JSONNode.Member {
        // The planner replaces the names of media in these.
        let isCompared = PredicateWord.named(member.key)?.takesNames ?? false
        if isCompared || member.key == "schema" { return resolved(member, isLater: isCompared) }
        let value: JSONNode
        switch member.value.kind {
        case .object(let members):
            value = JSONNode(kind: .object(members.map { answered($0) }), offset: member.value.offset)
        case .array(let elements):
            let inner = elements.map { element -> JSONNode in
                answered(JSONNode.Member(key: "", keyOffset: member.keyOffset, value: element)).value
            }
            value = JSONNode(kind: .array(inner), offset: member.value.offset)
        default: value = resolved(member.value)
        }
        return JSONNode.Member(key: member.key, keyOffset: member.keyOffset, value: value)
    }

    private mutating func resolved(_ node: JSONNode, isLater: Bool = false) -> JSONNode {
        switch node.kind {
        case .string(let text):
            guard text.utf8.contains(0x24) else { return node }
            return JSONNode(kind: resolved(text, at: node, isLater: isLater), offset: node.offset)
        case .array(let elements):
            return JSONNode(
                kind: .array(elements.map { resolved($0, isLater: isLater) }), offset: node.offset)
        case .object(let members):
            let isCommand = members.contains { $0.key == "command" }
            let isSend = members.contains { $0.key == "send" }
            let inner = members.map { member in
                isCommand && member.key == "expect"
                    ? answered(member)
                    : resolved(member, isLater: isLater || (isSend && member.key == "body"))
            }
            return JSONNode(kind: .object(inner), offset: node.offset)
        default: return node
        }
    }

    private mutating func resolved(_ text: String, at node: JSONNode, isLater: Bool) -> JSONNode.Kind {
        let references = Interpolation.references(in: text)
        for reference in references { context.use.note(reference.name) }
        // A string that is one value and nothing else keeps the value's type.
        if references.count == 1, text.hasSameBytes(as: Interpolation.written(references[0])),
            let value = values[references[0].name], value.string == nil
        {
            return value.kind
        }
        for reference in references where value(of: reference) == nil {
            if isLater, !Self.isKnownBefore(reference) { continue }
            findings.append(
                Finding(
                    source, at: node.offset, "unknown name ${\(reference.name)}",
                    remedy: remedy(for: reference.name)))
        }
        // What is resolved again later keeps its escapes until then.
        return .string(
            Interpolation.resolve(text, keepingEscapes: isLater) { reference in
                value(of: reference).map { isLater ? Interpolation.escaped($0) : $0 }
            })
    }

    private static func isKnownBefore(_ reference: Interpolation.Reference) -> Bool {
        ["env.", "vars.", "matrix."].contains { reference.name.hasPrefix($0) }
    }

    private func value(of reference: Interpolation.Reference) -> String? {
        guard Self.isKnownBefore(reference) else { return nil }
        if reference.name.hasPrefix("env.") {
            return context.environment[String(reference.name.dropFirst(4))] ?? reference.fallback
        }
        return values[reference.name].map { $0.string ?? JSONWriter.text(of: $0.value) } ?? reference.fallback
    }

    private func remedy(for name: String) -> String {
        if name.hasPrefix("env.") {
            return "set \(name.dropFirst(4)) in the environment, or write ${\(name):-default}"
        }
        if name.hasPrefix("vars.") || name.hasPrefix("matrix.") {
            return Suggestion.didYouMean(name, among: values.keys.sorted())
                ?? (name.hasPrefix("vars.")
                    ? "add it to \"vars\", or give --var \(name.dropFirst(5))=…" : "add it to \"matrix\"")
        }
        return
            "env, vars and matrix can stand here, other names only in what a probe asks; for the text itself write $${"
    }
}
