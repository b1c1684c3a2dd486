/// Replaces `${env.…}` and `${vars.…}` throughout a file before its shape is checked.
///
/// Other names are left for later in the URL and the headers of a probe; anywhere else they are findings.
struct VariableResolver {
    private let source: SourceText
    private let environment: [String: String]
    private var variables: [String: JSONNode] = [:]
    private(set) var findings: [Finding] = []

    /// The findings of `root`, and its tree with every name replaced.
    static func resolve(
        _ root: JSONNode, of source: SourceText, in context: ScenarioLoader.Context
    ) -> (root: JSONNode, findings: [Finding]) {
        var resolver = VariableResolver(source: source, environment: context.environment)
        for (name, text) in context.variables { resolver.variables[name] = flag(text, for: root["vars"]?[name]) }
        // Variables come first, in order, so that one may refer to those before it.
        var resolved: [JSONNode.Member] = []
        for member in root["vars"]?.members ?? [] {
            let value = resolver.resolved(member.value)
            resolved.append(JSONNode.Member(key: member.key, keyOffset: member.keyOffset, value: value))
            if context.variables[member.key] == nil { resolver.variables[member.key] = value }
        }
        guard case .object(let members) = root.kind else { return (resolver.resolved(root), resolver.findings) }
        let whole = members.map { member in
            guard member.key == "vars", case .object = member.value.kind else { return resolver.resolved(member) }
            let value = JSONNode(kind: .object(resolved), offset: member.value.offset)
            return JSONNode.Member(key: member.key, keyOffset: member.keyOffset, value: value)
        }
        return (JSONNode(kind: .object(whole), offset: root.offset), resolver.findings)
    }

    private init(source: SourceText, environment: [String: String]) {
        self.source = source
        self.environment = environment
    }

    /// The value of a --var flag: a number or a truth when the file gives it one and the text is one.
    private static func flag(_ text: String, for written: JSONNode?) -> JSONNode {
        let plain = JSONNode(kind: .string(text), offset: written?.offset ?? 0)
        guard let written, written.string == nil,
            let read = JSONReader.read(SourceText(name: "--var", text: text)).value
        else { return plain }
        switch (written.kind, read.kind) {
        case (.number, .number), (.bool, .bool): return JSONNode(kind: read.kind, offset: written.offset)
        default: return plain
        }
    }

    private mutating func resolved(_ member: JSONNode.Member, isLater: Bool = false) -> JSONNode.Member {
        var value = member.value
        if member.key == "probe", case .object(let members) = value.kind {
            let inner = members.map { resolved($0, isLater: $0.key == "url" || $0.key == "headers") }
            value = JSONNode(kind: .object(inner), offset: value.offset)
        } else {
            value = resolved(value, isLater: isLater)
        }
        return JSONNode.Member(key: member.key, keyOffset: member.keyOffset, value: value)
    }

    private mutating func resolved(_ node: JSONNode, isLater: Bool = false) -> JSONNode {
        switch node.kind {
        case .string(let text):
            guard text.utf8.contains(0x24) else { return node }
            return JSONNode(kind: resolved(text, at: node, isLater: isLater), offset: node.offset)
        case .array(let elements):
            return JSONNode(kind: .array(elements.map { resolved($0, isLater: isLater) }), offset: node.offset)
        case .object(let members):
            return JSONNode(kind: .object(members.map { resolved($0, isLater: isLater) }), offset: node.offset)
        default: return node
        }
    }

    private mutating func resolved(_ text: String, at node: JSONNode, isLater: Bool) -> JSONNode.Kind {
        let references = Interpolation.references(in: text)
        // A string that is one variable and nothing else keeps the variable's type.
        if references.count == 1, text.hasSameBytes(as: Interpolation.written(references[0])),
            let value = variable(references[0]), value.string == nil
        {
            return value.kind
        }
        for reference in references where value(of: reference) == nil {
            if isLater, !isOurs(reference) { continue }
            findings.append(
                Finding(
                    source, at: node.offset, "unknown name ${\(reference.name)}", remedy: remedy(for: reference)))
        }
        return .string(
            Interpolation.resolve(text, keepingEscapes: isLater) { reference in
                value(of: reference).map { isLater ? Interpolation.escaped($0) : $0 }
            })
    }

    private func isOurs(_ reference: Interpolation.Reference) -> Bool {
        reference.name.hasPrefix("env.") || reference.name.hasPrefix("vars.")
    }

    private func variable(_ reference: Interpolation.Reference) -> JSONNode? {
        reference.name.hasPrefix("vars.") ? variables[String(reference.name.dropFirst(5))] : nil
    }

    private func value(of reference: Interpolation.Reference) -> String? {
        guard isOurs(reference) else { return nil }
        if let node = variable(reference) { return node.string ?? JSONWriter.text(of: node.value) }
        let name = String(reference.name.dropFirst(4))
        return (reference.name.hasPrefix("env.") ? environment[name] : nil) ?? reference.fallback
    }

    private func remedy(for reference: Interpolation.Reference) -> String {
        if reference.name.hasPrefix("env.") {
            let name = reference.name.dropFirst(4)
            return "set \(name) in the environment, or write ${env.\(name):-default}"
        }
        if reference.name.hasPrefix("vars.") {
            let name = String(reference.name.dropFirst(5))
            return Suggestion.didYouMean(name, among: variables.keys.sorted())
                ?? "add it to \"vars\", or give --var \(name)=…"
        }
        return "env.NAME and vars.NAME can stand here, names of media only in the URL and headers of a probe; "
            + "for the text itself write $${"
    }
}
