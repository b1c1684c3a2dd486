import JSONText
package import VodHookDelivery
package import VodHookPlan

/// The verdict of a load and every condition that it rests on: the one place that decides it.
///
/// Besides the thresholds that were asked for, some stand for every load: something was delivered, nothing was lost but
/// what the scenario expects, nothing was dropped or left unfinished. A threshold that names such a figure takes the
/// place of the standing one. What had nothing to measure is not tested, and that is no pass.
package struct LoadJudgement: Sendable, Equatable {
    /// What is judged.
    package enum Scope: Sendable, Equatable {
        /// A load, or one segment of it.
        case load
        /// What saved results add up to; `missing` are the segments of their loads that no file holds.
        case report(missing: [Segment])
        /// A trial of a search for the limit: its thresholds judge it, and what it delivered.
        case trial
    }

    /// One condition and what came of it.
    package struct Row: Sendable, Equatable {
        /// The condition as it was written.
        package let text: String
        /// True when it holds for every load, whether it was asked for or not.
        package let isStanding: Bool
        package let verdict: Verdict
        /// The figure in words.
        package let value: String
        /// Why it was not tested, and for a standing condition why it failed; nil when the figure says all.
        package let reason: String?

        /// The figure, and the reason behind it.
        package var shown: String { reason.map { "\(value): \($0)" } ?? value }

        var json: JSONValue {
            var object = JSONObject()
            object.append("threshold", .string(text))
            object.append("verdict", .string(verdict.rawValue))
            object.append("value", .string(value))
            if let reason { object.append("reason", .string(reason)) }
            return .object(object)
        }
    }

    /// All conditions: those that were asked for in their order, then the standing ones.
    package let rows: [Row]
    /// True when a trial says nothing about the receiver, since this machine could not offer its rate.
    package let isSenderLimited: Bool
    package let verdict: Verdict

    /// Judges a result.
    package init(_ result: LoadResult, _ thresholds: [Threshold], scope: Scope = .load) {
        var standing = StandingThresholds(result, named: Set(thresholds.map(\.name)))
        switch scope {
        case .load: standing.addForLoad()
        case .report(let missing):
            standing.addForLoad()
            standing.addSegments(missing: missing)
        case .trial: standing.addForTrial()
        }
        // In a trial a late machine is a verdict of its own.
        let lateness = scope == .trial ? nil : result.lateness
        rows = thresholds.map { Row($0, result, lateness: lateness) } + standing.rows
        let holds = rows.allSatisfy { $0.verdict == .pass }
        isSenderLimited =
            scope == .trial && result.senderWasSaturated && !(holds && result.reachedItsRate)
        if result.isInterrupted {
            verdict = .interrupted
        } else if isSenderLimited {
            verdict = .notTested
        } else {
            verdict = Verdict(of: rows.map(\.verdict))
        }
    }

    /// The conditions that were asked for.
    package var asked: [Row] { rows.filter { !$0.isStanding } }

    /// What a report lists: everything that was asked for, and of the rest what does not hold.
    package var listed: [Row] { rows.filter { !$0.isStanding || $0.verdict != .pass } }

    /// The conditions that do not hold.
    package var missed: [Row] { rows.filter { $0.verdict != .pass } }

    /// The verdict in a sentence, with the reason where a figure does not give it.
    package var sentence: String {
        let reason = rows.first { $0.verdict == verdict && $0.reason != nil }?.reason
        switch verdict {
        case .pass: return "passed"
        case .fail: return reason.map { "failed: \($0)" } ?? "failed"
        case .notTested:
            if isSenderLimited { return "not tested: this machine could not offer the rate" }
            return reason.map { "not tested: \($0)" } ?? "not tested"
        case .skipped, .interrupted: return verdict.words
        }
    }
}

extension LoadJudgement.Row {
    /// What a threshold came to; `lateness` says that this machine was late, which spoils latencies.
    init(_ threshold: Threshold, _ result: LoadResult, lateness: String?) {
        text = threshold.text
        isStanding = false
        value = threshold.shown(for: result)
        switch threshold.reading(in: result) {
        case .nothing(let why): (verdict, reason) = (.notTested, why)
        case .value(let figure):
            if let lateness, threshold.isAboutReceiverLatency {
                (verdict, reason) = (.notTested, lateness)
            } else {
                (verdict, reason) = (threshold.comparison.holds(figure, threshold.bound) ? .pass : .fail, nil)
            }
        }
    }
}

extension LoadResult {
    /// Why latencies say nothing about the receiver; nil when this machine was in time.
    package var lateness: String? {
        senderWasSaturated
            ? "this machine started \(counts.senderLate) of \(counts.offered) events late" : nil
    }
}
