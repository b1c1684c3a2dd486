import ArgumentParser
import FoundationEssentials
import VodHookKit

/// Scenarios with their catalogues and plans, read and checked; a mistake in any of them stops everything.
struct Inputs {
    /// One scenario, ready to run.
    struct Item: Sendable {
        let scenario: Scenario
        let plan: Plan
        let catalogue: Catalogue
    }

    let items: [Item]

    /// Reads and plans; prints all findings of all files to standard error and throws when one is an error.
    init(paths: [String], options: SeedOptions, choice: TagChoice = TagChoice()) throws {
        let project = try Self.project()
        var findings: [Finding] = []
        let (shared, catalogueFindings) = try Self.catalogue(options.catalogues + project.catalogues)
        findings += catalogueFindings
        let flags = Dictionary(options.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let overrides = try options.settings.map { try $0.change() }
        var items: [Item] = []
        for source in try Files.scenarios(paths) {
            let (catalogue, more) = try Self.catalogue(
                options.catalogues + project.catalogues, of: source, otherwise: shared)
            findings += more
            let loader = ScenarioLoader(
                ScenarioLoader.Context(
                    catalogue: catalogue, environment: ProcessInfo.processInfo.environment,
                    shared: project.variables, variables: flags,
                    open: { try? Files.read($0) }))
            let (scenarios, mistakes) = loader.loadAll(source)
            findings += mistakes
            for var scenario in scenarios where choice.accepts(scenario.tags) {
                scenario.target = scenario.target.over(project.target)
                let planner = Planner(
                    catalogue: catalogue, seed: options.seed ?? scenario.seed ?? project.seed ?? 1,
                    start: scenario.start
                        ?? Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)),
                    overrides: overrides)
                let (plan, problems) = planner.plan(scenario)
                for problem in problems where !findings.contains(problem) { findings.append(problem) }
                if let plan { items.append(Item(scenario: scenario, plan: plan, catalogue: catalogue)) }
            }
        }
        try Self.report(findings)
        if items.isEmpty {
            throw Failure.invalidInput("no scenario has the tags that --only and --skip leave")
        }
        self.items = items
    }

    /// The project file in the working directory; an empty project when there is none.
    static func project() throws -> ProjectFile {
        guard Files.kind("vodhook.json").exists else { return ProjectFile() }
        let (project, findings) = ProjectFile.load(
            try Files.read("vodhook.json"), environment: ProcessInfo.processInfo.environment)
        try report(findings)
        return project
    }

    /// The catalogue of one scenario: the shared one, with the folder that the scenario itself names.
    private static func catalogue(
        _ folders: [String], of source: SourceText, otherwise shared: Catalogue
    ) throws -> (Catalogue, [Finding]) {
        guard let folder = JSONReader.read(source).value?["catalog"]?.string else { return (shared, []) }
        let base =
            source.name.contains("/")
            ? String(source.name[..<(source.name.lastIndex(of: "/") ?? source.name.startIndex)]) : "."
        return try catalogue(folders + [folder.hasPrefix("/") ? folder : "\(base)/\(folder)"])
    }

    /// The built-in catalogue with the user's own providers.
    static func catalogue(_ folders: [String]) throws -> (Catalogue, [Finding]) {
        let files = try folders.flatMap { folder in
            try Files.list(folder).filter { $0.hasSuffix(".json") }.map { try Files.read("\(folder)/\($0)") }
        }
        return CatalogueLoader.load(adding: files)
    }

    /// Prints findings to standard error; throws exit code 2 when one is an error.
    static func report(_ findings: [Finding]) throws {
        // A finding shows the line it is on, and the key of a scenario may stand there.
        let scrubber = KnownSecrets.scrubber(fields: ["key", "previousKey"])
        for finding in findings { Output.standardError.write(scrubber.text(finding.text) + "\n") }
        let errors = findings.count { $0.severity == .error }
        guard errors > 0 else { return }
        Output.standardError.write("\(errors == 1 ? "1 mistake" : "\(errors) mistakes"), nothing done\n")
        throw ExitCode.invalidInput
    }
}

/// Which scenarios are run, by their tags.
struct TagChoice: Sendable {
    var only: [String] = []
    var skip: [String] = []

    func accepts(_ tags: [String]) -> Bool {
        (only.isEmpty || only.contains(where: tags.contains)) && !skip.contains(where: tags.contains)
    }
}
