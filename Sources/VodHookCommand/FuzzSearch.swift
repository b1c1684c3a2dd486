import ArgumentParser
import JSONText
import VodHookCatalogue
import VodHookPlan
import VodHookReports
import VodHookSearch

/// Fuzzes events and scenarios one after the other and saves what fails.
struct FuzzSearch: Sendable {
    /// What is fuzzed, with all that is needed to open a way to its receiver.
    struct Subject: Sendable {
        let input: FuzzInput
        let item: Inputs.Item
        /// Its number among the subjects of this call.
        var part = 0
    }

    let access: ReceiverAccess
    let options: FuzzOptions
    /// The target that the flags give.
    let target: TargetSpec
    let choices: PlanChoices
    let project: ProjectFile
    let folder: FindingFolder?

    /// Reads what the command line names: `PROVIDER/EVENT`, or else files and folders.
    func subjects(
        _ names: [String], profile: String?, observe: String?, volatile: [String] = [],
        settle: String? = nil
    ) throws -> [Subject] {
        var subjects: [Subject] = []
        var paths: [String] = []
        for name in names {
            if Files.kind(name).exists || name.hasSuffix(".json") {
                paths.append(name)
            } else {
                subjects.append(
                    try event(
                        name, profile: profile, observe: observe, volatile: volatile, settle: settle))
            }
        }
        if !paths.isEmpty {
            try IdleFlags.check([.withScenario])
            subjects += try Inputs(
                paths: paths, choices: choices, target: target, project: project,
                sends: true
            ).items.map {
                Subject(input: .scenario($0.scenario), item: $0)
            }
        }
        if paths.isEmpty { try choices.check([]) }
        return subjects.enumerated().map { part, subject in
            var subject = subject
            subject.part = part
            return subject
        }
    }

    private func event(
        _ text: String, profile: String?, observe: String?, volatile: [String], settle: String?
    ) throws -> Subject {
        let catalogue = try Inputs.catalogue(of: project, adding: choices.catalogues)
        let name = try EventName(text, in: catalogue)
        let loader = ScenarioLoader(ScenarioLoader.Context(catalogue: catalogue))
        let resolved = ResolvedTarget(flags: target, scenario: TargetSpec(), project: project.target)
        let event = FuzzedEvent(
            name.event, of: name.provider, profile: try profile.map { try name.profile($0).name },
            observe: observation(observe, name.provider, volatile, settle, resolved),
            needsState: observe != nil,
            load: { loader.load($0).scenario })
        guard let scenario = event.scenarios.first else {
            throw Failure.invalidInput("\(text) cannot be made without a scenario")
        }
        let planner = Planner(
            catalogue: catalogue, seed: options.seed, start: scenario.start ?? Scenario.defaultStart,
            overrides: try choices.settings.map { try $0.change() })
        let (plan, problems) = planner.plan(scenario)
        let item = plan.map {
            Inputs.Item(scenario: scenario, target: resolved, plan: $0, planner: planner)
        }
        try Inputs.report(problems + (item.map(Channels.findings) ?? []))
        guard let item else { throw ExitCode.invalidInput }
        try IdleFlags.check(Set([item]))
        return Subject(input: .event(event), item: item)
    }

    /// How the state of an event's media is read: as the user says, or as the embedded receiver shows it.
    private func observation(
        _ url: String?, _ provider: Provider, _ volatile: [String], _ settle: String?,
        _ target: ResolvedTarget
    ) -> JSONValue? {
        func reading(_ url: String) -> JSONValue {
            var reading = JSONObject()
            reading.append("url", .string(url))
            if !volatile.isEmpty { reading.append("volatile", .array(volatile.map { .string($0) })) }
            if let settle { reading.append("settle", .string(settle)) }
            return .object(reading)
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
        ReceiverAccess.noteIdleAnswers(of: item.scenario, command: "fuzz")
        var options = options
        options.part = subject.part
        options.catalogFolder = FindingFolder.catalogFolder(item.scenario)
        let final = options
        let result = try await access.with(item) { opened in
            let fuzzer = Fuzzer(
                subject.input, planner: item.planner, channel: opened.channel, asker: opened.asker,
                wall: opened.wall, options: final, load: { item.reading($0) },
                observer: { Self.show($0, item.scenario.name) })
            return await fuzzer.run()
        }
        Output.standardError.write("")
        let saved = folder?.save(
            result.findings.map { finding in
                finding.unsaved == nil
                    ? finding.scenario.map { .scenario($0) }
                    : .note(SearchNote.text(finding, scenario: finding.scenario))
            }, name: "fuzz \(result.name)", file: item.scenario.file)
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
