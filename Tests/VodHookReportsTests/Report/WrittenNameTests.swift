import TestSupport
import Testing
@testable import JSONText
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookReports

/// Reports speak of what stands in the scenario: names of steps, faults, expectations, places.
@Suite struct WrittenNameTests {
    private static func result(_ steps: String, status: Int = 401) async throws -> RunResult {
        let (scenario, _) = try await RunBench().run(ScenarioText.text(steps: steps), statuses: status)
        return RunResult(toolVersion: "1", seed: 1, scenarios: [scenario], duration: .zero)
    }

    private static let five =
        ["wrong-key", "stale-signature", "missing-signature", "other-scheme"].map {
            #"{ "emit": "TranscodeComplete", "faults": ["\#($0)"], "expect": { "status": 401 } }"#
        } + [#"{ "emit": "TranscodeComplete", "name": "with a right one", "expect": { "status": 401 } }"#]

    @Test func `deliveries of one event are told apart in every report`() async throws {
        let result = try await Self.result(Self.five.joined(separator: ","))
        let words = ["wrong-key", "stale-signature", "missing-signature", "other-scheme", "with a right one"]
        let reports = [
            "terminal": TerminalReport(style: TextStyle(usesColor: false)).text(result),
            "junit": JUnitReport.text(result), "tap": TAPReport.text(result),
            "json": JSONReport.text(result), "html": HTMLReport.text(result),
        ]
        for (name, text) in reports {
            for word in words { #expect(text.contains(word), "\(name): \(word)") }
        }
        #expect(
            reports["junit"]?.contains(#"name="TranscodeComplete (movie), wrong-key: status 401""#) == true)
        let lines = reports["terminal"]?.split(separator: "\n").filter { $0.contains("TranscodeComplete") }
        #expect(Set(lines ?? []).count == 5)
    }

    @Test func `a real vendor is spoken of only for losses that nobody expected`() async throws {
        let steps =
            Self.five + [
                #"{ "emit": "TranscodeComplete", "faults": ["wrong-key"], "expect": { "outcome": "lost" } }"#
            ]
        let expected = try await Self.result(steps.joined(separator: ","))
        #expect(!TerminalReport(style: TextStyle(usesColor: false)).text(expected).contains("a real vendor"))
        let other = try await Self.result(#"{ "emit": "TranscodeComplete" }"#, status: 500)
        #expect(
            TerminalReport(style: TextStyle(usesColor: false)).text(other).contains("1 event lost for good"))
    }

    @Test func `an answer is shown once, and each complaint says what it found`() async throws {
        let plan = try ScenarioText.plan(
            ScenarioText.text(
                steps: """
                    { "emit": "TranscodeComplete", "expect": { "body": [ { "path": "$.a", "equals": 2 },
                      { "path": "$.b", "equals": "y" } ] } }
                    """))
        let scenario = await RunBench().run(
            plan, ScriptedTransport { _, _ in .status(200, body: #"{"a":1,"b":"x"}"#) })
        let messages = scenario.checks.filter { $0.verdict == .fail }.map(\.message)
        #expect(messages.count == 2)
        #expect(messages.filter { $0.contains("the answer was") }.count == 1)
        #expect(messages.last?.contains("\"x\"") == true, "\(messages)")
    }

    @Test func `a command is judged by its lines, and shows the end of its standard error`() throws {
        var expect = Expectation()
        let place = SourcePosition(file: "a.json", line: 1, column: 1)
        expect.body = [
            BodyCheck(
                path: nil,
                predicates: [Located(try #require(Predicate("equals", .string("ready"))), at: place)],
                position: place)
        ]
        var spec = ProbeSpec(.command(["./state"]), at: place)
        spec.expect = expect
        func checks(_ output: String) -> [Check] {
            var outcome = CommandOutcome(exitCode: 0, output: Array(output.utf8), duration: .zero)
            outcome.errorLines = ["no route", "gave up"]
            return Checker.checks(
                of: ProbeResult(
                    planned: PlannedProbe(id: "p1", name: "state", spec: spec), url: "./state", requests: 1,
                    last: .command(outcome)))
        }
        #expect(checks("ready\n").allSatisfy { $0.verdict == .pass })
        #expect(checks("ready\r\n").allSatisfy { $0.verdict == .pass })
        #expect(checks("ready\n\n").contains { $0.verdict == .fail })
        let failed = try #require(checks("late\n").first { $0.verdict == .fail })
        #expect(failed.message.hasSuffix("standard error ends with: no route | gave up"), "\(failed.message)")
    }

    @Test func `what stands in no file has no place`() async throws {
        let event = try BuiltIn.event("aliyun", "TranscodeComplete")
        let scenario = SingleEventScenario.scenario(
            event, of: try BuiltIn.provider("aliyun"), profile: event.profiles[0].name, failure: nil,
            dropping: [])
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        let plan = try #require(planner.plan(scenario).plan)
        let made = await RunBench().run(plan, ScriptedTransport { _, _ in .status(500) })
        let result = RunResult(toolVersion: "1", seed: 1, scenarios: [made], duration: .zero)
        #expect(made.verdict == .fail)
        for text in [
            TerminalReport(style: TextStyle(usesColor: false)).text(result), JUnitReport.text(result),
            GitHubReport.text(result), TAPReport.text(result), HTMLReport.text(result),
        ] {
            #expect(!text.contains("aliyun/TranscodeComplete:1"))
            #expect(!text.contains("line=\""))
            #expect(!text.contains("file=aliyun"))
        }
    }
}
