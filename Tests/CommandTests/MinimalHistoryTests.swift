import CurlTransport
import Foundation
import HTTPServing
@testable import JSONText
import ReferenceReceiver
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookSearch

/// What `explore` finds in a planted bug is as small as it goes: without any one delivery it does not fail.
@Suite struct MinimalHistoryTests {
    @Test(arguments: [
        (PlantedBug.lateUploadSetsBack, "success"), (.lastArrivalWins, "success"),
        (.countsDuplicates, "success"), (.lostUpdate, "success"),
        (.coarseDeduplication, "all-renditions-fail"),
    ])
    func `no delivery of a shrunk history can be left out`(_ bug: PlantedBug, _ name: String) async throws {
        var configuration = ReceiverConfiguration()
        configuration.bug = bug
        configuration.keys = ["Key12345"]
        try await ReferenceReceiver.withReceiver(configuration) { _, address in
            let engine = try CurlEngine(configuration: CurlEngine.Configuration())
            let url = address.url + "/vod/callback"
            let target = RunTarget(url: url, signer: Signer(url: url, key: "Key12345"))
            let (scenario, planner) = try Self.scenario("scenarios/aliyun/\(name).json")
            var options = ExploreOptions()
            options.histories = bug == .coarseDeduplication ? 400 : 120
            options.nonce = 77
            let result = await Explorer(
                scenario, planner: planner,
                channel: HTTPChannel(transport: engine, target: target, wall: Self.wall),
                asker: Asker(transport: engine), wall: Self.wall,
                options: options
            ).run()
            #expect(!result.findings.isEmpty, "\(result.notes)")
            let copies = try #require(PlanCopies(scenario, planner: planner))
            let group = try #require(HistoryGroup.all(of: copies).first)
            let runner = HistoryRunner(
                copies: copies, group: group,
                channel: HTTPChannel(transport: engine, target: target, wall: Self.wall),
                asker: Asker(transport: engine), wall: Self.wall)
            for finding in result.findings {
                #expect(await Self.fails(finding.history, runner), "\(finding.rule)")
                for place in finding.history.slots.indices {
                    let less = finding.history.without(place..<(place + 1))
                    #expect(!(await Self.fails(less, runner)), "\(finding.rule), without \(place)")
                }
            }
            await engine.shutdown()
        }
    }

    private static var wall: WallTime {
        let begin = ContinuousClock.now
        return WallTime(
            now: { begin.duration(to: .now) }, unixSeconds: { Int64(Date().timeIntervalSince1970) },
            // The tests are about what waits for what, so there the time is real.
            pause: { duration in try? await ContinuousClock().sleep(for: duration) })
    }

    private static func scenario(_ path: String) throws -> (Scenario, Planner) {
        let data = try Data(contentsOf: Folder.repository.appendingPathComponent(path))
        let catalogue = CatalogueLoader.load().catalogue
        let loader = ScenarioLoader(ScenarioLoader.Context(catalogue: catalogue))
        let scenario = try #require(loader.load(SourceText(name: path, bytes: Array(data))).scenario)
        return (
            scenario, Planner(catalogue: catalogue, seed: scenario.seed ?? 1, start: Scenario.defaultStart)
        )
    }

    /// Whether a history leaves another state than the plain one of the same events.
    private static func fails(_ history: History, _ runner: HistoryRunner) async -> Bool {
        let patience = HistoryRunner.Patience(limit: .milliseconds(500))
        let salt = UInt64.random(in: 1...UInt64.max)
        let plain = await runner.run(history.plain, salt: salt | 1, plain: nil, patience: patience)
        let record = await runner.run(history, salt: salt ^ 0xFF00, plain: plain, patience: patience)
        return !Symptom.all(record, against: plain, names: []).isEmpty
    }
}
