// Came from: RunCommand, with the text of a scenario file. Here: text becomes a `Scenario`, and every mistake
// becomes a finding with its place; all findings of a file come at once. Goes on in: Plan/Planner.swift.

/// Reads scenario files.
///
/// Scenarios come out only when no finding is an error; a file with a matrix gives one for each row.
public struct ScenarioLoader: Sendable {
    /// What a scenario may refer to from outside.
    public struct Context: Sendable {
        /// The catalogue that names are checked against.
        public var catalogue: Catalogue
        /// The environment, for `${env.NAME}`.
        public var environment: [String: String]
        /// The values of the project file, under those of the scenario.
        public var shared: [String: String]
        /// The values of --var flags, over those of the scenario.
        public var variables: [String: String]
        /// Opens files that a scenario includes, by path; nil when there is none.
        public var open: @Sendable (String) -> SourceText?

        /// A context.
        public init(
            catalogue: Catalogue, environment: [String: String] = [:], shared: [String: String] = [:],
            variables: [String: String] = [:],
            open: @escaping @Sendable (String) -> SourceText? = { _ in nil }
        ) {
            self.catalogue = catalogue
            self.environment = environment
            self.shared = shared
            self.variables = variables
            self.open = open
        }
    }

    private let context: Context

    /// A loader.
    public init(_ context: Context) { self.context = context }

    /// The scenario of `source`, the first one if it has a matrix, or nil with the findings that say why.
    public func load(_ source: SourceText) -> (scenario: Scenario?, findings: [Finding]) {
        let (scenarios, findings) = loadAll(source)
        return (scenarios.first, findings)
    }

    /// The scenarios of `source`, or none with the findings that say why.
    public func loadAll(_ source: SourceText) -> (scenarios: [Scenario], findings: [Finding]) {
        let (parsed, mistakes) = JSONReader.read(source)
        guard let parsed else { return ([], mistakes) }
        var matrix = MatrixReader(source: source, open: context.open)
        let rows = matrix.rows(parsed["matrix"])
        var findings = mistakes + matrix.findings
        var scenarios: [Scenario] = []
        for row in rows {
            let (scenario, found) = load(parsed, source, row)
            for finding in found where !findings.contains(finding) { findings.append(finding) }
            scenarios.append(scenario)
        }
        return (findings.containsError ? [] : scenarios, findings.inOrder)
    }

    private func load(
        _ parsed: JSONNode, _ source: SourceText, _ row: MatrixRow
    ) -> (scenario: Scenario, findings: [Finding]) {
        var variables = VariableResolver(source: source, context: context, own: parsed["vars"], row: row)
        let root = variables.resolved(file: parsed)
        var findings = variables.findings
        findings += ShapeChecker.check(root, of: source, against: .scenario)
        // The decoder assumes the right shape, yet reads on past a wrong one, so that all findings come at once.
        let path = ScenarioFiles.path(source.name, from: "")
        var decoder = ScenarioDecoder(
            source: source, catalogue: context.catalogue, files: ScenarioFiles(context: context),
            stack: [path])
        var scenario = decoder.scenario(root)
        if !row.isEmpty {
            scenario.name +=
                " [\(row.map { "\($0.name)=\($0.value.string ?? JSONWriter.text(of: $0.value.value))" }.joined(separator: ", "))]"
        }
        let known = Set(findings.map(\.position))
        findings += decoder.findings.filter { !known.contains($0.position) }
        return (scenario, findings)
    }
}

/// Opens the files that a scenario includes.
struct ScenarioFiles {
    let context: ScenarioLoader.Context

    /// The root of a file with its variables replaced; nil when there is no such file, a nil root when it is no JSON.
    func open(
        _ path: String, variables: [JSONNode.Member]
    ) -> (root: JSONNode?, source: SourceText, findings: [Finding])? {
        guard let source = context.open(path) else { return nil }
        let (parsed, mistakes) = JSONReader.read(source)
        guard let parsed else { return (nil, source, mistakes) }
        var resolver = VariableResolver(
            source: source, context: context, own: parsed["vars"], row: [], given: variables)
        let root = resolver.resolved(file: parsed)
        let findings = mistakes + resolver.findings + ShapeChecker.check(root, of: source, against: .scenario)
        return (root, source, findings)
    }

    /// `name` relative to the folder of `file`, with `.` and `..` taken out.
    static func path(_ name: String, from file: String) -> String {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let parts = name.hasPrefix("/") ? [] : Array(folder)
        var result: [Substring] = []
        for part in parts + name.split(separator: "/", omittingEmptySubsequences: false) {
            if part == "." || (part.isEmpty && !result.isEmpty) { continue }
            if part == "..", let last = result.last, last != "..", !last.isEmpty {
                result.removeLast()
            } else {
                result.append(part)
            }
        }
        return result.joined(separator: "/")
    }
}
