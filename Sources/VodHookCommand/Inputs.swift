import ArgumentParser
import FoundationEssentials
import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan
import VodHookReports

/// Scenarios with their catalogues and plans, read and checked; a mistake in any of them stops everything.
struct Inputs {
    /// One scenario, ready to run.
    struct Item: Sendable {
        let scenario: Scenario
        /// Where its deliveries go: flags over scenario over project file.
        let target: ResolvedTarget
        let plan: Plan
        /// What made the plan, and makes any other of the same scenario.
        let planner: Planner

        /// Reads another scenario as this one was read.
        var context: ScenarioLoader.Context?

        var catalogue: Catalogue { planner.catalogue }

        /// The scenario of a text that is about the same media; nil when it is none.
        func reading(_ source: SourceText) -> Scenario? {
            var context = context ?? ScenarioLoader.Context(catalogue: catalogue)
            context.catalogue = catalogue
            return ScenarioLoader(context).load(source).scenario
        }
    }

    let items: [Item]

    /// Reads and plans, with `salt` in all ids and the `target` of the flags; prints all findings of all files to
    /// standard error and throws when one is an error, or when a flag would do nothing for any of them.
    ///
    /// Unless it `delivers`, no channel is needed. When it `sends`, faults that cannot happen on the way to the target
    /// are findings.
    init(
        paths: [String], choices: PlanChoices, target: TargetSpec, project: ProjectFile,
        choice: TagChoice = TagChoice(), salt: UInt64 = 0, delivers: Bool = true, sends: Bool = false,
        checksVariables: Bool = true, showsNotes: Bool = true
    ) throws {
        var findings: [Finding] = []
        let (shared, catalogueFindings) = try Self.catalogue(project.catalogues + choices.catalogues)
        findings += catalogueFindings
        let own = OwnCatalogues(below: project.catalogues, above: choices.catalogues)
        let flags = Dictionary(choices.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let overrides = try choices.settings.map { try $0.change() }
        let use = VariableUse()
        var tags: Set<String> = []
        var items: [Item] = []
        for source in try Files.scenarios(paths) {
            var context = ScenarioLoader.Context(
                catalogue: shared, environment: ProcessInfo.processInfo.environment,
                shared: project.variables, variables: flags, open: Files.open, extend: own.adding)
            context.use = use
            let (scenarios, mistakes) = ScenarioLoader(context).loadAll(source)
            for scenario in scenarios { tags.formUnion(scenario.tags) }
            for mistake in mistakes where !findings.contains(mistake) { findings.append(mistake) }
            for scenario in scenarios where choice.accepts(scenario.tags) {
                let catalogue = scenario.catalogFolder.flatMap(own.catalogue) ?? shared
                let planner = Planner(
                    catalogue: catalogue, seed: choices.seed ?? scenario.seed ?? project.seed ?? 1,
                    start: scenario.start
                        ?? Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)),
                    overrides: overrides, salt: scenario.identitySalt ^ salt)
                let (plan, problems) = planner.plan(scenario)
                let resolved = ResolvedTarget(
                    flags: target, scenario: scenario.target, project: project.target)
                let idle = sends ? plan?.idleFaults(scenario, resolved) ?? [] : []
                let notes = showsNotes ? plan?.notes ?? [] : []
                for problem in problems + idle + notes where !findings.contains(problem) {
                    findings.append(problem)
                }
                if let plan {
                    let item = Item(
                        scenario: scenario, target: resolved, plan: plan, planner: planner,
                        context: context)
                    for problem in delivers ? Channels.findings(item) : [] where !findings.contains(problem) {
                        findings.append(problem)
                    }
                    items.append(item)
                }
            }
        }
        try Self.report(findings)
        try choice.check(tags)
        if checksVariables { try choices.check(use.names) }
        if items.isEmpty {
            throw Failure.invalidInput("--only and --skip leave no scenario")
        }
        self.items = items
        try IdleFlags.check(Set(items))
    }

    /// The project file in the working directory, read once; an empty project when there is none.
    static func project() throws -> ProjectFile { try readProject.get() }

    private static let readProject = Result<ProjectFile, any Error> {
        guard Files.kind("vodhook.json").exists else { return ProjectFile() }
        let (project, findings) = ProjectFile.load(
            try Files.read("vodhook.json"), environment: ProcessInfo.processInfo.environment)
        try report(findings)
        return project
    }

    /// The catalogue of a command without scenarios; prints what is wrong in it and throws when that is an error.
    static func catalogue(of project: ProjectFile, adding folders: [String] = []) throws -> Catalogue {
        let (catalogue, findings) = try catalogue(project.catalogues + folders)
        try report(findings)
        return catalogue
    }

    /// The built-in catalogue with the user's own providers; what comes later replaces what is of the same name.
    private static func catalogue(_ folders: [String]) throws -> (Catalogue, [Finding]) {
        var seen: Set<String> = []
        // A flag may repeat what the project file says.
        return CatalogueLoader.load(
            adding: try folders.filter { seen.insert($0).inserted }.flatMap { folder in
                do throws(FileProblem) {
                    return try OwnCatalogues.files(folder)
                } catch {
                    throw Failure.invalidInput("\(folder): \(error.reason)")
                }
            })
    }

    /// Prints findings to standard error; throws exit code 2 when one is an error.
    static func report(_ findings: [Finding]) throws {
        // A finding shows the line it is on, and the key of a scenario may stand there.
        let scrubber = KnownSecrets.scrubber(fields: ["key", "previousKey"])
        for finding in findings { Output.standardError.write(scrubber.text(finding.text) + "\n") }
        let errors = findings.count { $0.severity == .error }
        guard errors > 0 else { return }
        Output.standardError.write("\(Shown.count(errors, "mistake")), nothing done\n")
        throw ExitCode.invalidInput
    }
}

