import JSONText
import VodHookDelivery
package import VodHookLoad
import VodHookPlan

/// The result of a load as text for the terminal.
package enum LoadSummary {
    /// All figures, a few lines.
    package static func text(
        _ result: LoadResult, _ heading: LoadResult.Heading, _ judgement: LoadJudgement,
        search: LimitSearch? = nil, style: TextStyle
    ) -> String {
        let counts = result.counts
        var lines = search.map { [style.strong($0.sentence), ""] } ?? []
        lines.append("\(SafeText.line(heading.scenario)): \(heading.profile)")
        var total = "  offered \(counts.offered)   delivered \(counts.delivered)   lost \(counts.lost)"
        total += "   late \(counts.late)   duplicated \(counts.duplicated)   dropped \(counts.dropped)"
        if counts.unfinished > 0 { total += "   unfinished \(counts.unfinished)" }
        lines.append(total)
        lines.append(
            "  \(number(result.offeredPerSecond))/s offered, \(number(result.achievedPerSecond))/s delivered, "
                + "\(counts.attempts) attempts over \(counts.connections) connections in \(number(result.duration.inSeconds)) s"
        )
        let statuses = result.statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let errors = result.errors.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        if !(statuses + errors).isEmpty {
            lines.append("  answers  \((statuses + errors).joined(separator: "   "))")
        }
        lines.append("")
        lines.append(row("latency in ms", ["p50", "p90", "p99", "p99.9", "max"]))
        lines.append(row("response", result.response))
        lines.append(row("service", result.service))
        lines.append(row("sender lateness", result.senderLateness))
        if result.senderWasSaturated {
            lines.append("")
            lines.append("  \(style.warn("warning")): \(saturation(of: result))")
        }
        if let audit = result.audit {
            lines.append("")
            lines += audit.lines.map { "  \($0)" }
        }
        if !judgement.listed.isEmpty { lines.append("") }
        for row in judgement.listed {
            let mark = row.verdict == .fail ? "FAIL" : row.verdict.words
            lines.append("  \(styled(mark, row.verdict, style))  \(row.text)  (\(SafeText.line(row.shown)))")
        }
        lines.append("")
        lines.append(styled(SafeText.line(judgement.sentence), judgement.verdict, style))
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line about a trial of a search for the limit.
    package static func trial(
        _ rate: Double, _ verdict: LimitSearch.Verdict, _ result: LoadResult, missed: [String]
    ) -> String {
        let p99 = result.response.count == 0 ? "-" : number(result.response.milliseconds(at: 99))
        let head = "trial at \(LoadProfile.text(rate)): "
        let figures = "\(number(result.achievedPerSecond))/s delivered, p99 \(p99) ms"
        switch verdict {
        case .pass: return "\(head)pass, \(figures)"
        case .fail:
            let reasons = missed.isEmpty ? "" : ": \(missed.joined(separator: ", "))"
            return "\(head)fail, \(figures)\(reasons)"
        case .senderLimited: return "\(head)this machine was the limit, \(figures)"
        }
    }

    /// What is said when this machine, and not the receiver, was the limit.
    static func saturation(of result: LoadResult) -> String {
        "\(result.lateness ?? "this machine was in time"), so it could not offer more"
    }

    private static func styled(
        _ text: String, _ verdict: Verdict, _ style: TextStyle
    ) -> String {
        verdict == .pass ? style.good(text) : style.bad(text)
    }

    private static func row(_ name: String, _ histogram: LatencyHistogram) -> String {
        if histogram.count == 0 { return row(name, ["-", "-", "-", "-", "-"]) }
        return row(
            name,
            [50, 90, 99, 99.9].map { number(histogram.milliseconds(at: $0)) } + [
                number(histogram.maxMilliseconds)
            ])
    }

    private static func row(_ name: String, _ cells: [String]) -> String {
        let head = "  " + name + String(repeating: " ", count: max(1, 18 - name.utf8.count))
        return head + cells.map { String(repeating: " ", count: max(1, 11 - $0.utf8.count)) + $0 }.joined()
    }

    private static func number(_ value: Double) -> String {
        let factor = value < 10 ? 1000.0 : 10
        return JSONNumber(shortest: (value * factor).rounded() / factor)?.literal ?? "?"
    }
}
