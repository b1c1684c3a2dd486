// Came from: RunCommand, with the text of a scenario file. Here: text becomes a `Scenario`, and every mistake
// becomes a finding with its place; all findings of a file come at once. Goes on in: Plan/Planner.swift.

package import JSONText
package import VodHookCatalogue

/// Reads scenario files.
///
/// Scenarios come out only when no finding is an error; a file with a matrix gives one for each row.
package struct ScenarioLoader: Sendable {
    /// What a scenario may refer to from outside.
    package struct Context: Sendable {
        /// The catalogue that names are checked against.
        package var catalogue: Catalogue
        /// The environment, for `${env.NAME}`.
        package var environment: [String: String]
        /// The values of the project file, under those of the scenario.
        package var shared: [String: String]
        /// The values of --var flags, over those of the scenario.
        package var variables: [String: String]
        /// Opens files that a scenario includes, by path; nil when there is none.
        package var open: Open
        /// Adds the folder that a scenario names to the catalogue, by path; nil when no folder is read.
        package var extend: Extend
        /// Notes the variables that the files refer to.
        package var use = VariableUse()

        /// Opens a file.
        package typealias Open = @Sendable (String) throws(FileProblem) -> SourceText?
        /// Makes the catalogue with a folder, with what is wrong in it.
        package typealias Extend =
            @Sendable (String) throws(FileProblem) -> (catalogue: Catalogue, findings: [Finding])?

        package init(
            catalogue: Catalogue, environment: [String: String] = [:], shared: [String: String] = [:],
            variables: [String: String] = [:],
            open: @escaping Open = { _ in nil }, extend: @escaping Extend = { _ in nil }
        ) {
            self.catalogue = catalogue
            self.environment = environment
            self.shared = shared
            self.variables = variables
            self.open = open
            self.extend = extend
        }
    }

    private let context: Context

    package init(_ context: Context) { self.context = context }

    /// The scenario of `source`, the first one if it has a matrix, or nil with the findings that say why.
    package func load(_ source: SourceText) -> (scenario: Scenario?, findings: [Finding]) {
        let (scenarios, findings) = loadAll(source)
        return (scenarios.first, findings)
    }

    /// The scenarios of `source`, or none with the findings that say why.
    package func loadAll(_ source: SourceText) -> (scenarios: [Scenario], findings: [Finding]) {
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
        let (catalogue, folder, mistakes) = catalogue(root["catalog"], source)
        findings += mistakes
        // The decoder assumes the right shape, yet reads on past a wrong one, so that all findings come at once.
        let path = ScenarioFiles.path(source.name, from: "")
        var decoder = ScenarioDecoder(
            source: source, catalogue: catalogue, files: ScenarioFiles(context: context), stack: [path])
        var scenario = decoder.scenario(root)
        scenario.catalogFolder = folder
        if !row.isEmpty {
            scenario.name +=
                " [\(row.map { "\($0.name)=\($0.value.string ?? JSONWriter.text(of: $0.value.value))" }.joined(separator: ", "))]"
        }
        let known = Set(findings.map(\.position))
        findings += decoder.findings.filter { !known.contains($0.position) }
        return (scenario, findings)
    }

    /// The catalogue with the folder that the scenario names, which is relative to its file.
    private func catalogue(
        _ node: JSONNode?, _ source: SourceText
    ) -> (catalogue: Catalogue, folder: String?, findings: [Finding]) {
        guard let node, let name = node.string, !name.isEmpty else { return (context.catalogue, nil, []) }
        let path = ScenarioFiles.path(name, from: source.name)
        let folder = path.isEmpty ? "." : path
        do throws(FileProblem) {
            let (catalogue, findings) = try context.extend(folder) ?? (context.catalogue, [])
            return (catalogue, folder, findings)
        } catch {
            let finding = Finding(
                source, at: node.offset, "cannot read \(folder): \(error.reason)",
                remedy: "the path is relative to this file")
            return (context.catalogue, folder, [finding])
        }
    }
}

/// The variables that files refer to by `${vars.NAME}`, found while they are read.
package final class VariableUse: Sendable {
    private let seen = Guarded<Set<String>>([])

    package init() {}

    /// Their names, in order.
    package var names: [String] { seen.withLock { $0.sorted() } }

    func note(_ reference: String) {
        guard reference.hasPrefix("vars.") else { return }
        _ = seen.withLock { $0.insert(String(reference.dropFirst(5))) }
    }
}

/// Why a file or folder that is there, or should be, cannot be read.
package struct FileProblem: Error {
    /// The reason in words, such as `permission denied`.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Opens the files that a scenario includes.
package struct ScenarioFiles {
    let context: ScenarioLoader.Context

    /// The text of the file that `node` of `source` names, or the finding that it cannot be read.
    static func text(
        _ path: String, _ open: ScenarioLoader.Context.Open, namedBy node: JSONNode, of source: SourceText
    ) -> (text: SourceText?, findings: [Finding]) {
        do throws(FileProblem) {
            if let text = try open(path) { return (text, []) }
            let finding = Finding(
                source, at: node.offset, "cannot read \(path)", remedy: "the path is relative to this file")
            return (nil, [finding])
        } catch {
            return (nil, [Finding(source, at: node.offset, "cannot read \(path): \(error.reason)")])
        }
    }

    /// The root of an included file with its variables replaced; nil when it is no JSON.
    func root(
        of source: SourceText, variables: [JSONNode.Member]
    ) -> (root: JSONNode?, findings: [Finding]) {
        let (parsed, mistakes) = JSONReader.read(source)
        guard let parsed else { return (nil, mistakes) }
        var resolver = VariableResolver(
            source: source, context: context, own: parsed["vars"], row: [], given: variables)
        let root = resolver.resolved(file: parsed)
        let findings = mistakes + resolver.findings + ShapeChecker.check(root, of: source, against: .scenario)
        return (root, findings)
    }

    /// `name` relative to the folder of `file`, with `.` and `..` taken out.
    package static func path(_ name: String, from file: String) -> String {
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
