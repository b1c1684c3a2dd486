import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct RunnerInterruptionTests {
    private static let twoEvents = ScenarioText.text(
        steps: #"{ "emit": "TranscodeComplete" }, { "wait": "1h" }, { "emit": "SnapshotComplete" }"#)

    /// Runs `plan` in a task that cancels itself within the request with a number.
    private func run(
        _ plan: Plan, cancelledIn cancelled: Int, answering exchange: Exchange
    ) async -> (result: ScenarioResult, requests: Int) {
        let transport = ScriptedTransport { _, number in
            guard number == cancelled else { return .status(200) }
            withUnsafeCurrentTask { $0?.cancel() }
            return exchange
        }
        let result = await Task { await RunBench().run(plan, transport) }.value
        return (result, transport.requests.count)
    }

    @Test func `an interrupted attempt is kept and nothing follows`() async throws {
        let plan = try ScenarioText.plan(Self.twoEvents)
        let (result, requests) = await run(
            plan, cancelledIn: 0, answering: .failed(.cancelled, "interrupted"))
        #expect(requests == 1)
        #expect(result.isInterrupted)
        #expect(result.verdict == .interrupted)
        #expect(result.deliveries.map(\.outcome) == [.interrupted])
        #expect(result.deliveries[0].attempts.count == 1)
        #expect(result.checks == [])
        #expect(result.plannedDeliveries == 2)
    }

    @Test func `what ended before the interruption keeps its checks`() async throws {
        let plan = try ScenarioText.plan(Self.twoEvents)
        let (result, requests) = await run(plan, cancelledIn: 0, answering: .status(200))
        #expect(requests == 1)
        #expect(result.verdict == .interrupted)
        #expect(result.deliveries.map(\.outcome) == [.delivered])
        #expect(result.checks.map(\.verdict) == [.pass])
    }

    @Test func `an interruption between two attempts ends the delivery`() async throws {
        let plan = try ScenarioText.plan(RunBench.oneEvent)
        let (result, requests) = await run(plan, cancelledIn: 0, answering: .status(500))
        #expect(requests == 1)
        #expect(result.deliveries.map(\.outcome) == [.interrupted])
        #expect(result.verdict == .interrupted)
    }

    @Test func `an interruption before the first request leaves no delivery and no failure`() async throws {
        let plan = try ScenarioText.plan(Self.twoEvents)
        let transport = ScriptedTransport(statuses: 200)
        let result = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await RunBench().run(plan, transport)
        }.value
        #expect(transport.requests.isEmpty)
        #expect(result.deliveries.isEmpty)
        #expect(result.checks == [])
        #expect(result.verdict == .interrupted)
        #expect(ScenarioResult.notBegun(plan).verdict == .interrupted)
    }

    @Test func `an interruption does not spare the tear-down`() async throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete" }, { "emit": "SnapshotComplete" }"#,
            members: #""teardown": [ { "probe": { "url": "http://h/", "method": "DELETE" } } ]"#)
        let (result, requests) = await run(
            try ScenarioText.plan(text), cancelledIn: 0, answering: .failed(.cancelled, "interrupted"))
        #expect(requests == 2)
        #expect(result.deliveries.map(\.outcome) == [.interrupted])
        #expect(result.probes.map(\.last.reply.code) == [200])
        #expect(result.verdict == .interrupted)
    }

    @Test func `what is left out after a failure does not make the run an interrupted one`() async throws {
        let plan = try ScenarioText.plan(Self.twoEvents)
        let failed = await RunBench().run(plan, ScriptedTransport(statuses: 500))
        func verdict(_ scenarios: [ScenarioResult]) -> Verdict {
            RunResult(toolVersion: "1", seed: 1, scenarios: scenarios, duration: .zero).verdict
        }
        #expect(verdict([failed, .notBegun(plan, isLeftOut: true)]) == .fail)
        #expect(verdict([failed, .notBegun(plan)]) == .interrupted)
    }

    @Test func `an interruption ends the polling of a probe`() async throws {
        let text = ScenarioText.text(
            steps:
                #"{ "emit": "TranscodeComplete" }, { "probe": { "url": "http://h/", "within": "1h", "expect": { "status": 404 } } }"#
        )
        let (result, requests) = await run(
            try ScenarioText.plan(text), cancelledIn: 1, answering: .status(500))
        #expect(requests == 2)
        #expect(result.probes.map(\.requests) == [1])
        #expect(result.verdict == .interrupted)
    }
}
