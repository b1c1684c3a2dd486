@testable import JSONText
import Testing
@testable import VodHookPlan

@Suite struct ProjectFileTests {
    private static func load(_ text: String) -> (project: ProjectFile, findings: [Finding]) {
        ProjectFile.load(SourceText(name: "vodhook.json", text: text), environment: [:])
    }

    @Test(arguments: [("60", 60.0), ("0.001", 0.001), ("1e6", 1_000_000), (#""max""#, .infinity)])
    func `a speed is a factor or max`(_ text: String, _ factor: Double) {
        let (project, findings) = Self.load(#"{ "speed": \#(text) }"#)
        #expect(findings.isEmpty)
        #expect(project.speed?.factor == factor)
    }

    @Test(arguments: ["-1", "0", "1e-9", "1000001", "1e999"])
    func `a speed that cannot be is a finding`(_ text: String) {
        let (project, findings) = Self.load(#"{ "speed": \#(text) }"#)
        #expect(project.speed == nil)
        #expect(
            findings.map(\.text) == [
                """
                vodhook.json:1:12: expected a number from 0.001 to 1000000, or max, found \(text)
                    { "speed": \(text) }
                               ^ 1 is real time, 60 a minute per second, "max" does not wait
                """
            ])
    }

    @Test func `another word than max is one finding`() {
        #expect(Self.load(#"{ "speed": "fast" }"#).findings.map(\.message) == [#"unknown word "fast""#])
    }

    @Test(arguments: ["", "fast", "0", "-1", "nan", "inf", "1e-9", "1000000.1"])
    func `what is no speed is none`(_ text: String) { #expect(Speed(text: text) == nil) }
}
