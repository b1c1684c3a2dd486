@testable import JSONText
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookLoad
@testable import VodHookPlan

@Suite struct LimitSearchTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var start = 100.0
        var maximum = 200_000.0
        /// The receiver passes up to this rate.
        var receiver = Double.infinity
        /// This machine offers up to this rate.
        var sender = Double.infinity
        var trialLimit = 30
        let bound: LimitSearch.Bound
        let sentence: String
        var rates: [Double]?
    }

    static let rows = [
        Row(
            testDescription: "a limit between doublings", receiver: 650, bound: .receiver,
            sentence: "650/s is the highest rate that meets the thresholds; 675/s does not",
            rates: [100, 200, 400, 800, 600, 700, 650, 675]),
        Row(
            testDescription: "a limit below the start", receiver: 30, bound: .receiver,
            sentence: "30/s is the highest rate that meets the thresholds; 31/s does not",
            rates: [100, 50, 25, 38, 32, 29, 31, 30]),
        Row(
            testDescription: "no limit up to the highest rate", maximum: 1000, bound: .maxRate,
            sentence:
                "1000/s is the highest rate that meets the thresholds, and no higher rate was tried; --max-rate allows more",
            rates: [100, 200, 400, 800, 1000]),
        Row(
            testDescription: "a receiver that never passes", start: 4, receiver: 0, bound: .nothingPassed,
            sentence: "not even 1/s meets the thresholds", rates: [4, 2, 1]),
        Row(
            testDescription: "a sender that cannot offer more", sender: 500, bound: .sender,
            sentence:
                "500/s is the highest rate that meets the thresholds; this machine could not offer 525/s, so the receiver may take more"
        ),
        Row(
            testDescription: "a receiver below the sender's limit", receiver: 300, sender: 500,
            bound: .receiver, sentence: "300/s is the highest rate that meets the thresholds; 313/s does not"),
        Row(
            testDescription: "so many trials", receiver: 650, trialLimit: 4, bound: .trials,
            sentence:
                "400/s is the highest rate that meets the thresholds in 4 trials; 800/s does not",
            rates: [100, 200, 400, 800]),
        Row(
            testDescription: "a start above the highest rate", start: 5000, maximum: 1000, bound: .maxRate,
            sentence:
                "1000/s is the highest rate that meets the thresholds, and no higher rate was tried; --max-rate allows more",
            rates: [1000]),
    ]

    @Test(arguments: rows) func `the search finds`(_ row: Row) {
        var search = LimitSearch(start: row.start, maximum: row.maximum, trialLimit: row.trialLimit)
        while let rate = search.next {
            search.note(rate > row.sender ? .senderLimited : rate > row.receiver ? .fail : .pass)
        }
        #expect(search.bound == row.bound)
        #expect(search.sentence == row.sentence)
        if let rates = row.rates { #expect(search.trials.map(\.rate) == rates) }
        #expect(search.trials.count <= row.trialLimit)
    }

    @Test(arguments: [
        (0, 1000, 0, LimitSearch.Verdict.pass), (0, 999, 1, .fail), (50, 1000, 0, .pass),
        (50, 900, 0, .senderLimited),
        (50, 999, 1, .senderLimited), (0, 900, 0, .pass), (0, 0, 0, .fail),
    ])
    func `a trial is judged by thresholds and by what this machine could offer`(
        late: Int, delivered: Int, lost: Int, verdict: LimitSearch.Verdict
    ) throws {
        var result = LoadResult()
        result.counts.offered = 1000
        result.counts.senderLate = late
        result.counts.delivered = delivered
        result.counts.attempts = delivered + lost
        result.counts.lost = lost
        result.counts.dropped = 1000 - delivered - lost
        result.duration = .seconds(10)
        result.offeringDuration = .seconds(10)
        let judgement = LoadJudgement(result, [try Threshold("errors < 1")], scope: .trial)
        #expect(LimitSearch.Verdict(judgement) == verdict)
    }

    @Test func `a verdict that wavers ends all the same`() {
        var search = LimitSearch(start: 100, maximum: 200_000)
        var generator = SeededGenerator(seed: 5)
        while search.next != nil { search.note(generator.bool(chance: 0.5) ? .pass : .fail) }
        #expect(search.trials.count <= 30)
        #expect(search.bound != nil)
    }

    @Test func `the saved form has all trials`() {
        var search = LimitSearch(start: 100, maximum: 200)
        search.note(.pass)
        search.note(.fail)
        #expect(search.bound == nil)
        #expect(search.sentence.hasPrefix("the search was not finished; so far 100/s"))
        #expect(search.json["trials"]?.array?.count == 2)
        #expect(search.json["highestPassPerSecond"]?.number?.double == 100)
    }
}
