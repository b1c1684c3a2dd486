import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookReports

@Suite struct GitHubReportTests {
    @Test func `the report is the one that is kept`() throws {
        try Golden.expect(GitHubReport.text(HandMadeResult.mixed), is: "github.txt")
    }

    @Test func `a run that passed has a summary and no commands`() {
        #expect(
            GitHubReport.text(HandMadeResult.fine)
                == "vodhook: ✓ 1 scenario: 1 passed · 4 deliveries · 4 attempts · 6 checks · 12 ms · seed 7\n"
        )
    }

    @Test func `every failed check is one line that the runner reads back`() throws {
        let lines = GitHubReport.text(HandMadeResult.mixed).utf8.split(separator: 0x0A)
            .map { String(decoding: $0, as: UTF8.self) }
        let checks = HandMadeResult.mixed.scenarios.flatMap(\.reportedChecks).filter { $0.verdict != .pass }
        #expect(lines.count { $0.hasPrefix("::error ") } == checks.count)
        #expect(lines.count { $0.hasPrefix("::warning ") } == 2)
        for line in lines.dropLast() {
            let parts = line.utf8.split(separator: 0x3A, omittingEmptySubsequences: false)
            #expect(parts[0].isEmpty && parts[1].isEmpty && parts[3].isEmpty, "\(line)")
            let names = parts[2].split(separator: 0x20, maxSplits: 1)[1].split(separator: 0x2C)
                .map { String(decoding: $0.prefix { $0 != 0x3D }, as: UTF8.self) }
            #expect(names == ["file", "line", "col", "title"], "\(line)")
            #expect(!line.unicodeScalars.contains { $0.value < 0x20 }, "\(line)")
        }
    }

    @Test func `what was left out is a notice`() {
        let text = GitHubReport.text(HandMadeResult.alike)
        #expect(text.contains("::notice file=c.json,line=1,col=1,title=Another name"))
        #expect(text.split(separator: "\n").count { $0.hasPrefix("::error") } == 1)
    }
}
