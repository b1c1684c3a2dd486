@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookReports

@Suite struct ReplayTests {
    @Test(arguments: [
        (#"{"name":"x","steps":[]}"#, "this is a scenario: vodhook run f.json sends it"),
        (#"{"a":1}"#, "vodhook run ... --report json=FILE makes one"),
    ])
    func `another file is a finding that says what to do`(_ text: String, _ remedy: String) {
        let (run, findings) = SavedRun.read(SourceText(name: "f.json", text: text))
        #expect(run == nil)
        #expect(findings.map(\.remedy) == [remedy])
    }

    @Test func `failed deliveries are taken, with body, faults of sending and expectation`() throws {
        let report = """
            { "schemaVersion": 1, "scenarios": [ { "name": "S", "target": "http://h/cb", "deliveries": [
              { "id": "d1", "provider": "aliyun", "event": "A", "media": "m", "outcome": "delivered", "body": "ok",
                "attempts": [] },
              { "id": "d2", "provider": "aliyun", "event": "B", "media": "m", "outcome": "lost",
                "bodyBase64": "/w==", "faults": ["stale-signature", "truncated", "drop"],
                "faultDetails": [ { "fault": "stale-signature", "by": "10s" }, { "fault": "truncated" } ],
                "expect": { "status": [201] }, "attempts": [ { "status": 500 }, { "error": "timeout" } ] } ],
              "checks": [ { "delivery": "d1", "verdict": "pass" }, { "delivery": "d2", "verdict": "fail" } ] } ] }
            """
        let run = try #require(SavedRun.read(SourceText(name: "f.json", text: report)).run)
        #expect(run.parts.first?.deliveries.map(\.hasFailed) == [false, true])
        #expect(Replay(run, file: "a/f.json", all: true).parts.first?.deliveries.count == 2)
        let part = try #require(Replay(run, file: "a/f.json", all: false).parts.first)
        #expect(part.deliveries.map(\.story) == ["500, timeout"])
        let loader = ScenarioLoader(
            ScenarioLoader.Context(catalogue: BuiltIn.catalogue, open: { part.bodies[$0] }))
        let (scenario, findings) = loader.load(part.source)
        #expect(findings.isEmpty)
        let plan = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
            .plan(try #require(scenario)).plan
        let delivery = try #require(plan?.deliveries.first)
        #expect(delivery.body == [0xFF])
        #expect(delivery.faults.map(\.word.text) == ["stale-signature"])
        #expect(delivery.faults.first?.given.by == .seconds(10))
        #expect(delivery.expect.status?.value.map(\.description) == ["201"])
    }

    @Test func `a schema that an answer broke is expected again`() async throws {
        let text = ScenarioText.text(
            steps: #"""
                { "send": "aliyun/A", "body": "x",
                  "expect": { "body": [ { "schema": { "required": ["ok"], "title": "${x}" } } ] } }
                """#.replacing("${", with: "$${"))
        let answer = ScriptedTransport { _, _ in .status(200, body: "{}") }
        let before = await RunBench().run(try ScenarioText.plan(text), answer)
        #expect(before.verdict == .fail)
        let report = JSONReport.text(
            RunResult(toolVersion: "1", seed: 1, scenarios: [before], duration: .zero))
        let run = try #require(SavedRun.read(SourceText(name: "f.json", text: report)).run)
        let replay = Replay(run, file: "f.json", all: false)
        let part = try #require(replay.parts.first)
        let loader = ScenarioLoader(
            ScenarioLoader.Context(catalogue: BuiltIn.catalogue, open: { part.bodies[$0] }))
        let scenario = try #require(loader.load(part.source).scenario)
        let plan = try #require(
            Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart).plan(scenario).plan)
        let again = await RunBench().run(plan, answer)
        let outcomes = replay.outcomes(
            RunResult(toolVersion: "1", seed: 1, scenarios: [again], duration: .zero))
        #expect(outcomes.map(\.outcome) == [.stillFailing])
    }

    /// What a run came to, and what became of it when it was sent again with other exchanges.
    private static func again(_ text: String, _ first: Exchange, _ second: Exchange) async throws -> (
        plan: Plan, outcomes: [Replay.Outcome], verdict: Verdict
    ) {
        let before = await RunBench().run(try ScenarioText.plan(text), ScriptedTransport { _, _ in first })
        let report = JSONReport.text(
            RunResult(toolVersion: "1", seed: 1, scenarios: [before], duration: .zero))
        let run = try #require(SavedRun.read(SourceText(name: "f.json", text: report)).run)
        let replay = Replay(run, file: "f.json", all: true)
        let part = try #require(replay.parts.first)
        let loader = ScenarioLoader(
            ScenarioLoader.Context(catalogue: BuiltIn.catalogue, open: { part.bodies[$0] }))
        let scenario = try #require(loader.load(part.source).scenario)
        let plan = try #require(
            Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart).plan(scenario).plan)
        let result = RunResult(
            toolVersion: "1", seed: 1,
            scenarios: [await RunBench().run(plan, ScriptedTransport { _, _ in second })], duration: .zero)
        return (plan, replay.outcomes(result).map(\.outcome), result.verdict)
    }

    @Test(arguments: [
        #"{ "outcome": "lost" }"#, #"{ "status": 401 }"#, #"{ "status": 401, "outcome": "lost" }"#,
    ])
    func `a loss that nobody can have caused is not tested when it is sent again`(_ expect: String)
        async throws
    {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete", "expect": \#(expect) }"#,
            members: #""delivery": { "timeout": "2s", "retryAfter": ["3s"] }"#)
        let unsent: [Exchange] = [
            .failed(.refused), .failed(.tls), .failed(.other), .failed(.timeout), .failed(.closed),
            Exchange(failure: TransportFailure(.timeout, "no connection")),
        ]
        for exchange in unsent {
            let (_, outcomes, verdict) = try await Self.again(text, .status(401), exchange)
            #expect(outcomes == [.notTested])
            #expect(verdict == .notTested)
        }
        let (plan, outcomes, verdict) = try await Self.again(text, .status(401), .status(401))
        #expect(outcomes == [.stillPassing])
        #expect(verdict == .pass)
        #expect(plan.deliveries.map(\.rules.timeout) == [.seconds(2)])
        #expect(plan.deliveries.map(\.rules.retries.gaps) == [[.seconds(3)]])
    }
}
