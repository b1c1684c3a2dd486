import ArgumentParser
import JSONText
import VodHookCatalogue
import VodHookPlan
import VodHookSearch

/// Fuzzes events and scenarios one after the other and saves what fails.
struct FuzzSearch: Sendable {
    /// What is fuzzed, with all that is needed to open a way to its receiver.
    struct Subject: Sendable {
        let input: FuzzInput
        let item: Inputs.Item
    }

    let access: ReceiverAccess
    let options: FuzzOptions
    /// The target that the flags give.
    let target: TargetSpec
    let seeds: SeedOptions
    let project: ProjectFile
    let folder: FindingFolder?

    /// Reads what the command line names: `PROVIDER/EVENT`, or else files and folders.
    func subjects(
        _ names: [String], profile: String?, observe: String?, volatile: [String] = []
    ) throws -> [Subject] {
        var subjects: [Subject] = []
        var paths: [String] = []
        for name in names {
            if Files.kind(name).exists || name.hasSuffix(".json") {
                paths.append(name)
            } else {
                subjects.append(try event(name, profile: profile, observe: observe, volatile: volatile))
            }
        }
        if !paths.isEmpty {
            if profile != nil || observe != nil || !volatile.isEmpty {
                throw Failure.flag(
                    "--profile, --observe and --volatile are for events; a scenario file says all that itself"
                )
            }
            subjects += try Inputs(paths: paths, options: seeds, target: target, project: project).items.map {
                Subject(input: .scenario($0.scenario), item: $0)
            }
        }
        return subjects
    }

    private func event(
        _ text: String, profile: String?, observe: String?, volatile: [String]
    ) throws -> Subject {
        let catalogue = try Inputs.catalogue(of: project, adding: seeds.catalogues)
        let name = try EventName(text, in: catalogue)
        let loader = ScenarioLoader(ScenarioLoader.Context(catalogue: catalogue))
        let resolved = ResolvedTarget(flags: target, scenario: TargetSpec(), project: project.target)
        let event = FuzzedEvent(
            name.event, of: name.provider, profile: try profile.map { try name.profile($0).name },
            observe: observation(observe, name.provider, volatile, resolved), needsState: observe != nil,
            load: { loader.load($0).scenario })
        guard let scenario = event.scenarios.first else {
            throw Failure.invalidInput("\(text) cannot be made without a scenario")
        }
        let planner = Planner(
            catalogue: catalogue, seed: options.seed, start: scenario.start ?? Scenario.defaultStart,
            overrides: try seeds.settings.map { try $0.change() })
        let (plan, problems) = planner.plan(scenario)
        let item = plan.map {
            Inputs.Item(scenario: scenario, target: resolved, plan: $0, planner: planner)
        }
        try Inputs.report(problems + (item.map(Channels.findings) ?? []))
        guard let item else { throw ExitCode.invalidInput }
        return Subject(input: .event(event), item: item)
    }

    /// How the state of an event's media is read: as the user says, or as the embedded receiver shows it.
    private func observation(
        _ url: String?, _ provider: Provider, _ volatile: [String], _ target: ResolvedTarget
    ) -> JSONValue? {
        func reading(_ url: String) -> JSONValue {
            volatile.isEmpty
                ? ["url": .string(url)]
                : ["url": .string(url), "volatile": .array(volatile.map { .string($0) })]
        }
        if let url {
            // What is saved is run again against other targets too.
            let origin = target.spec.url.flatMap { URLText($0)?.origin }.map { $0 + "/" }
            guard let origin, url.hasPrefix(origin) else { return reading(url) }
            return reading("${target.origin}/" + url.dropFirst(origin.count))
        }
        guard target.isEmbedded else { return nil }
        let usual = ["videoId", "runId"].filter { provider.references[$0] != nil }
        let names = usual.isEmpty ? provider.identityReferences.prefix(1) : usual[...]
        return .array(names.map { reading("${target.origin}/videos/${media.\($0)}") })
    }

    /// Fuzzes one subject.
    func run(_ subject: Subject) async throws -> SearchOutcome<FuzzResult> {
        let item = subject.item
        var options = options
        options.catalogFolder = FindingFolder.catalogFolder(item.scenario)
        let final = options
        let result = try await access.with(item) { opened in
            let fuzzer = Fuzzer(
                subject.input, planner: item.planner, channel: opened.channel, asker: opened.asker,
                wall: opened.wall, options: final,
                observer: { Self.show($0, item.scenario.name) })
            return await fuzzer.run()
        }
        Output.standardError.write("")
        let saved = folder?.save(
            result.findings.map(\.scenario), name: "fuzz \(result.name)", file: item.scenario.file)
        return SearchOutcome(result: result, saved: saved)
    }

    private static func show(_ event: FuzzEvent, _ name: String) {
        let head = SafeText.line(name)
        switch event {
        case .ran(let count, let total, let failing):
            let failed = failing > 0 ? ", \(failing) failing" : ""
            Output.standardError.status("\(head) · \(count) of \(total) bodies\(failed)")
        case .shrinking: Output.standardError.status("\(head) · making a failing body smaller")
        }
    }
}
