import Testing
@testable import VodHookLoad
@testable import VodHookPlan

struct ThresholdTests {
    private static var result: LoadResult {
        var result = LoadResult()
        for milliseconds in 1...100 { result.response.record(nanoseconds: Int64(milliseconds) * 1_000_000) }
        result.service.record(nanoseconds: 2_000_000)
        result.counts.offered = 1000
        result.counts.delivered = 990
        result.counts.attempts = 1000
        result.counts.dropped = 5
        result.duration = .seconds(10)
        var audit = AuditResult()
        audit.audited = 100
        audit.absent = 2
        result.audit = audit
        return result
    }

    @Test(arguments: [
        ("p99 < 100ms", true), ("p99 < 99ms", false), ("p50<=51ms", true), ("max < 1s", true),
        ("response.p90 < 91ms", true), ("service.max < 3ms", true), ("service.p50 > 3ms", false),
        ("lost == 0", true), ("dropped == 0", false), ("dropped <= 5", true), ("errors < 1%", false),
        ("errors <= 1%", true), ("errors == 10", true), ("dropped < 1%", true), ("rate >= 99/s", true),
        ("rate > 99/s", false), ("delivered != 0", true), ("audit.absent == 0", false),
        ("audit.absent <= 2%", true),
        ("audit.twice == 0", true),
    ])
    func `a threshold is met or not`(text: String, holds: Bool) throws {
        #expect(try Threshold(text).holds(for: Self.result) == holds)
    }

    @Test(arguments: [
        "", "p99", "p99 <", "< 50ms", "p99 < 50", "lost == x", "lost = 0", "p42 < 1ms", "rate > 5",
        "errors < -1%",
        "client.p99 < 1ms", "p99 =< 5ms",
    ])
    func `what is no threshold is said to be none`(text: String) {
        #expect(throws: LoadError.self) { try Threshold(text) }
    }

    @Test func `a latency of which nothing was measured meets no bound`() throws {
        #expect(try !Threshold("p99 < 50ms").holds(for: LoadResult()))
        #expect(try !Threshold("audit.absent == 0").holds(for: LoadResult()))
        #expect(try Threshold("p99 < 50ms").shown(for: LoadResult()) == "nothing measured")
    }
}
