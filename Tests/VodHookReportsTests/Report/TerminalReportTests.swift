import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookReports

@Suite struct TerminalReportTests {
    static let kinds: [(String, TerminalReport.Detail, Bool)] = [
        ("terminal-normal.txt", .normal, false), ("terminal-quiet.txt", .quiet, false),
        ("terminal-verbose.txt", .verbose, false),
        ("terminal-color.txt", .normal, true),
    ]

    @Test(arguments: kinds)
    func `the report is the one that is kept`(
        _ file: String, _ detail: TerminalReport.Detail, _ usesColor: Bool
    ) async throws {
        let report = TerminalReport(style: TextStyle(usesColor: usesColor), detail: detail)
        let text = report.text(try await ReportSample.result())
        try Golden.expect(text, is: file)
        #expect(!text.contains(RunBench.key))
        // What comes from outside cannot colour the terminal; without colours there is no escape at all.
        if !usesColor { #expect(!text.unicodeScalars.contains("\u{1B}")) }
    }

    @Test func `a quiet report of what passed is its last line`() async throws {
        var result = try await ReportSample.result()
        result.scenarios.removeLast(3)
        let text = TerminalReport(style: TextStyle(usesColor: false), detail: .quiet).text(result)
        #expect(text == "✓ 1 scenario: 1 passed · 3 deliveries · 4 attempts · 8 checks · 1.2 s · seed 7\n")
    }

    @Test func `probes stand between the deliveries where they were asked`() async throws {
        let probe = #"{ "name": "NAME", "probe": { "url": "http://h/", "expect": { "status": 200 } } }"#
        let text = ScenarioText.text(
            steps: #"""
                { "emit": "FileUploadComplete" }, \#(probe.replacing("NAME", with: "uploaded")),
                { "emit": "TranscodeComplete" }, \#(probe.replacing("NAME", with: "ready"))
                """#,
            members: #""setup": [ \#(probe.replacing("NAME", with: "empty")) ]"#)
        let result = try await RunBench().run(text, statuses: 200).result
        let report = try #require(TerminalReport(style: TextStyle(usesColor: false)).text(result))
        let lines = report.split(separator: "\n").dropFirst().map { $0.split(separator: " ").prefix(3) }
        #expect(
            lines.map { $0.joined(separator: " ") } == [
                "✓ probe empty", "✓ FileUploadComplete movie", "✓ probe uploaded",
                "✓ TranscodeComplete movie", "✓ probe ready",
            ])
    }

    @Test func `a plan is a table of what will happen`() throws {
        let text = ScenarioText.text(
            media: #"{ "renditions": [ { "definition": "FD" } ] }"#,
            steps: """
                { "emit": "StreamTranscodeComplete", "faults": [ "duplicate", "wrong-key" ] }, { "wait": "90s" },
                { "parallel": [ [ { "wait": "1s" }, { "emit": "TranscodeComplete" } ], [ { "wait": "3s" } ] ] },
                { "probe": { "url": "http://h/", "expect": {} } }
                """)
        try Golden.expect(
            PlanTable.text(try ReportSample.plan(text, "A plan", "plan.json")), is: "plan-table.txt")
    }

    @Test func `a plan shows what is set up before and taken down after the steps`() throws {
        let text = ScenarioText.text(
            steps: #"{ "wait": "1s" }"#,
            members: #""setup": [ { "wait": "2s" } ], "teardown": [ { "wait": "3s" } ]"#)
        let table = PlanTable.text(try ReportSample.plan(text, "A plan", "plan.json"))
        #expect(
            table == """
                A plan  plan.json  seed 7
                  AT  WHAT     MEDIA  PROVIDER  PROFILE  BYTES  NOTE
                  0s  wait 2s                                   set-up
                  2s  wait 1s
                  3s  wait 3s                                   tear-down

                """)
    }
}
