import TestSupport
import Testing
@testable import VodHookReports

struct FixtureComparisonTests {
    private static let text = ScenarioText.text(steps: #"{ "emit": "lifecycle" }"#)

    private func differences(
        _ text: String = text, _ change: (inout MemoryFolder) -> Void
    ) throws -> [String] {
        let writer = FixtureWriter([try FixtureBench.source(Self.text)], formats: [.files, .ndjson])
        var folder = MemoryFolder()
        _ = try writer.write(to: &folder)
        change(&folder)
        let found = folder
        var comparison = FixtureComparison(read: { path, offset, count in found.part(path, offset, count) })
        _ = try writer.write(to: &comparison)
        try comparison.finish(existing: Array(found.files.keys))
        #expect(comparison.count == comparison.differences.count)
        return comparison.differences
    }

    @Test func `what was written is up to date`() throws { #expect(try differences { _ in } == []) }

    @Test func `a changed byte is shown with its place and what is around it`() throws {
        let found = try differences { folder in
            let body = folder.text("0001-movie-FileUploadComplete.json")
            let changed = body.replacing("\"success\"", with: "\"failure\"")
            folder.write(Array(changed.utf8), to: "0001-movie-FileUploadComplete.json")
        }
        let before = #"{"EventTime":"2026-01-15T08:00:01Z","EventType":"FileUploadComplete","Status":""#
        #expect(found.count == 1)
        #expect(
            found[0].hasPrefix("0001-movie-FileUploadComplete.json:1:\(before.utf8.count + 1): differs\n"))
        let lines = found[0].split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("  - …") && lines[1].contains("\"Status\":\"failure\""))
        #expect(lines[2].hasPrefix("  + …") && lines[2].contains("\"Status\":\"success\""))
    }

    @Test func `a changed line of a long file is shown with its number`() throws {
        let found = try differences { folder in
            var lines = folder.text("events.ndjson").split(separator: "\n", omittingEmptySubsequences: false)
            lines[2] = "{}"
            folder.write(Array(lines.joined(separator: "\n").utf8), to: "events.ndjson")
        }
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("events.ndjson:3:2: differs\n  - {}\n  + {\"EventTime\""))
    }

    @Test func `missing, extra, short and long files are told`() throws {
        let name = "0002-movie-VideoAnalysisComplete"
        let found = try differences { folder in
            var other = MemoryFolder()
            for (path, bytes) in folder.files where path != "\(name).json" { other.write(bytes, to: path) }
            folder = other
            folder.append([0x41], to: "0001-movie-FileUploadComplete.json")
            folder.append([0x41], to: "events.ndjson")
            folder.write([], to: "\(name).headers")
            folder.write([], to: "old/0001-other.json")
        }
        let heads = found.map { $0.split(separator: "\n")[0] }
        #expect(heads.count == 5)
        #expect(
            heads[0].contains("FileUploadComplete.json:1:")
                && heads[0].hasSuffix("goes on where it should end"))
        #expect(heads[1] == "\(name).json: missing" || heads[2] == "\(name).json: missing")
        #expect(heads.contains { $0 == "\(name).headers:1:1: ends too early" })
        #expect(heads.contains { $0.hasPrefix("events.ndjson: goes on after line") })
        #expect(heads.last == "old/0001-other.json: should not be there")
    }

    @Test func `an excerpt is safe for a terminal`() throws {
        let found = try differences { folder in
            folder.write(Array("\u{1B}[31mred".utf8), to: "0001-movie-FileUploadComplete.json")
        }
        #expect(found.count == 1)
        #expect(!found[0].utf8.contains(0x1B))
    }

    @Test func `only the first differences are told, and all counted`() throws {
        let source = try FixtureBench.source(RunBench.oneEvent)
        var comparison = FixtureComparison(read: { _, _, _ in nil })
        _ = try FixtureWriter([source], formats: [.files], count: 30).write(to: &comparison)
        try comparison.finish(existing: [])
        #expect(comparison.count == 61)
        #expect(comparison.differences.count == FixtureComparison.shownLimit)
    }
}
