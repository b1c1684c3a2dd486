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
        let (root, unknownNames) = VariableResolver.resolve(parsed, of: source, in: context)
        var findings = mistakes + unknownNames
        findings += ShapeChecker.check(root, of: source, against: .scenario)
        // The decoder assumes the right shape, yet reads on past a wrong one, so that all findings come at once.
        var decoder = ScenarioDecoder(source: source, catalogue: context.catalogue)
        let scenario = decoder.scenario(root)
        let known = Set(findings.map { [$0.position.line, $0.position.column] })
        findings += decoder.findings.filter { !known.contains([$0.position.line, $0.position.column]) }
        return (findings.containsError ? nil : scenario, findings.inOrder)
    }
}
