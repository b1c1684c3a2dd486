@testable import JSONText
import Testing
import VodHookDelivery
@testable import VodHookLoad
@testable import VodHookPlan

/// The verdict of a load, row by row.
@Suite struct LoadJudgementTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var thresholds: [String] = []
        var scope = LoadJudgement.Scope.load
        /// Changes 100 events that were all delivered in time.
        let change: @Sendable (inout LoadResult) -> Void
        let verdict: Verdict
        let sentence: String
    }

    static func events(
        delivered: Int = 0, lost: Int = 0, dropped: Int = 0, unfinished: Int = 0
    ) -> @Sendable (inout LoadResult) -> Void {
        { result in
            result.counts = LoadResult.Counts()
            result.counts.offered = 100
            result.counts.delivered = delivered
            result.counts.lost = lost
            result.counts.dropped = dropped
            result.counts.unfinished = unfinished
            result.counts.attempts = 100 - dropped
            result.statuses = [200: delivered, 503: lost].filter { $0.value > 0 }
        }
    }

    /// Ten of the hundred events are expected to be lost.
    static func expected(
        _ kind: any WritableKeyPath<LoadResult.ExpectedLosses, Int> & Sendable, lost: Int = 10
    ) -> @Sendable (inout LoadResult) -> Void {
        { result in
            events(delivered: 100 - lost, lost: lost)(&result)
            result.expectedLosses[keyPath: kind] = 10
        }
    }

    static let whole = [
        Row(testDescription: "all delivered", change: { _ in }, verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "thresholds that hold", thresholds: ["p99 < 50ms", "lost == 0", "rate >= 10/s"],
            change: { _ in }, verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "a threshold that does not hold", thresholds: ["p99 < 1ms"], change: { _ in },
            verdict: .fail, sentence: "failed"),
        Row(
            testDescription: "all refused, fast", thresholds: ["p99 < 50ms"], change: events(lost: 100),
            verdict: .fail, sentence: "failed: nothing was delivered"),
        Row(
            testDescription: "all refused, and losses allowed", thresholds: ["lost <= 100"],
            change: events(lost: 100), verdict: .fail, sentence: "failed: nothing was delivered"),
        Row(
            testDescription: "some dropped", thresholds: ["p99 < 50ms", "lost == 0"],
            change: events(delivered: 6, dropped: 94), verdict: .fail,
            sentence: "failed: 94 events were dropped: they could not be sent near the due time"),
        Row(
            testDescription: "as many dropped as a threshold allows", thresholds: ["dropped <= 94"],
            change: events(delivered: 6, dropped: 94), verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "all dropped", thresholds: ["dropped <= 100"], change: events(dropped: 100),
            verdict: .fail, sentence: "failed: nothing was delivered"),
        Row(
            testDescription: "all unfinished, none lost", thresholds: ["lost == 0"],
            change: events(unfinished: 100), verdict: .fail, sentence: "failed: nothing was delivered"),
        Row(
            testDescription: "one unfinished", change: events(delivered: 99, unfinished: 1), verdict: .fail,
            sentence: "failed: 1 event was unfinished: it still had retries left when the load ended"),
        Row(
            testDescription: "as many unfinished as a threshold allows", thresholds: ["unfinished < 5%"],
            change: events(delivered: 99, unfinished: 1), verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "one lost", thresholds: ["p99 < 50ms"], change: events(delivered: 99, lost: 1),
            verdict: .fail, sentence: "failed: 1 event was lost"),
        Row(
            testDescription: "as many lost as a threshold allows", thresholds: ["lost < 5%"],
            change: events(delivered: 99, lost: 1), verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "losses that are expected, and refused", change: expected(\.refused),
            verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "losses beyond those that are expected", change: expected(\.refused, lost: 12),
            verdict: .fail, sentence: "failed: 2 events were lost"),
        Row(
            testDescription: "losses that are expected, by silence, of a receiver that answers others",
            change: expected(\.silent), verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "losses that are expected, by silence, of a receiver that answers nothing",
            change: { result in
                expected(\.silent)(&result)
                result.statuses = [:]
            }, verdict: .notTested, sentence: "not tested: the receiver answered nothing in this load"),
        Row(
            testDescription: "losses that are expected, of requests that were never sent",
            change: expected(\.unsent), verdict: .notTested,
            sentence: "not tested: 10 of the events whose loss is expected never reached the receiver"),
        Row(
            testDescription: "deliveries of what should be lost", change: expected(\.delivered, lost: 0),
            verdict: .fail, sentence: "failed: 10 events were delivered whose loss is expected"),
        Row(
            testDescription: "counts that do not add up",
            change: { $0.counts.offered = 101 }, verdict: .fail, sentence: "failed: the counts do not add up"),
        Row(
            testDescription: "nothing offered", change: { $0.counts = LoadResult.Counts() },
            verdict: .notTested, sentence: "not tested: nothing was offered"),
        Row(
            testDescription: "an obstacle before the load",
            change: { result in
                result = LoadResult()
                result.obstacle = "nobody listens"
            }, verdict: .notTested, sentence: "not tested: nobody listens"),
        Row(
            testDescription: "interrupted",
            change: { $0.isInterrupted = true }, verdict: .interrupted, sentence: "interrupted"),
    ]

    static let lateness = [
        Row(
            testDescription: "a late machine, without a threshold on latencies", thresholds: ["errors == 0"],
            change: { $0.counts.senderLate = 2 }, verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "a late machine, with a threshold on latencies", thresholds: ["p99 < 50ms"],
            change: { $0.counts.senderLate = 2 }, verdict: .notTested,
            sentence: "not tested: this machine started 2 of 100 events late"),
        Row(
            testDescription: "a late machine, with a threshold on its own lateness",
            thresholds: ["senderLateness.p99 < 50ms"], change: { $0.counts.senderLate = 2 }, verdict: .pass,
            sentence: "passed"),
        Row(
            testDescription: "a late machine, and something that fails whatever its latencies",
            thresholds: ["p99 < 50ms", "errors > 0"], change: { $0.counts.senderLate = 2 }, verdict: .fail,
            sentence: "failed"),
        Row(
            testDescription: "a machine that is late by one of a hundred", thresholds: ["p99 < 50ms"],
            change: { $0.counts.senderLate = 1 }, verdict: .pass, sentence: "passed"),
    ]

    static let audits = [
        Row(
            testDescription: "an audit without findings", change: { $0.audit = audit(right: 5) },
            verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "an audit with a finding", change: { $0.audit = audit(right: 5, absent: 1) },
            verdict: .fail, sentence: "failed: the state of 1 upload is not right"),
        Row(
            testDescription: "a finding that a threshold allows", thresholds: ["audit.absent < 5"],
            change: { $0.audit = audit(right: 5, absent: 1) }, verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "a threshold about another kind of finding", thresholds: ["audit.absent < 5"],
            change: { $0.audit = audit(right: 5, twice: 2) }, verdict: .fail,
            sentence: "failed: the state of 2 uploads is not right"),
        Row(
            testDescription: "a threshold about what is right", thresholds: ["audit.right > 50%"],
            change: { $0.audit = audit(right: 5, twice: 2) }, verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "an audit that could judge nothing", change: { $0.audit = audit(right: 0) },
            verdict: .notTested, sentence: "not tested: the audit could judge no upload"),
        Row(
            testDescription: "an audit that was asked for and not made", thresholds: ["audit.absent == 0"],
            change: { _ in }, verdict: .notTested, sentence: "not tested: there was no audit"),
    ]

    static let scopes = [
        Row(
            testDescription: "a report of all segments", scope: .report(missing: []), change: { _ in },
            verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "a report that lacks a segment", scope: .report(missing: missing(["1/2"])),
            change: { _ in }, verdict: .fail, sentence: "failed: segment 2/2 is missing"),
        Row(
            testDescription: "a report that lacks many",
            scope: .report(missing: missing(["1/14", "2/14"])), change: { _ in }, verdict: .fail,
            sentence:
                "failed: segments 3/14, 4/14, 5/14, 6/14, 7/14, 8/14, 9/14, 10/14, 11/14, 12/14 and 2 more are missing"
        ),
        Row(
            testDescription: "a trial with losses that no threshold names", thresholds: ["p99 < 50ms"],
            scope: .trial, change: events(delivered: 50, lost: 20, dropped: 20, unfinished: 10),
            verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "a trial that delivered nothing", thresholds: ["p99 < 50ms"], scope: .trial,
            change: events(lost: 100), verdict: .fail, sentence: "failed: nothing was delivered"),
        Row(
            testDescription: "a trial that a late machine reached all the same", thresholds: ["p99 < 50ms"],
            scope: .trial, change: { $0.counts.senderLate = 50 }, verdict: .pass, sentence: "passed"),
        Row(
            testDescription: "a trial that a late machine did not reach", thresholds: ["p99 < 50ms"],
            scope: .trial,
            change: { result in
                result.counts.senderLate = 50
                result.duration = .seconds(20)
            }, verdict: .notTested, sentence: "not tested: this machine could not offer the rate"),
        Row(
            testDescription: "an interrupted trial", scope: .trial, change: { $0.isInterrupted = true },
            verdict: .interrupted, sentence: "interrupted"),
    ]

    @Test(arguments: whole + lateness + audits + scopes) func `a load is judged`(_ row: Row) throws {
        var result = LoadResult()
        Self.events(delivered: 100)(&result)
        result.duration = .seconds(10)
        result.offeringDuration = .seconds(10)
        for _ in 0..<100 {
            result.response.record(nanoseconds: 5_000_000)
            result.service.record(nanoseconds: 4_000_000)
            result.senderLateness.record(nanoseconds: 1_000_000)
        }
        row.change(&result)
        let thresholds = try row.thresholds.map { try Threshold($0) }
        let judgement = LoadJudgement(result, thresholds, scope: row.scope)
        #expect(judgement.verdict == row.verdict)
        #expect(judgement.sentence == row.sentence)
        #expect(judgement.asked.map(\.text) == row.thresholds)
        if row.verdict == .pass { #expect(judgement.missed.isEmpty) }
        let json = result.json(
            LoadResult.Heading(toolVersion: "1", scenario: "x", seed: 1, profile: "y"), judgement)
        #expect(json["verdict"]?.string == row.verdict.rawValue)
        for (place, asked) in judgement.asked.enumerated() {
            let saved = json["thresholds"]?.array?[place]
            #expect(saved?["verdict"]?.string == asked.verdict.rawValue)
            #expect(saved?["reason"]?.string == asked.reason)
        }
    }

    @Test(
        arguments: [
            (["1/1"], []), (["1/1", "1/1"], []), (["1/4", "2/4", "3/4", "4/4"], []),
            (["2/4", "4/4"], ["1/4", "3/4"]),
            ([], ["1/1"]), (["1/2", "2/4", "4/4"], []), (["1/2", "2/4"], ["4/4"]),
            (["1/2", "1/3"], ["2/6", "6/6"]), (["1/4096", "1/4093"], nil),
        ] as [([String], [String]?)])
    func `segments that are missing are named`(given: [String], missing: [String]?) throws {
        let segments = try given.map { try #require(Segment($0)) }
        let found = Segment.missing(from: segments).map(\.description)
        if let missing { #expect(found == missing) } else { #expect(!found.isEmpty) }
    }

    private static func missing(_ names: [String]) -> [Segment] {
        Segment.missing(from: names.compactMap { Segment($0) })
    }

    private static func audit(right: Int, absent: Int = 0, twice: Int = 0) -> AuditResult {
        var audit = AuditResult()
        audit.audited = right + absent + twice
        audit.right = right
        audit.absent = absent
        audit.twice = twice
        return audit
    }
}
