import Foundation
import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookReports

@Suite struct JUnitReportTests {
    @Test func `the report is the one that is kept`() throws {
        try Golden.expect(JUnitReport.text(HandMadeResult.mixed), is: "junit.xml")
    }

    @Test(arguments: NamedResult.all)
    func `the schema of CI servers accepts it whatever the text holds`(_ row: NamedResult) throws {
        let schema = ForeignReader.fixture("junit/junit.xsd")
        let (code, output) = try ForeignReader.run(
            "xmllint", ["--noout", "--nonet", "--schema", schema], on: JUnitReport.text(row.result))
        #expect(code == 0, "xmllint of libxml2-utils says: \(output)")
    }

    @Test func `names that checks share are told apart by the delivery`() {
        let names = HandMadeResult.fine.scenarios[0].uniqueNames(of: HandMadeResult.fine.scenarios[0].checks)
        #expect(names[2] == "TranscodeComplete (movie): delivered [d3]")
        #expect(names[3] == "TranscodeComplete (movie): delivered [d4]")
        #expect(Set(names).count == names.count)
    }

    @Test func `a run that did not pass never looks like one that did`() {
        #expect(JUnitReport.text(HandMadeResult.empty).contains("<error message=\"no scenario was run\""))
        var result = HandMadeResult.fine
        result.scenarios[0].checks = []
        #expect(JUnitReport.text(result).contains("<error message=\"not tested: nothing was checked\""))
        result.scenarios[0].isInterrupted = true
        #expect(JUnitReport.text(result).contains("errors=\"1\""))
    }

    @Test func `what is named alike is told apart`() {
        let lines = JUnitReport.text(HandMadeResult.alike).split(separator: "\n")
        for title in ["One name (a.json)", "One name (b.json)", "One name (b.json) [2]", "Another name"] {
            #expect(lines.count { $0.contains("<testsuite name=\"\(title)\"") } == 1, "\(title)")
            #expect(lines.count { $0.contains("classname=\"\(title)\"") } == 1, "\(title)")
        }
    }

    @Test func `what was left out is skipped and no error`() {
        let text = JUnitReport.text(HandMadeResult.alike)
        #expect(text.contains("<testsuites name=\"vodhook\" tests=\"4\" failures=\"1\" errors=\"0\""))
        #expect(
            text.contains(
                "<testsuite name=\"Another name\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\""))
        #expect(text.contains("<skipped message=\"left out: an earlier scenario failed\"/>"))
    }

    @Test func `a long body is cut between two letters`() {
        let text = JUnitReport.text(
            HandMadeResult.one(answer: String(repeating: "a", count: 4095) + "\u{1F3AC}\u{1F3AC}"))
        #expect(text.contains("aaa\n&lt; … 8 bytes more"))
        #expect(!text.contains("\u{FFFD}"))
    }
}
