// Came from: RunCommand, with the text of a scenario file. Here: text becomes a `Scenario`, and every mistake
// becomes a finding with its place; all findings of a file come at once. Goes on in: Plan/Planner.swift.

/// Reads scenario files. A scenario comes out only when no finding is an error.
public struct ScenarioLoader: Sendable {
    /// What a scenario may refer to from outside.
    public struct Context: Sendable {
        /// The catalogue that names are checked against.
        public var catalogue: Catalogue
        /// The environment, for `${env.NAME}`.
        public var environment: [String: String]
        /// The values of --var flags, over those of the file.
        public var variables: [String: String]

        /// A context.
        public init(
            catalogue: Catalogue, environment: [String: String] = [:], variables: [String: String] = [:]
        ) {
            self.catalogue = catalogue
            self.environment = environment
            self.variables = variables
        }
    }

    private let context: Context

    /// A loader.
    public init(_ context: Context) { self.context = context }

    /// The scenario of `source`, or nil with the findings that say why.
    public func load(_ source: SourceText) -> (scenario: Scenario?, findings: [Finding]) {
        let (parsed, mistakes) = JSONReader.read(source)
        guard let parsed else { return (nil, mistakes) }
        var variables = VariableResolver(source: source, context: context, root: parsed)
        let root = variables.resolved(parsed)
        var findings = mistakes + variables.findings
        findings += ShapeChecker.check(root, of: source, against: .scenario)
        // The decoder assumes the right shape, yet reads on past a wrong one, so that all findings come at once.
        var decoder = ScenarioDecoder(source: source, catalogue: context.catalogue)
        let scenario = decoder.scenario(root)
        let known = Set(findings.map { [$0.position.line, $0.position.column] })
        findings += decoder.findings.filter { !known.contains([$0.position.line, $0.position.column]) }
        return (findings.containsError ? nil : scenario, findings.inOrder)
    }
}

/// Replaces `${env.…}` and `${vars.…}` throughout a file before its shape is checked.
private struct VariableResolver {
    let source: SourceText
    let context: ScenarioLoader.Context
    let variables: [String: JSONNode]
    private(set) var findings: [Finding] = []

    init(source: SourceText, context: ScenarioLoader.Context, root: JSONNode) {
        self.source = source
        self.context = context
        var variables: [String: JSONNode] = [:]
        for member in root["vars"]?.members ?? [] { variables[member.key] = member.value }
        self.variables = variables
    }

    mutating func resolved(_ node: JSONNode) -> JSONNode {
        switch node.kind {
        case .string(let text):
            guard text.utf8.contains(0x24) else { return node }
            return JSONNode(kind: resolved(text, at: node), offset: node.offset)
        case .array(let elements):
            return JSONNode(kind: .array(elements.map { resolved($0) }), offset: node.offset)
        case .object(let members):
            let resolved = members.map {
                JSONNode.Member(key: $0.key, keyOffset: $0.keyOffset, value: self.resolved($0.value))
            }
            return JSONNode(kind: .object(resolved), offset: node.offset)
        default: return node
        }
    }

    private mutating func resolved(_ text: String, at node: JSONNode) -> JSONNode.Kind {
        let references = Interpolation.references(in: text)
        // A string that is one variable and nothing else keeps the variable's type.
        if references.count == 1, text.hasSameBytes(as: Interpolation.written(references[0])),
            references[0].name.hasPrefix("vars."),
            context.variables[String(references[0].name.dropFirst(5))] == nil,
            let value = variables[String(references[0].name.dropFirst(5))]
        {
            return value.kind
        }
        var unknown: [(name: String, remedy: String?)] = []
        let result = Interpolation.resolve(text) { reference in
            if reference.name.hasPrefix("env.") {
                let name = String(reference.name.dropFirst(4))
                if let value = context.environment[name] ?? reference.fallback { return value }
                unknown.append(
                    (reference.name, "set \(name) in the environment, or write ${env.\(name):-default}"))
            } else if reference.name.hasPrefix("vars.") {
                let name = String(reference.name.dropFirst(5))
                if let value = context.variables[name] ?? variables[name].map(text(of:)) ?? reference.fallback
                {
                    return value
                }
                unknown.append(
                    (
                        reference.name,
                        Suggestion.didYouMean(name, among: variables.keys.sorted())
                            ?? "add it to \"vars\", or give --var \(name)=…"
                    ))
            }
            return nil
        }
        for one in unknown {
            findings.append(
                Finding(source, at: node.offset, "unknown name ${\(one.name)}", remedy: one.remedy))
        }
        return .string(result)
    }

    private func text(of node: JSONNode) -> String { node.string ?? JSONWriter.text(of: node.value) }
}
