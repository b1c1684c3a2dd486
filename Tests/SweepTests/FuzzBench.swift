@testable import JSONText
import TestSupport
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookSearch

/// Fuzzes events and scenarios against receivers in memory.
enum FuzzBench {
    static let observe = ##""observe": { "url": "${target.origin}/videos/${movie.videoId}" }"##

    /// An upload and its end.
    static let two = ScenarioText.text(
        steps: #"{ "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete" }"#, members: observe)

    /// Its end alone, about a video with one rendition.
    static let one = ScenarioText.text(
        media: #"{ "renditions": [ { "definition": "FD" } ] }"#, steps: #"{ "emit": "TranscodeComplete" }"#,
        members: observe)

    static func fuzz(
        _ input: FuzzInput, _ bug: FuzzReceiver.Bug, late: Duration? = nil,
        change: (inout FuzzOptions) -> Void = { _ in }
    ) async -> FuzzResult {
        var options = FuzzOptions()
        options.jobs = 2
        change(&options)
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        let wall = FakeWallTime().wallTime
        let receiver: any Transport = late.map { LateReceiver(bug, after: $0, wall) } ?? FuzzReceiver(bug)
        let fuzzer = Fuzzer(
            input, planner: planner, over: receiver, wall, options)
        return await fuzzer.run()
    }

    static func scenario(_ text: String = two) throws -> FuzzInput {
        .scenario(try ScenarioText.scenario(text))
    }

    static func event(_ name: String, profile: String? = nil) throws -> FuzzInput {
        let provider = try BuiltIn.provider("aliyun")
        guard let event = provider.event(name) else { throw MissingFixture(name: name) }
        return .event(
            FuzzedEvent(
                event, of: provider, profile: profile,
                observe: ["url": "${target.origin}/videos/${media.videoId}"],
                load: {
                    ScenarioLoader(ScenarioLoader.Context(catalogue: BuiltIn.catalogue)).load($0).scenario
                }
            ))
    }

    /// What running a saved scenario comes to.
    static func run(_ document: JSONValue, _ bug: FuzzReceiver.Bug) async throws -> ScenarioResult {
        let scenario = try ScenarioText.scenario(JSONWriter.text(of: document, layout: .pretty))
        guard let seed = scenario.seed else { throw MissingFixture(name: "seed") }
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: seed, start: Scenario.defaultStart)
        let (plan, findings) = planner.plan(scenario)
        guard let plan else { throw ScenarioText.Unreadable(findings: findings.map(\.text)) }
        let runner = Runner(
            transport: FuzzReceiver(bug), clock: VirtualClock(), wall: FakeWallTime().wallTime,
            target: ExploreBench.target)
        return await runner.run(plan)
    }
}

extension Fuzzer {
    /// One that delivers by HTTP and asks over `transport`.
    init(
        _ input: FuzzInput, planner: Planner, over transport: any Transport,
        _ wall: WallTime = FakeWallTime().wallTime,
        _ options: FuzzOptions
    ) {
        self.init(
            input, planner: planner,
            channel: HTTPChannel(transport: transport, target: ExploreBench.target, wall: wall),
            asker: Asker(transport: transport), wall: wall, options: options)
    }
}
