@testable import JSONText
import Testing
@testable import VodHookReports
@testable import VodHookSearch

@Suite struct FuzzReportTests {
    private static let result: FuzzResult = {
        var result = FuzzResult(name: "Test", file: "test.json", target: "http://localhost:1/x", seed: 7)
        result.subjects = [
            FuzzResult.Subject(
                name: "FileUploadComplete", tried: [.valid: 3, .invalid: 200], isObserved: true),
            FuzzResult.Subject(name: "TranscodeComplete", tried: [.invalid: 1097], isObserved: true),
        ]
        result.available = 1500
        result.run = 1300
        result.failing = 3
        result.requests = 4321
        result.duration = .milliseconds(1500)
        result.findings = [
            FuzzResult.Finding(
                rule: #"TranscodeComplete without $.Status is accepted and leaves $.status at "failed""#,
                tier: .invalid, kind: "state",
                lines: ["FileUploadComplete", "TranscodeComplete without $.Status"], repeated: (2, 3),
                explains: 3, difference: [#"- $.status: "ready""#, #"+ $.status: "failed""#],
                alike: ["TranscodeComplete with $.Status null"], scenario: [:])
        ]
        return result
    }()

    @Test func `the report says what was tried, what fails and how to run it again`() {
        let text = FuzzReport(style: TextStyle(usesColor: false)).text(
            Self.result, files: ["out dir/fuzz-test-1.json"], again: " --target http://localhost:1/x")
        #expect(
            text == """
                ✗ Test  test.json
                  1,300 odd bodies made of 2 documented bodies: 3 valid, 1,297 invalid; 1,500 are known, and --cases says how many are tried

                ✗ TranscodeComplete without $.Status is accepted and leaves $.status at "failed"
                    invalid: to be refused with a 4xx, or accepted without effect
                    1  FileUploadComplete
                    2  TranscodeComplete without $.Status
                  the state, - as it should be, + as it is
                    - $.status: "ready"
                    + $.status: "failed"
                  the same: TranscodeComplete with $.Status null
                  flaky: failed 2 of 3 times; stands for 3 bodies
                  run it again: vodhook run 'out dir/fuzz-test-1.json' --target http://localhost:1/x

                ✗ 1 finding · 1,300 bodies · 4,321 requests · 1.5 s · seed 7

                """)
    }

    private static func text(_ change: (inout FuzzResult) -> Void) -> [String] {
        var result = result
        change(&result)
        let text = FuzzReport(style: TextStyle(usesColor: false)).text(result, files: [])
        return text.split(separator: "\n").map(String.init)
    }

    @Test func `a finding says why the body is to be accepted, and what a death may have to do with`() {
        let absent = Self.text {
            $0.findings[0].tier = .forwardCompatible
            $0.findings[0].reason = "the vendor's page does not mark it as required"
        }
        #expect(
            absent.contains(
                "    forward-compatible: to be accepted, as the vendor's page does not mark it as required"))
        let death = Self.text {
            $0.findings[0].kind = "death"
            $0.findings[0].repeated = (1, 1)
            $0.findings[0].served = 1234
        }
        #expect(
            death.contains(
                "  the receiver did not come back; it had served 1,234 requests before, so the number of them may be the cause"
            ))
    }

    @Test func `what stands in the way comes with what to do, for an event as flags`() {
        let places = Self.text { $0.problem = .unsteady(["$.at", "$.count"]) }
        #expect(
            places.contains(
                #"  if that is as it should be, declare it: "observe": { …, "volatile": ["$.at", "$.count"] }"#
            ))
        let flags = Self.text {
            $0.file = $0.name
            $0.problem = .unsteady(["$.at", "$.count"])
        }
        #expect(
            flags.contains("  if that is as it should be, declare it: --volatile '$.at' --volatile '$.count'")
        )
        let unread = Self.text {
            $0.file = $0.name
            $0.problem = .nothingToCompare("http://localhost:1/v is answered with 404, before X and after it")
        }
        #expect(
            unread.contains(
                "  there is nothing to compare: http://localhost:1/v is answered with 404, before X and after it"
            ))
        #expect(
            unread.contains(
                "  give --observe the URL where the receiver shows what it keeps of the media; without it only answers are judged"
            ))
    }

    @Test func `the report for programs has the same`() throws {
        let text = FuzzJSON.text([(Self.result, ["a.json"])], toolVersion: "1.2.3")
        let value = try JSONReader.value(of: Array(text.utf8))
        #expect(value["verdict"] == "fail")
        let search = try #require(value["searches"]?.array?.first)
        let finding = try #require(search["findings"]?.array?.first)
        #expect(finding["rule"]?.string == Self.result.findings[0].rule)
        #expect(finding["tier"] == "invalid")
        #expect(finding["savedAs"] == "a.json")
        #expect(search["cases"] == 1300)
        #expect(search["subjects"]?.array?.count == 2)
    }
}
