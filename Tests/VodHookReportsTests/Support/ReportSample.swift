import TestSupport
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

/// Results of every kind, made by the runner itself, with short bodies so that goldens do not follow the catalogue.
enum ReportSample {
    private static let passing = ScenarioText.text(
        media: #"{ "renditions": [ { "definition": "FD" }, { "definition": "HD" } ] }"#,
        steps: """
            { "emit": "StreamTranscodeComplete", "rendition": "HD" }, { "wait": "2s" },
            { "emit": "TranscodeComplete", "faults": [ "duplicate" ], "expect": { "status": 200, "within": "5s" } },
            { "name": "state", "probe": { "url": "${target.origin}/state", "within": "1s", "expect": { "status": 200 } } }
            """)
    private static let failing = ScenarioText.text(
        steps: """
            { "emit": "TranscodeComplete", "expect": { "status": "2xx",
              "body": [ { "path": "$.code", "equals": 0 } ] } },
            { "emit": "SnapshotComplete", "expect": { "outcome": "lost" } },
            { "probe": { "url": "http://127.0.0.1:1/videos/1", "expect": { "body": [ { "contains": "ready" } ] } } }
            """)
    private static let interrupted = ScenarioText.text(
        steps: #"{ "emit": "TranscodeComplete" }, { "wait": "1h" }, { "emit": "SnapshotComplete" }"#)

    /// One scenario that passes, one that fails, one that is interrupted, one that does not begin.
    static func result() async throws -> RunResult {
        let good = await run(try plan(passing, "Everything is fine", "good.json")) { request, number in
            number == 0 ? .status(500, body: "try again") : probeAnswer(request) ?? .status(200)
        }
        let bad = await run(try plan(failing, "Much\u{1B}[31m is wrong", "bad.json")) { request, number in
            if let answer = probeAnswer(request) { return answer }
            return number == 1 ? .failed(.refused, "nobody listens") : .status(503, body: "{\"code\":\r\n7}")
        }
        let short = try plan(interrupted, "Cut short", "cut.json")
        let cut = await Task {
            await run(short) { _, _ in
                withUnsafeCurrentTask { $0?.cancel() }
                return .failed(.cancelled, "interrupted")
            }
        }.value
        let scenarios = [good, bad, cut, .notBegun(try plan(interrupted, "Not begun", "late.json"))]
        return RunResult(toolVersion: "1.2.3", seed: 7, scenarios: scenarios, duration: .milliseconds(1234))
    }

    /// The plan of `text` with a name, a file and short bodies.
    static func plan(_ text: String, _ name: String, _ file: String) throws -> Plan {
        var plan = try ScenarioText.plan(text, seed: 7)
        plan.name = name
        plan.file = file
        plan.steps = plan.steps.map(shortened)
        return plan
    }

    private static func shortened(_ step: PlannedStep) -> PlannedStep {
        var step = step
        switch step.kind {
        case .deliver(var deliveries):
            for place in deliveries.indices {
                deliveries[place].body = Array("{\"event\":\"\(deliveries[place].event)\"}".utf8)
            }
            step.kind = .deliver(deliveries)
        case .parallel(let branches): step.kind = .parallel(branches.map { $0.map(shortened) })
        default: break
        }
        return step
    }

    private static func probeAnswer(_ request: OutgoingRequest) -> Exchange? {
        request.method == "GET" ? .status(200, headers: [HTTPHeader("X-State", "1")], body: "not yet") : nil
    }

    private static func run(_ plan: Plan, _ script: @escaping ScriptedTransport.Script) async
        -> ScenarioResult
    {
        await RunBench().run(plan, ScriptedTransport(script))
    }
}
