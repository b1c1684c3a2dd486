import Testing

@testable import VodHookKit

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
        #expect(
            text == """
                ✗ Test  test.json
                  \(part.run) of 239,280 histories of 5 deliveries (movie), drawn with seed 1, stopped early

                ✗ TranscodeComplete before FileUploadComplete leaves $.status at "broken" instead of "ready"
                    1  TranscodeComplete
                    2  FileUploadComplete, repeated after it was lost on its way
                  the state, - after the plain order of these events, + after this history
                    - $.status: "ready"
                    + $.status: "broken"
                  shrunk from 5 deliveries to 2 in \(result.findings[0].shrinkRuns) runs; repeatable: failed 5 of 5 times; explains \(result.findings[0].explains) failing histories
                  run it again: vodhook run 'out dir/test-1.json' --target http://localhost:1/x

                ✗ 1 finding · \(part.run) histories · \(ExploreReport.grouped(result.requests)) requests · 1.5 s · seed 1

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
        #expect(exploration["parts"]?.array?.first?["total"] == 239_280)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (239_280, "239,280"), (1_000_000, "1,000,000"),
    ])
    func `numbers are grouped`(_ number: Int, _ text: String) {
        #expect(ExploreReport.grouped(number) == text)
    }
}
