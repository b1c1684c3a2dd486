import FoundationEssentials
import JSONText
import VodHookDelivery
import VodHookPlan
import VodHookReports

/// Reads a saved run, makes scenarios of its deliveries, and says afterwards what has become of them.
struct ReplaySession {
    private let replay: Replay
    let items: [Inputs.Item]

    /// The failed deliveries of the report at `path`, or all of them.
    init(_ path: String, all: Bool, options: SeedOptions, target: TargetSpec, project: ProjectFile) throws {
        let (run, findings) = SavedRun.read(try Files.read(path))
        try Inputs.report(findings)
        guard let run else { throw Failure.invalidInput("\(path): not a saved run") }
        replay = Replay(run, file: path, all: all)
        if replay.parts.isEmpty {
            throw Failure.invalidInput(
                all
                    ? "\(path): no delivery in this run"
                    : "\(path): nothing failed in this run; --all sends everything")
        }
        let catalogue = try Inputs.catalogue(of: project, adding: options.catalogues)
        var problems: [Finding] = []
        var items: [Inputs.Item] = []
        for part in replay.parts {
            let loader = ScenarioLoader(
                ScenarioLoader.Context(catalogue: catalogue, open: { part.bodies[$0] }))
            let (scenario, found) = loader.load(part.source)
            problems += found
            guard var scenario else { continue }
            scenario.target.url = part.target ?? scenario.target.url
            let resolved = ResolvedTarget(flags: target, scenario: scenario.target, project: project.target)
            if let url = resolved.spec.url, resolved.spec.key == nil,
                part.deliveries.contains(where: { $0.isSigned(catalogue) })
            {
                let shown = URLText(url)?.withoutSecrets ?? url
                throw Failure.invalidInput(
                    "\(path): the deliveries to \(shown) were signed, and no key is given to sign them anew; give --key, or VODHOOK_KEY in the environment"
                )
            }
            let planner = Planner(
                catalogue: catalogue, seed: options.seed ?? project.seed ?? 1,
                start: scenario.start ?? Scenario.defaultStart)
            let (plan, more) = planner.plan(scenario)
            problems += more
            if let plan {
                let item = Inputs.Item(
                    scenario: scenario, target: resolved, plan: plan, planner: planner)
                problems += Channels.findings(item)
                items.append(item)
            }
        }
        try Inputs.report(problems)
        self.items = items
    }

    /// What has become of each delivery, for people.
    func text(_ result: RunResult, style: TextStyle) -> String { replay.text(result, style: style) }
}
