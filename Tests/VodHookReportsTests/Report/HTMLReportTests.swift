import Foundation
@testable import JSONText
import TestSupport
import Testing
@testable import VodHookReports

@Suite struct HTMLReportTests {
    @Test func `the page is the one that is kept`() throws {
        let text = HTMLReport.text(HandMadeResult.mixed)
        // Style and script are files of their own.
        let parts = [EmbeddedFiles.text("report/page.css"), EmbeddedFiles.text("report/page.js")]
        try Golden.expect(parts.reduce(text) { $0.replacing($1, with: "…") }, is: "report.html")
    }

    @Test(arguments: NamedResult.all)
    func `the same result gives the same bytes`(_ row: NamedResult) {
        #expect(HTMLReport.text(row.result).hasSameBytes(as: HTMLReport.text(row.result)))
    }

    @Test(arguments: NamedResult.all)
    func `every tag is closed by its own, whatever the text holds`(_ row: NamedResult) throws {
        #expect(PageReader(HTMLReport.text(row.result)).mistakes == [])
    }

    @Test func `text of others becomes neither tag nor attribute nor template`() {
        let reader = PageReader(HTMLReport.text(HandMadeResult.mixed))
        #expect(reader.tags.count { $0 == "script" } == 1)
        #expect(reader.attributes.isDisjoint(with: ["onload", "onerror", "src"]))
        #expect(HTMLReport.text(HandMadeResult.mixed).contains("{{facts}}"))
    }

    @Test func `the page needs nothing from elsewhere`() {
        let text = HTMLReport.text(HandMadeResult.fine)
        for word in ["src=", "@import", "url(", "fetch(", "XMLHttpRequest", "href=\"http"] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(!EmbeddedFiles.text("report/page.js").contains("</"))
    }

    @Test func `scenarios that failed come first`() throws {
        let text = HTMLReport.text(HandMadeResult.mixed)
        let places = try ["Much is wrong", "Cut short", "Everything is fine"].map { name in
            try #require(text.range(of: "</span> \(name)</h2>")).lowerBound
        }
        #expect(places == places.sorted())
    }

    @Test func `a huge body is cut and says so`() {
        let text = HTMLReport.text(HandMadeResult.one(answer: String(repeating: "x", count: 100_000)))
        #expect(text.contains("100000 bytes, the last 67232 not shown"))
        #expect(text.utf8.count < 100_000)
    }

    @Test func `warnings have a box of their own`() {
        #expect(HTMLReport.text(HandMadeResult.mixed).contains("What the vendor makes of it"))
        #expect(!HTMLReport.text(HandMadeResult.fine).contains("What the vendor makes of it"))
    }
}
