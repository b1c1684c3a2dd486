import JSONText
import VodHookCatalogue
package import VodHookDelivery
import VodHookPlan

/// The report that people read in a terminal: every delivery a line, every failed check with its place.
package struct TerminalReport: Sendable {
    /// Which lines are shown.
    package enum Detail: Sendable {
        /// Only what failed, and the summary.
        case quiet
        case normal
        /// Requests and answers too.
        case verbose
    }

    private let style: TextStyle
    private let detail: Detail

    package init(style: TextStyle, detail: Detail = .normal) {
        self.style = style
        self.detail = detail
    }

    /// The whole report, ending with a line break.
    package func text(_ result: RunResult) -> String {
        result.scenarios.compactMap { text($0) }.joined() + summary(result) + "\n"
    }

    /// The lines of one scenario and an empty one; nil when there is nothing to show of it.
    package func text(_ scenario: ScenarioResult) -> String? {
        if detail == .quiet && scenario.verdict == .pass { return nil }
        return (lines(scenario) + [""]).map { $0 + "\n" }.joined()
    }

    private func lines(_ scenario: ScenarioResult) -> [String] {
        var lines = [
            "\(style.mark(scenario.verdict)) \(style.strong(SafeText.line(scenario.name)))  \(style.faint(SafeText.line(scenario.file)))"
        ]
        let index = ResultIndex(scenario)
        let names = scenario.deliveries.map {
            "\($0.planned.event)\($0.planned.subject.map { " \($0)" } ?? "")"
        }
        let width = min(40, names.map(\.count).max() ?? 0)
        let mediaWidth = scenario.deliveries.map(\.planned.media.count).max() ?? 0
        var probes = scenario.probes[...]
        for (place, (delivery, name)) in zip(scenario.deliveries, names).enumerated() {
            while let probe = probes.first, probe.deliveriesBefore <= place {
                lines += self.lines(probes.removeFirst(), index)
            }
            let checks = index.checks(of: delivery)
            let verdict = delivery.outcome == .interrupted ? .interrupted : checks.verdict
            if detail == .quiet && verdict == .pass { continue }
            lines.append(
                "  \(style.mark(verdict)) \(padded(name, width))  \(style.faint(padded(delivery.planned.media, mediaWidth)))  \(story(delivery))\(note(delivery.planned))"
            )
            if detail == .verbose { lines += delivery.attempts.flatMap { exchange($0, delivery) } }
            lines += failures(checks, in: delivery.planned.position.file)
        }
        lines += probes.flatMap { self.lines($0, index) }
        lines += failures(index.otherChecks, in: scenario.file)
        for finding in scenario.acknowledgements.prefix(detail == .verbose ? Int.max : 5) {
            lines.append("  \(style.warn("!")) \(SafeText.line(finding.message))")
        }
        if scenario.acknowledgements.count > 5, detail != .verbose {
            lines.append(
                "  \(style.warn("!")) \(scenario.acknowledgements.count - 5) more of these with --verbose")
        }
        let vendor = scenario.vendorSentences.joined(separator: ", ")
        if !vendor.isEmpty { lines.append("  \(style.faint("a real vendor: \(vendor)"))") }
        if let hint = scenario.hint { lines.append("  \(style.warn("hint")): \(SafeText.line(hint))") }
        if scenario.isLeftOut {
            lines.append("  \(style.warn("left out")): an earlier scenario failed")
        } else if scenario.isInterrupted {
            let missing = scenario.plannedDeliveries - scenario.deliveries.count
            lines.append("  \(style.warn("interrupted")): \(Shown.count(missing, "delivery")) not begun")
        }
        return lines
    }

    /// `200  3.1 ms`, or `500, 500, 200  3 attempts`.
    private func story(_ delivery: DeliveryResult) -> String {
        let words = delivery.attempts.map { attempt in
            let word = attempt.observation.shown
            return attempt.observation.isAccepted ? style.good(word) : style.bad(word)
        }
        let shown = words.count <= 6 ? words : Array(words.prefix(3)) + ["…"] + Array(words.suffix(2))
        var story = shown.joined(separator: ", ")
        if delivery.attempts.count == 1, let attempt = delivery.attempts.first {
            story += style.faint("  \(Shown.duration(attempt.observation.duration))")
        } else {
            story += style.faint("  \(Shown.count(delivery.attempts.count, "attempt"))")
            if let last = delivery.attempts.last, let first = delivery.attempts.first,
                last.plannedAt - first.plannedAt >= .seconds(1)
            {
                story += style.faint(" over \(Shown.duration(last.plannedAt - first.plannedAt))")
            }
        }
        if delivery.outcome == .lost { story += "  \(style.warn("lost"))" }
        return story
    }

    /// What tells the delivery apart from others of its event: the name of its step and its faults.
    private func note(_ planned: PlannedDelivery) -> String {
        let words = [planned.name].compactMap(\.self) + planned.faults.map(\.word.text)
        return words.isEmpty ? "" : style.faint("  \(SafeText.line(words.joined(separator: ", ")))")
    }

    private func lines(_ probe: ProbeResult, _ index: ResultIndex) -> [String] {
        let checks = index.checks(of: probe)
        let verdict = checks.verdict
        if detail == .quiet && verdict == .pass { return [] }
        let asked = probe.requests == 1 ? "" : style.faint("  asked \(probe.requests) times")
        let shown = detail == .verbose ? ExchangeText(bodyLimit: 2000).lines(of: probe) : []
        return ["  \(style.mark(verdict)) probe \(SafeText.line(probe.planned.name))\(asked)"]
            + shown.map { "      \(SafeText.line($0))" }
            + failures(checks, in: probe.planned.spec.position.file)
    }

    /// Two lines for each failed check, and one for all that failed only because of the loss; there the name of
    /// `file` is left out.
    private func failures(_ checks: [Check], in file: String) -> [String] {
        let failed = checks.filter(\.verdict.isRed)
        var lines = failed.filter { !$0.followsLoss }.flatMap { check -> [String] in
            let message = "      \(style.bad(SafeText.line(check.message)))"
            if !check.position.isInFile { return [message] }
            return [message, "      \(style.faint("at \(check.position)"))"]
        }
        let following = failed.filter(\.followsLoss).map { check in
            let place = check.position
            let shown = place.file == file ? "\(place.line):\(place.column)" : "\(place)"
            return SafeText.line(check.message) + (place.isInFile ? " (\(shown))" : "")
        }
        if !following.isEmpty {
            lines.append("      \(style.faint("and so: \(following.joined(separator: "; "))"))")
        }
        return lines
    }

    private func exchange(_ attempt: Attempt, _ delivery: DeliveryResult) -> [String] {
        let head = "attempt \(attempt.number), \(Shown.duration(attempt.observation.duration))"
        let parts = ExchangeParts(attempt, of: delivery)
        return ["      \(style.faint(head))"]
            + ExchangeText(bodyLimit: 2000).shortLines(of: parts).map { "      \(SafeText.line($0))" }
    }

    /// The last line: how many of everything.
    package func summary(_ result: RunResult) -> String {
        let passed = result.scenarios.count { $0.verdict == .pass }
        let failed = result.scenarios.count { $0.verdict == .fail }
        let untested = result.scenarios.count { $0.verdict == .notTested }
        let leftOut = result.scenarios.count { $0.verdict == .skipped }
        let interrupted = result.scenarios.count { $0.verdict == .interrupted }
        let deliveries = result.scenarios.flatMap(\.deliveries)
        let lost = deliveries.count { $0.outcome == .lost }
        let attempts = deliveries.reduce(0) { $0 + $1.attempts.count }
        var scenarios =
            "\(Shown.count(result.scenarios.count, "scenario")): \(style.good("\(passed) passed"))"
        if failed > 0 { scenarios += ", \(style.bad("\(failed) failed"))" }
        if untested > 0 { scenarios += ", \(style.bad("\(untested) not tested"))" }
        if leftOut > 0 { scenarios += ", \(style.warn("\(leftOut) left out"))" }
        if interrupted > 0 { scenarios += ", \(style.warn("\(interrupted) interrupted"))" }
        var parts = [
            scenarios, Shown.count(deliveries.count, "delivery") + (lost > 0 ? " (\(lost) lost)" : ""),
        ]
        parts.append(Shown.count(attempts, "attempt"))
        parts.append(Shown.count(result.scenarios.reduce(0) { $0 + $1.checks.count }, "check"))
        parts.append(Shown.duration(result.duration))
        parts.append("seed \(result.seed)")
        return "\(style.mark(result.verdict)) \(parts.joined(separator: " · "))"
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
