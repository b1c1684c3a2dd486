import Testing
import VodHookDelivery
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
        result.counts.lost = 5
        result.duration = .seconds(20)
        result.offeringDuration = .seconds(10)
        var audit = AuditResult()
        audit.audited = 100
        audit.absent = 2
        result.audit = audit
        return result
    }

    @Test(arguments: [
        ("p99 < 100ms", true), ("p99 < 99ms", false), ("p50<=51ms", true), ("max < 1s", true),
        ("response.p90 < 91ms", true), ("service.max < 3ms", true), ("service.p50 > 3ms", false),
        ("lost <= 5", true), ("lost == 0", false), ("dropped == 0", false), ("dropped <= 5", true),
        ("errors < 1%", false),
        ("errors <= 1%", true), ("errors == 10", true), ("dropped < 1%", true), ("rate >= 99/s", true),
        ("rate > 99/s", false), ("delivered != 0", true), ("audit.absent == 0", false),
        ("audit.absent <= 2%", true),
        ("audit.twice == 0", true),
    ])
    func `a threshold is met or not`(text: String, holds: Bool) throws {
        let judgement = LoadJudgement(Self.result, [try Threshold(text)])
        #expect(judgement.asked.map(\.verdict) == [holds ? .pass : .fail])
    }

    @Test(arguments: [
        "", "p99", "p99 <", "< 50ms", "p99 < 50", "lost == x", "lost = 0", "p42 < 1ms", "rate > 5",
        "errors < -1%",
        "client.p99 < 1ms", "p99 =< 5ms",
    ])
    func `what is no threshold is said to be none`(text: String) {
        #expect(throws: LoadError.self) { try Threshold(text) }
    }

    /// What there is when nothing but the offer itself was observed, and nothing at all.
    @Test(arguments: [
        ("p99 < 50ms", "no first attempt was answered or timed out"),
        ("service.max < 50ms", "no attempt was answered or timed out"),
        ("senderLateness.p50 < 50ms", "no attempt was begun"),
        ("lost == 0", "no event was delivered or lost"),
        ("lost < 1%", "no event was delivered or lost"), ("late == 0", "no event was delivered or lost"),
        ("duplicated <= 5", "no event was delivered or lost"), ("errors == 0", "no attempt was made"),
        ("errors < 1%", "no attempt was made"), ("audit.absent == 0", "there was no audit"),
        ("audit.audited >= 0", "there was no audit"),
    ])
    func `what had nothing to measure is not tested`(text: String, reason: String) throws {
        var result = LoadResult()
        result.counts.offered = 10
        result.counts.unfinished = 10
        result.offeringDuration = .seconds(1)
        let row = try #require(LoadJudgement(result, [try Threshold(text)]).asked.first)
        #expect(row.verdict == .notTested)
        #expect(row.reason == reason)
        #expect(row.value == "nothing measured")
        let nothing = try #require(LoadJudgement(LoadResult(), [try Threshold(text)]).asked.first)
        #expect(nothing.verdict == .notTested)
    }

    @Test(arguments: ["rate >= 0/s", "offered == 0", "dropped == 0", "connections < 5", "delivered == 0"])
    func `nothing that was offered leaves no figure at all`(text: String) throws {
        let row = try #require(LoadJudgement(LoadResult(), [try Threshold(text)]).asked.first)
        #expect(row.verdict == .notTested)
        #expect(row.reason == "nothing was offered")
    }

    @Test func `an audit that could judge nothing meets no bound`() throws {
        var result = Self.result
        result.audit = AuditResult()
        result.audit?.unjudged = 7
        for text in ["audit.absent == 0", "audit.right >= 0", "audit.twice < 1%"] {
            let row = try #require(LoadJudgement(result, [try Threshold(text)]).asked.first)
            #expect(row.verdict == .notTested, "\(text)")
            #expect(row.reason == "the audit could judge no upload")
        }
        let unjudged = try #require(LoadJudgement(result, [try Threshold("audit.unjudged == 7")]).asked.first)
        #expect(unjudged.verdict == .pass)
    }
}
