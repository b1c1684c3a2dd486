package import JSONText
package import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan
package import VodHookSearch

/// Explores scenarios against receivers in memory.
package enum ExploreBench {
    /// Five deliveries, and how the state is read.
    package static let five = ScenarioText.text(
        media:
            #"{ "source": { "duration": "15s" }, "renditions": [ { "definition": "FD" }, { "definition": "LD" }, { "definition": "SD" } ] }"#,
        steps:
            #"{ "emit": "FileUploadComplete" }, { "emit": "StreamTranscodeComplete" }, { "emit": "TranscodeComplete" }"#,
        members: ##""observe": { "url": "${target.origin}/videos/${movie.videoId}" }"##)

    package static let target = RunTarget(
        url: "http://127.0.0.1:1/vod", signer: Signer(url: "http://127.0.0.1:1/vod", key: "Key12345"))

    package static func planner(_ scenario: Scenario) -> Planner {
        Planner(catalogue: BuiltIn.catalogue, seed: 1, start: scenario.start ?? Scenario.defaultStart)
    }

    /// What an exploration comes to; `change` sets other options than 150 histories on two lanes.
    package static func explore(
        _ text: String, _ bug: MemoryReceiver.Bug, change: (inout ExploreOptions) -> Void = { _ in }
    ) async throws -> ExploreResult {
        try await explore(on: MemoryReceiver(bug), text, change: change)
    }

    /// The same with any receiver and any time.
    package static func explore(
        on receiver: any Transport, _ text: String = five, wall: WallTime = FakeWallTime().wallTime,
        change: (inout ExploreOptions) -> Void = { _ in }
    ) async throws -> ExploreResult {
        let scenario = try ScenarioText.scenario(text)
        var options = ExploreOptions()
        options.histories = 150
        options.jobs = 2
        options.load = { source in
            ScenarioText.load(String(decoding: source.bytes, as: UTF8.self)).scenario
        }
        change(&options)
        let explorer = Explorer(
            scenario, planner: planner(scenario),
            channel: HTTPChannel(transport: receiver, target: target, wall: wall),
            asker: Asker(transport: receiver), wall: wall,
            options: options)
        return await explorer.run()
    }

    package static func explore(
        _ bug: MemoryReceiver.Bug, change: (inout ExploreOptions) -> Void = { _ in }
    ) async throws -> ExploreResult {
        try await explore(five, bug, change: change)
    }

    /// Runs single histories of a scenario, as the explorer does.
    package static func runner(_ text: String = five, _ bug: MemoryReceiver.Bug) throws -> HistoryRunner {
        try runner(text, MemoryReceiver(bug))
    }

    package static func runner(_ text: String = five, _ receiver: any Transport) throws -> HistoryRunner {
        let scenario = try ScenarioText.scenario(text)
        guard let copies = PlanCopies(scenario, planner: planner(scenario)),
            let group = HistoryGroup.all(of: copies).first
        else { throw MissingFixture(name: "group") }
        let wall = FakeWallTime().wallTime
        return HistoryRunner(
            copies: copies, group: group,
            channel: HTTPChannel(transport: receiver, target: target, wall: wall),
            asker: Asker(transport: receiver), wall: wall)
    }

    /// Whether a history differs from the plain one of the same events.
    package static func fails(_ history: History, _ bug: MemoryReceiver.Bug) async throws -> Bool {
        let runner = try runner(five, bug)
        let patience = ReceiverPace().searching
        let plain = await runner.run(history.plain, salt: 3, plain: nil, patience: patience)
        let record = await runner.run(history, salt: 5, plain: plain, patience: patience)
        return !Symptom.all(record, against: plain, names: []).isEmpty
    }

    /// What running a saved scenario comes to.
    package static func run(_ document: JSONValue, _ bug: MemoryReceiver.Bug) async throws -> ScenarioResult {
        let scenario = try ScenarioText.scenario(JSONWriter.text(of: document, layout: .pretty))
        guard let seed = scenario.seed else { throw MissingFixture(name: "seed") }
        let planner = Planner(
            catalogue: BuiltIn.catalogue, seed: seed, start: scenario.start ?? Scenario.defaultStart)
        let (plan, findings) = planner.plan(scenario)
        guard let plan else { throw ScenarioText.Unreadable(findings: findings.map(\.text)) }
        let runner = Runner(
            transport: MemoryReceiver(bug), clock: VirtualClock(), wall: FakeWallTime().wallTime,
            target: target)
        return await runner.run(plan)
    }
}

/// Whether `names` stand in `events` in this order, with others in between.
package func inOrder(_ events: [String], _ names: String...) -> Bool {
    var rest = events[...]
    for name in names {
        guard let place = rest.firstIndex(of: name) else { return false }
        rest = rest[(place + 1)...]
    }
    return true
}
