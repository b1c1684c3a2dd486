import ArgumentParser
import FoundationEssentials
import VodHookKit

/// The catalogue, the scenarios and their plans, read and checked; a mistake in any of them stops everything.
struct Inputs {
    let catalogue: Catalogue
    let scenarios: [Scenario]
    let plans: [Plan]

    /// Reads and plans; prints all findings of all files to standard error and throws when one is an error.
    init(paths: [String], options: SeedOptions) throws {
        var findings: [Finding] = []
        let (catalogue, catalogueFindings) = try Self.catalogue(options.catalogues)
        findings += catalogueFindings
        let variables = Dictionary(options.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let loader = ScenarioLoader(
            ScenarioLoader.Context(
                catalogue: catalogue, environment: ProcessInfo.processInfo.environment, variables: variables))
        let overrides = try options.settings.map { try $0.change() }
        var scenarios: [Scenario] = []
        var plans: [Plan] = []
        for source in try Files.scenarios(paths) {
            let (scenario, mistakes) = loader.load(source)
            findings += mistakes
            guard let scenario else { continue }
            let planner = Planner(
                catalogue: catalogue, seed: options.seed ?? scenario.seed ?? 1,
                start: scenario.start ?? Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)),
                overrides: overrides)
            let (plan, problems) = planner.plan(scenario)
            findings += problems
            if let plan {
                scenarios.append(scenario)
                plans.append(plan)
            }
        }
        try Self.report(findings)
        self.catalogue = catalogue
        self.scenarios = scenarios
        self.plans = plans
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
        for finding in findings { Output.standardError.write(finding.text + "\n") }
        let errors = findings.count { $0.severity == .error }
        guard errors > 0 else { return }
        Output.standardError.write("\(errors == 1 ? "1 mistake" : "\(errors) mistakes"); nothing was sent\n")
        throw ExitCode.invalidInput
    }
}
