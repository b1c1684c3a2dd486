import JSONText
import VodHookDelivery

/// What is made of the histories that fail.
extension PartExplorer {
    /// So many are run again when there is no time to make them smaller.
    private static let lastTries = 3
    /// More histories than these are not made smaller; receivers with so many faults need other help.
    private static let shrinkLimit = 12
    /// How long after the time limit what was found may still be made smaller, if the limit itself is not shorter.
    private static let longestGrace = Duration.seconds(20)

    /// Shrinks what fails, leaving out what a finding explains already.
    mutating func examine(_ failing: [Failing]) async {
        if isReceiverGone { return blame(failing) }
        let end = options.timeLimit.map {
            max(deadline ?? .zero, runner.wall.now()) + min($0, Self.longestGrace)
        }
        var rest = failing
        var passing: [Failing] = []
        var shrunkCount = 0
        var flake: String?
        // Nobody waits for a receiver of which it is known that it works before it answers.
        var isCalm = options.watch == .zero
        while let first = rest.first, findings.count < options.findings, shrunkCount < Self.shrinkLimit {
            if isInterrupted || isOver(end) { break }
            shrunkCount += 1
            var shrinking = HistoryShrinking(
                runner: runner, options: options, salts: salts, names: names, pace: pace,
                deadline: end, canHold: canHold, mayCrowd: !isCrowded && canOverlap, observer: observer)
            shrinking.isCalm = isCalm
            let shrunk = await shrinking.shrink(first)
            requests += shrinking.requests
            flake = flake ?? shrinking.flake
            if Task.isCancelled { isInterrupted = true }
            // What there was no time to run again is none that passes.
            if shrunk == nil, isInterrupted || isOver(end) { break }
            rest.removeFirst()
            guard var shrunk else {
                if shrinking.flake == nil { passing.append(first) }
                continue
            }
            let count = rest.count
            rest.removeAll { $0.history.contains(shrunk.history) }
            shrunk.explains = 1 + count - rest.count
            add(shrunk)
            isCalm = isCalm || shrunk.kind == .state
        }
        // What a finding explains need not be told apart any more.
        passing.removeAll { failing in findings.contains { failing.history.contains($0.history) } }
        report(passing)
        if findings.isEmpty, let first = await standing(&rest) {
            let alike = rest.filter { $0.history.contains(first.history) }
            rest.removeAll { $0.history.contains(first.history) }
            findings.append(unexamined(first, explains: alike.count))
        }
        // Without a finding the plain order is what fails.
        if findings.isEmpty, let flake { problem = .plainDiffers(flake) }
        if !rest.isEmpty, !isInterrupted {
            notes.append("\(Shown.count(rest.count, "more failing history")) not examined; fix these first")
        }
    }

    /// The first of those that there was no time to make smaller and that fails again with patience.
    ///
    /// Those before it are taken out. After an interruption nothing can be run again, and the first one stands as it was seen.
    private mutating func standing(_ rest: inout [Failing]) async -> Failing? {
        for _ in 0..<Self.lastTries {
            guard let first = rest.first else { return nil }
            if isInterrupted { return first }
            guard let plain = reference(of: first.history) else { return first }
            let record = await runner.run(
                first.history, salt: salts.next(), plain: plain, patience: pace.confirming)
            requests += record.requests
            isInterrupted = isInterrupted || record.isInterrupted
            let symptoms = Symptom.all(record, against: plain, names: names)
            if isInterrupted { return first }
            if !symptoms.isEmpty {
                return Failing(history: first.history, record: record, symptoms: symptoms)
            }
            rest.removeFirst()
            notes.append(
                "seen while other histories ran, and not again with more time: \(first.symptoms.first?.message ?? "a difference")"
            )
        }
        return nil
    }

    private mutating func isOver(_ end: Duration?) -> Bool {
        guard let end, runner.wall.now() >= end else { return false }
        isTimeUp = true
        return true
    }

    /// A finding as it was seen, for want of time.
    private func unexamined(_ failing: Failing, explains: Int) -> ShrunkHistory {
        let kind = failing.symptoms.map(\.kind).min(by: HistoryShrinking.isWorse) ?? .state
        return ShrunkHistory(
            kind: kind, original: failing, history: failing.history, record: failing.record,
            plain: reference(of: failing.history) ?? plain, symptoms: failing.symptoms, runs: 0,
            repeated: isInterrupted ? (0, 0) : (1, 1), explains: explains, isShrunk: false)
    }

    /// Adds a finding, or counts it to one that says the same of other events.
    private mutating func add(_ shrunk: ShrunkHistory) {
        let signature = OrderRule.signature(shrunk.history, shrunk.symptoms)
        let outcome = OrderRule.outcome(shrunk.history, shrunk.symptoms)
        let isOverlap = shrunk.history.overlaps > 0
        let same = findings.firstIndex { known in
            (isOverlap || known.history.overlaps > 0)
                && OrderRule.outcome(known.history, known.symptoms) == outcome
        }
        if let same {
            // An overlap that does what the order alone does is no other finding.
            var simpler = findings[same]
            if shrunk.history.size < simpler.history.size { simpler = shrunk }
            simpler.explains = findings[same].explains + shrunk.explains
            simpler.alike = findings[same].alike
            findings[same] = simpler
            return
        }
        let known = findings.firstIndex { known in
            shrunk.history.contains(known.history)
                || OrderRule.signature(known.history, known.symptoms) == signature
        }
        guard let known else { return findings.append(shrunk) }
        findings[known].explains += shrunk.explains
        if !shrunk.history.contains(findings[known].history) {
            findings[known].alike.append(OrderRule.deliveries(shrunk.history, names))
        }
    }

    /// What failed among others and not by itself: a race if it was seen more than once, else perhaps the load.
    private mutating func report(_ passing: [Failing]) {
        guard
            let first = passing.first(where: { $0.symptoms.contains { $0.kind == .state } }) ?? passing.first
        else {
            return
        }
        // A receiver that works on after its answers may just have been late.
        guard passing.count > 1, findings.isEmpty, pace.work == .zero, !isCrowded,
            first.symptoms.contains(where: { $0.kind == .state })
        else {
            let what = first.symptoms.first?.message ?? "a difference"
            let more = passing.count > 1 ? ", and \(passing.count - 1) others" : ""
            notes.append("seen while other histories ran, and not again by itself: \(what)\(more)")
            return
        }
        findings.append(
            ShrunkHistory(
                kind: .state, original: first, history: first.history, record: first.record,
                plain: reference(of: first.history) ?? plain,
                symptoms: first.symptoms, runs: 0, repeated: (passing.count, part.run),
                explains: passing.count,
                isShrunk: false))
    }

    /// Blames what was under way when the receiver went, since nobody is there to run it again.
    private mutating func blame(_ failing: [Failing]) {
        func isBroken(_ failing: Failing) -> Bool {
            failing.record.deliveries.contains { Int($0.answer) == nil }
                && failing.record.deliveries.contains(where: \.isAccepted)
        }
        guard let first = failing.first(where: isBroken) ?? failing.first else { return }
        findings.append(
            ShrunkHistory(
                kind: .death, original: first, history: first.history, record: first.record,
                plain: reference(of: first.history) ?? plain,
                symptoms: first.symptoms, runs: 0, repeated: (1, 1), explains: failing.count, isShrunk: false)
        )
    }
}
