@testable import JSONText
import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookReports

@Suite struct JSONReportTests {
    @Test func `the report is the one that is kept`() async throws {
        let text = JSONReport.text(try await ReportSample.result())
        try Golden.expect(text, is: "report.json")
        #expect(!text.contains(RunBench.key))
    }

    /// The contract of the tool: more keys may come, none of these may go or change its type.
    @Test func `the core keys are there with their types`() async throws {
        let text = JSONReport.text(try await ReportSample.result())
        let report = try JSONReader.value(of: Array(text.utf8))
        expect(
            report,
            [
                "schemaVersion": "integer", "tool": "object", "seed": "integer", "verdict": "string",
                "scenarios": "array",
            ])
        #expect(report["schemaVersion"] == 1)
        #expect(report["verdict"] == "interrupted")
        expect(try #require(report["tool"]), ["name": "string", "version": "string"])
        let scenarios = try #require(report["scenarios"]?.array)
        #expect(scenarios.map { $0["verdict"]?.string } == ["pass", "fail", "interrupted", "interrupted"])
        for scenario in scenarios {
            expect(
                scenario,
                [
                    "name": "string", "file": "string", "verdict": "string", "deliveries": "array",
                    "checks": "array",
                ])
            for delivery in scenario["deliveries"]?.array ?? [] {
                expect(
                    delivery,
                    [
                        "id": "string", "provider": "string", "event": "string", "media": "string",
                        "outcome": "string",
                        "attempts": "array",
                    ])
                for attempt in delivery["attempts"]?.array ?? [] {
                    expect(
                        attempt,
                        [
                            "number": "integer", "plannedAtMs": "number", "startedAtMs": "number",
                            "durationMs": "number",
                        ])
                    #expect((attempt["status"]?.number == nil) == (attempt["error"]?.string != nil))
                }
            }
            for check in scenario["checks"]?.array ?? [] {
                expect(
                    check,
                    [
                        "name": "string", "verdict": "string", "message": "string", "file": "string",
                        "line": "integer",
                        "column": "integer",
                    ])
            }
        }
    }

    @Test func `a seed beyond the range of signed integers is written whole`() {
        let result = RunResult(toolVersion: "1", seed: .max, scenarios: [], duration: .zero)
        #expect(JSONReport.document(result)["seed"]?.number?.literal == "18446744073709551615")
        #expect(result.verdict == .notTested, "a run without scenarios is no pass")
    }

    private func expect(_ value: JSONValue, _ types: [String: String]) {
        for (key, type) in types {
            let name = value[key]?.typeName ?? "missing"
            #expect(name == type || (type == "number" && name == "integer"), "\(key) is \(name)")
        }
    }
}
