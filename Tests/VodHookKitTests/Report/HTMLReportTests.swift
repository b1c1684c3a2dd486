import Foundation
import Testing

@testable import VodHookKit

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

/// Reads the tags of a page as far as is needed to see that they nest.
private struct PageReader {
    private(set) var tags: [String] = []
    private(set) var attributes: Set<String> = []
    private(set) var mistakes: [String] = []

    private static let void: Set = ["!doctype", "meta", "link", "input"]

    init(_ page: String) {
        var open: [String] = []
        var rest = Array(page.unicodeScalars)[...]
        while let start = rest.firstIndex(of: "<") {
            if let raw = open.last, ["script", "style"].contains(raw) {
                let end = Array("</\(raw)>".unicodeScalars)
                guard let place = rest.indices.first(where: { rest[$0...].starts(with: end) }) else { break }
                rest = rest[(place + end.count)...]
                open.removeLast()
                continue
            }
            guard let end = Self.end(of: rest[start...]) else { break }
            let tag = String(String.UnicodeScalarView(rest[(start + 1)..<end]))
            rest = rest[(end + 1)...]
            let name = tag.prefix { !$0.isWhitespace }.lowercased()
            if name.hasPrefix("/") {
                if open.popLast() != String(name.dropFirst()) { mistakes.append(tag) }
                continue
            }
            tags.append(name)
            attributes.formUnion(Self.attributes(tag))
            if !Self.void.contains(name) { open.append(name) }
        }
        mistakes += open
    }

    /// The `>` that ends a tag, not one within quotes.
    private static func end(of tag: ArraySlice<Unicode.Scalar>) -> Int? {
        var isQuoted = false
        for place in tag.indices {
            if tag[place] == "\"" { isQuoted.toggle() }
            if tag[place] == ">" && !isQuoted { return place }
        }
        return nil
    }

    private static func attributes(_ tag: String) -> [String] {
        let plain = tag.replacing(/"[^"]*"/.matchingSemantics(.unicodeScalar), with: "")
        return plain.split(separator: " ").dropFirst().map { String($0.prefix { $0 != "=" }) }
    }
}
