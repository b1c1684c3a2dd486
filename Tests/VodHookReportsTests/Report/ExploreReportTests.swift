@testable import JSONText
import TestSupport
import Testing
@testable import VodHookReports
@testable import VodHookSearch

@Suite struct ExploreReportTests {
    private func result() async throws -> ExploreResult {
        var result = try await ExploreBench.explore(
            .breaks { inOrder($0, "TranscodeComplete", "FileUploadComplete") })
        result.duration = .milliseconds(1500)
        return result
    }

    @Test func `the report says what was run, what fails and how to run it again`() async throws {
        let result = try await result()
        let text = ExploreReport(style: TextStyle(usesColor: false)).text(
            result, files: ["out dir/test-1.json"], again: " --target http://localhost:1/x")
        let part = result.parts[0]
        let first = try #require(part.firstFailure)
        #expect(
            text == """
                ✗ Test  test.json
                  \(part.run) of 239,296 histories of 5 deliveries (movie), drawn with seed 1, stopped early
                  the first of \(part.failing) that failed came after \(first.histories) histories and \(Shown.duration(first.after))

                ✗ TranscodeComplete before FileUploadComplete leaves $.status at "broken" instead of "ready"
                    1  TranscodeComplete
                    2  FileUploadComplete
                  the state, - after the plain order of these events, + after this history
                    - $.status: "ready"
                    + $.status: "broken"
                  shrunk from 5 deliveries to 2 in \(result.findings[0].shrinkRuns) runs; repeatable: failed 5 of 5 times; explains \(result.findings[0].explains) failing histories
                  run it again: vodhook run 'out dir/test-1.json' --target http://localhost:1/x

                ✗ 1 finding · stopped early: \(part.run) of \(part.selected) histories · \(SearchReport.grouped(result.requests)) requests · 1.5 s · seed 1

                """)
    }

    @Test func `the report for programs has the same`() async throws {
        let result = try await result()
        let text = ExploreJSON.text([(result, ["a.json"])], toolVersion: "1.2.3")
        let value = try JSONReader.value(of: Array(text.utf8))
        #expect(value["verdict"] == "fail")
        let exploration = try #require(value["explorations"]?.array?.first)
        let finding = try #require(exploration["findings"]?.array?.first)
        #expect(finding["rule"]?.string == result.findings[0].rule)
        #expect(finding["savedAs"] == "a.json")
        #expect(finding["isRepeatable"] == true)
        #expect(finding["difference"]?.array?.count == 2)
        #expect(exploration["parts"]?.array?.first?["total"] == 239_296)
    }

    private func report(_ change: (inout ExploreResult) -> Void) -> String {
        var result = ExploreResult(
            name: "Test", file: "test.json", target: "http://127.0.0.1:1/vod", seed: 1, historySeed: 1)
        change(&result)
        return ExploreReport(style: TextStyle(usesColor: false)).text(result, files: [])
    }

    @Test func `what stands in the way is said with what to do`() {
        #expect(
            report { $0.problem = .unsteady(["$.serial", "$.at"]) } == """
                ✗ Test  test.json

                  two plain histories left different states, at:
                    "$.serial", "$.at"
                  if the receiver works on after its answers, give it time, or more of it: "observe": { …, "settle": "2s" }
                  if that changes by itself, declare it: "observe": { …, "volatile": ["$.serial", "$.at"] }

                ✗ not explored · 0 histories · 0 requests · 0.0 ms · seed 1

                """)
        #expect(
            report { $0.problem = .nothingToCompare("http://x/1 is answered with 404") } == """
                ✗ Test  test.json

                  there is nothing to compare: http://x/1 is answered with 404
                  make "observe" read what the receiver keeps of the media; what it has to know before the first event belongs into "setup"

                ✗ not explored · 0 histories · 0 requests · 0.0 ms · seed 1

                """)
        #expect(
            report { $0.problem = .plainDiffers("A is answered with 500 after 16 requests") } == """
                ✗ Test  test.json

                  the plain history does not come to the same each time: A is answered with 500 after 16 requests

                ✗ not explored · 0 histories · 0 requests · 0.0 ms · seed 1

                """)
    }

    @Test func `a finding that was not run again says so`() {
        let text = report { result in
            result.findings = [
                ExploreResult.Finding(
                    rule: "A delivered twice leaves $.n at 2 instead of 1", kind: "state",
                    lines: ["A", "A again"], history: History([.init(0), .init(0)]), foundWith: 2,
                    shrinkRuns: 0, repeated: (0, 0), explains: 3, difference: [], messages: [], scenario: [:])
            ]
            result.isTimeUp = true
        }
        #expect(
            text == """
                ✗ Test  test.json

                ✗ A delivered twice leaves $.n at 2 instead of 1
                    1  A
                    2  A again
                  not shrunk, not run again; explains 3 failing histories
                  ! the time limit ended the search

                ✗ 1 finding · 0 histories · 0 requests · 0.0 ms · seed 1

                """)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (239_280, "239,280"), (1_000_000, "1,000,000"),
    ])
    func `numbers are grouped`(_ number: Int, _ text: String) {
        #expect(SearchReport.grouped(number) == text)
    }
}
