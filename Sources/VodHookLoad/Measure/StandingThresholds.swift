import VodHookDelivery

/// The conditions that hold for a load whether they are asked for or not, in the order of a report.
struct StandingThresholds {
    private let result: LoadResult
    /// The figures that thresholds of the user name.
    private let named: Set<String>
    private(set) var rows: [LoadJudgement.Row] = []

    private var counts: LoadResult.Counts { result.counts }

    init(_ result: LoadResult, named: Set<String>) {
        self.result = result
        self.named = named
    }

    /// Adds what every load is judged by.
    mutating func addForLoad() {
        addBalance()
        addDelivered()
        addLost()
        addExpectedLosses()
        addNone("dropped", counts.dropped, "could not be sent near the due time")
        addNone("unfinished", counts.unfinished, "still had retries left when the load ended")
        addAudit()
    }

    /// Adds what a trial is judged by besides its thresholds: 0 delivered is no rate.
    mutating func addForTrial() {
        addBalance()
        addDelivered()
        addAudit()
    }

    /// Adds that the results belong to whole loads.
    mutating func addSegments(missing: [Segment]) {
        let names = missing.prefix(10).map(\.description).joined(separator: ", ")
        let more = missing.count > 10 ? " and \(missing.count - 10) more" : ""
        let sentence =
            missing.count == 1 ? "segment \(names) is missing" : "segments \(names)\(more) are missing"
        add("segments.missing == 0", "\(missing.count)", missing.isEmpty ? nil : .fail, sentence)
    }

    // MARK: Each

    private mutating func addBalance() {
        add(
            "offered == delivered + lost + dropped + unfinished", "\(counts.offered) and \(counts.ended)",
            counts.ended == counts.offered ? nil : .fail, "the counts do not add up")
    }

    private mutating func addDelivered() {
        let text = "delivered > 0"
        if let obstacle = result.obstacle {
            add(text, "nothing measured", .notTested, obstacle)
        } else if counts.offered == 0 {
            add(text, "nothing measured", .notTested, "nothing was offered")
        } else {
            add(text, "\(counts.delivered)", counts.delivered > 0 ? nil : .fail, "nothing was delivered")
        }
    }

    private mutating func addLost() {
        if named.contains("lost") { return }
        let unexpected = counts.lost - result.expectedLosses.lost
        let others = result.expectedLosses.lost
        let beside = others > 0 ? ", and \(others) whose loss is expected" : ""
        add(
            "lost == 0", "\(unexpected)\(beside)", unexpected == 0 ? nil : .fail,
            Self.events(unexpected, "lost"))
    }

    /// A loss that is expected shows something only when the receiver refused: who was never reached refused nothing.
    private mutating func addExpectedLosses() {
        let expected = result.expectedLosses
        if expected == LoadResult.ExpectedLosses() { return }
        let text = "expected losses are refusals"
        let value =
            "refused \(expected.refused), silent \(expected.silent), never sent \(expected.unsent), delivered \(expected.delivered)"
        if expected.delivered > 0 {
            add(text, value, .fail, Self.events(expected.delivered, "delivered whose loss is expected"))
        } else if expected.unsent > 0 {
            add(
                text, value, .notTested,
                "\(expected.unsent) of the events whose loss is expected never reached the receiver")
        } else if expected.silent > 0, result.statuses.isEmpty {
            add(text, value, .notTested, "the receiver answered nothing in this load")
        } else {
            add(text, value, nil, "")
        }
    }

    private mutating func addNone(_ name: String, _ count: Int, _ meaning: String) {
        if named.contains(name) { return }
        let reason = "\(Self.events(count, name)): \(count == 1 ? "it" : "they") \(meaning)"
        add("\(name) == 0", "\(count)", count == 0 ? nil : .fail, reason)
    }

    /// To ask for an audit is to expect a right state; thresholds about it can allow for more.
    private mutating func addAudit() {
        guard let audit = result.audit else { return }
        if audit.judged == 0 {
            if named.contains(where: { $0.hasPrefix("audit.") }) { return }
            add("audit.right > 0", "nothing measured", .notTested, "the audit could judge no upload")
            return
        }
        if named.contains("audit.right") { return }
        let kinds = [("absent", audit.absent), ("twice", audit.twice), ("wrong", audit.wrong)]
        for (kind, count) in kinds where !named.contains("audit.\(kind)") {
            add(
                "audit.\(kind) == 0", "\(count)", count == 0 ? nil : .fail,
                "the state of \(count) \(count == 1 ? "upload" : "uploads") is not right")
        }
    }

    private static func events(_ count: Int, _ what: String) -> String {
        count == 1 ? "1 event was \(what)" : "\(count) events were \(what)"
    }

    /// Adds a condition; it passes when `verdict` is nil.
    private mutating func add(
        _ text: String, _ value: String, _ verdict: Verdict?, _ reason: String
    ) {
        rows.append(
            LoadJudgement.Row(
                text: text, isStanding: true, verdict: verdict ?? .pass, value: value,
                reason: verdict == nil ? nil : reason))
    }
}