extension Plan {
    /// Findings for faults that cannot happen on the way to this target: warnings for those of signatures without a
    /// key, errors for those of HTTP/1.1 where HTTP/2 is asked for.
    fileprivate func idleFaults(_ scenario: Scenario, _ target: ResolvedTarget) -> [Finding] {
        let isUnsigned = !target.isEmbedded && target.spec.key == nil
        let asksForHTTP2 = !target.isEmbedded && target.spec.http2
        return deliveries.flatMap(\.faults).compactMap { fault in
            func finding(_ why: String, _ remedy: String, severity: Finding.Severity = .error) -> Finding {
                Finding(
                    scenario.source, at: fault.position, "\(fault.word.text) never happens: \(why)",
                    remedy: remedy, severity: severity)
            }
            switch fault.kind {
            // What is not signed has neither signature nor timestamp.
            case .signature(.changedBody), .signature(.missingSignature), .signature(.missingTimestamp),
                .order,
                .body:
                return nil
            case .signature:
                if !isUnsigned { return nil }
                // The delivery goes out unsigned, which a receiver that verifies refuses as well.
                return finding(
                    "there is no key, so nothing is signed",
                    "give --key or VODHOOK_KEY, or \"key\" under \"target\"", severity: .warning)
            case .wire:
                guard asksForHTTP2, WireChanges([fault], bodySize: 1).wire.isUnusual else { return nil }
                return finding(
                    "it is one of HTTP/1.1, and HTTP/2 is asked for", "leave out --http2 or \"http2\"")
            }
        }
    }
}

/// Which scenarios are run, by their tags.
struct TagChoice: Sendable {
    var only: [String] = []
    var skip: [String] = []

    func accepts(_ tags: [String]) -> Bool {
        (only.isEmpty || only.contains(where: tags.contains)) && !skip.contains(where: tags.contains)
    }

    /// Refuses a tag that is not among `tags`, those of all scenarios that were read.
    func check(_ tags: Set<String>) throws {
        for (flag, wanted) in [("--only", only), ("--skip", skip)] {
            guard let tag = wanted.first(where: { !tags.contains($0) }) else { continue }
            let remedy =
                Suggestion.didYouMean(tag, among: tags.sorted())
                ?? (tags.isEmpty
                    ? "no scenario has a tag" : "they have: \(tags.sorted().joined(separator: ", "))")
            throw Failure.flag("\(flag) \(tag): no scenario has this tag; \(remedy)")
        }
    }
}
