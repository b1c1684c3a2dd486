import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookLoad
@testable import VodHookPlan
@testable import VodHookReports

/// The figures of a load as a page, as text for Prometheus, and as lines for a terminal.
@Suite struct LoadReportTests {
    private static let heading = LoadResult.Heading(
        toolVersion: "1.0", scenario: "Uploads <b>&", seed: 7, profile: "500/s for 20s (events)")

    private static func result(seconds: Int = 20) -> LoadResult {
        var result = LoadResult()
        var generator = SeededGenerator(seed: 4)
        for second in 0..<seconds {
            var tally = LatencySteps.Tally()
            for _ in 0..<50 {
                let latency = Int64(generator.int(in: 400...9000)) * 1000
                result.response.record(nanoseconds: latency)
                result.service.record(nanoseconds: latency / 2)
                result.senderLateness.record(nanoseconds: latency / 50)
                tally.record(microseconds: Int(latency / 1000))
            }
            let steps = tally.take()
            result.inSecond(at: Int64(second) * 1_000_000_000) {
                $0.attempts = 50
                $0.delivered = 49
                $0.failed = 1
                $0.response = steps
            }
        }
        result.counts.offered = 50 * seconds
        result.counts.delivered = 49 * seconds
        result.counts.attempts = 50 * seconds
        result.counts.lost = seconds
        result.statuses = [200: 49 * seconds, 503: seconds]
        result.errors = ["resent": 2]
        result.duration = .seconds(seconds)
        result.offeringDuration = .seconds(seconds)
        var audit = AuditResult()
        audit.audited = 10
        audit.right = 9
        audit.note(
            .init(
                kind: .absent, upload: 3, events: ["TranscodeComplete"], question: "GET /videos/<x>",
                differences: ["- $.status: \"ready\""]))
        result.audit = audit
        return result
    }

    @Test func `a summary names every figure`() throws {
        var result = Self.result(seconds: 1)
        result.counts.lost = 3
        result.counts.delivered = 47
        result.expectedLosses.refused = 2
        result.audit = nil
        let text = LoadSummary.text(
            result, Self.heading, LoadJudgement(result, [try Threshold("p99 < 50ms")]),
            style: TextStyle(usesColor: false))
        #expect(text.contains("offered 50   delivered 47   lost 3"))
        #expect(text.contains("p99 < 50ms"))
        #expect(text.contains("  FAIL  lost == 0  (1, and 2 whose loss is expected: 1 event was lost)"))
        #expect(text.hasSuffix("\n\nfailed: 1 event was lost\n"))
    }

    private static func page(_ seconds: Int = 20) throws -> String {
        var search = LimitSearch(start: 100, maximum: 200)
        search.note(.pass)
        search.note(.fail)
        let result = result(seconds: seconds)
        return LoadPage.text(
            result, heading,
            LoadJudgement(result, [try Threshold("lost == 0"), try Threshold("p99 < 50ms")]), search: search)
    }

    @Test func `the page is the one that is kept`() throws {
        let parts = [EmbeddedFiles.text("report/page.css"), EmbeddedFiles.text("report/load.css")]
        try Golden.expect(parts.reduce(try Self.page()) { $0.replacing($1, with: "…") }, is: "load.html")
    }

    @Test(arguments: [0, 1, 2, 20, 5000])
    func `every tag is closed by its own, whatever there is to draw`(seconds: Int) throws {
        let text = try Self.page(seconds)
        #expect(PageReader(text).mistakes == [])
        #expect(text.utf8.count < 100_000)
        for word in ["src=", "@import", "url(", "<script", "href=\"http", "NaN", "inf,"] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(!text.contains("Uploads <b>"))
    }

    @Test func `an empty result gives a page`() {
        let text = LoadPage.text(LoadResult(), Self.heading, LoadJudgement(LoadResult(), []))
        #expect(PageReader(text).mistakes == [])
        #expect(text.contains(": not tested</h1>"))
        #expect(text.contains("(not tested: nothing measured: nothing was offered)"))
    }

    @Test func `the text for Prometheus is the one that is kept`() throws {
        var progress = LoadProgress()
        progress.counts.offered = 12
        progress.counts.attempts = 11
        progress.statuses = [200: 9, 503: 1]
        progress.errors = ["a \"b\"\\\n": 1]
        progress.inFlight = 1
        var tally = LatencySteps.Tally()
        for latency in [100, 130, 900, 2_000_000, 60_000_000] { tally.record(microseconds: latency) }
        progress.response = tally.take()
        progress.responseMicroseconds = 62_001_130
        try Golden.expect(LoadMetrics.text(progress), is: "load-metrics.txt")
    }

    @Test func `a view shows the second that is over, and the minute before it`() {
        var view = LoadView()
        var progress = LoadProgress()
        progress.counts.attempts = 100
        progress.statuses = [200: 99]
        progress.inFlight = 1
        var tally = LatencySteps.Tally()
        for _ in 0..<99 { tally.record(microseconds: 1000) }
        progress.response = tally.take()
        #expect(view.take(progress).line == "1s  100/s  1 in flight  p50 1.0  p99 1.0 ms  200: 99")
        progress.counts.attempts = 150
        progress.counts.lost = 2
        tally.record(microseconds: 50_000)
        progress.response.add(tally.take())
        let (block, line) = view.take(progress)
        #expect(line == "2s  50/s  1 in flight  p50 53.2  p99 53.2 ms  200: 99  lost 2")
        #expect(
            block == [
                "  2s  50/s  1 in flight  p50 53.2  p99 53.2 ms", "  █▅  up to 100/s in the last minute",
                "  200: 99  lost 2",
            ])
    }
}
