import JSONText
import Mustache
import VodHookDelivery
package import VodHookLoad
import VodHookPlan

/// The result of a load for a browser: one page without any address in it, readable without scripts.
package enum LoadPage {
    /// The most points of a line over time.
    private static let pointLimit = 240

    /// The page, ending with a line break; the same result gives the same bytes.
    package static func text(
        _ result: LoadResult, _ heading: LoadResult.Heading, _ judgement: LoadJudgement,
        search: LimitSearch? = nil
    ) -> String {
        do {
            return try MustacheTemplate(string: EmbeddedFiles.text("report/load.mustache")).render(
                page(result, heading, judgement, search).values) + "\n"
        } catch {
            preconditionFailure("the template of the report: \(error)")
        }
    }

    private static func page(
        _ result: LoadResult, _ heading: LoadResult.Heading, _ judgement: LoadJudgement,
        _ search: LimitSearch?
    ) -> PageFields {
        var page = PageFields()
        page.set("style", file: "report/page.css")
        page.set("ownStyle", file: "report/load.css")
        page.set("version", heading.toolVersion)
        let verdict = judgement.verdict
        page.set("verdict", verdict.rawValue)
        page.set("mark", HTMLReport.mark(verdict))
        page.set("headline", headline(verdict, heading))
        page.set("profile", heading.profile)
        page.set("facts", facts(result, heading))
        page.set("isSaturated", result.senderWasSaturated)
        page.set("saturation", LoadSummary.saturation(of: result))
        page.set("thresholds", judgement.listed.map(threshold))
        page.set("hasThresholds", !judgement.listed.isEmpty)
        page.set("latencies", latencies(result))
        page.set("charts", charts(result))
        let statuses = result.statuses.sorted { $0.key < $1.key }.map { (String($0.key), $0.value) }
        let errors = result.errors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        page.set("answers", (statuses + errors).map { HTMLReport.fact($0.0, String($0.1)) })
        page.set("hasAnswers", !(statuses + errors).isEmpty)
        page.set("audit", result.audit.map(audit))
        page.set("search", search.map(searchFields))
        return page
    }

    private static func headline(_ verdict: Verdict, _ heading: LoadResult.Heading) -> String {
        switch verdict {
        case .pass: "\(heading.scenario): the load passed"
        case .fail: "\(heading.scenario): the load failed"
        case .notTested, .skipped, .interrupted: "\(heading.scenario): \(verdict.words)"
        }
    }

    private static func facts(_ result: LoadResult, _ heading: LoadResult.Heading) -> [PageFields] {
        let counts = result.counts
        return [
            ("Offered", "\(counts.offered)"), ("Delivered", "\(counts.delivered)"),
            ("Lost", "\(counts.lost)"), ("Late", "\(counts.late)"), ("Duplicated", "\(counts.duplicated)"),
            ("Dropped", "\(counts.dropped)"), ("Unfinished", "\(counts.unfinished)"),
            ("Attempts", "\(counts.attempts)"), ("Connections", "\(counts.connections)"),
            ("Offered rate", "\(LoadChart.label(result.offeredPerSecond))/s"),
            ("Delivered rate", "\(LoadChart.label(result.achievedPerSecond))/s"),
            ("Duration", Shown.duration(result.duration)), ("Seed", "\(heading.seed)"),
        ].map { HTMLReport.fact($0.0, $0.1) }
    }

    private static func threshold(_ row: LoadJudgement.Row) -> PageFields {
        var fields = PageFields()
        fields.set("thresholdVerdict", row.verdict.rawValue)
        fields.set("thresholdWord", row.verdict.words)
        fields.set("thresholdMark", HTMLReport.mark(row.verdict))
        fields.set("thresholdText", row.text)
        let isUntested = row.verdict == .notTested
        fields.set("thresholdValue", isUntested ? "\(row.verdict.words): \(row.shown)" : row.shown)
        return fields
    }

    private static let histograms:
        [(name: String, path: any KeyPath<LoadResult, LatencyHistogram> & Sendable)] =
            [
                ("response", \.response), ("service", \.service), ("sender lateness", \.senderLateness),
            ]

    private static func latencies(_ result: LoadResult) -> [PageFields] {
        histograms.map { name, path in
            let histogram = result[keyPath: path]
            var row = PageFields()
            row.set("latencyName", name)
            for (place, percent) in [50, 90, 99, 99.9].enumerated() {
                row.set("cell\(place)", shown(histogram, histogram.milliseconds(at: percent)))
            }
            row.set("cell4", shown(histogram, histogram.maxMilliseconds))
            return row
        }
    }

    private static func shown(_ histogram: LatencyHistogram, _ milliseconds: Double) -> String {
        histogram.count == 0 ? "–" : LoadChart.label(milliseconds)
    }

    private static func audit(_ audit: AuditResult) -> PageFields {
        var fields = PageFields()
        fields.set("auditVerdict", audit.hasFindings ? "bad" : "good")
        fields.set(
            "auditCounts", AuditResult.fields.map { HTMLReport.fact($0.name, "\(audit[keyPath: $0.path])") })
        fields.set("auditLines", audit.lines.dropFirst().joined(separator: "\n"))
        fields.set("hasExamples", !audit.examples.isEmpty)
        return fields
    }

    private static func searchFields(_ search: LimitSearch) -> PageFields {
        var fields = PageFields()
        fields.set("sentence", search.sentence)
        fields.set(
            "trials",
            search.trials.map { trial in
                let verdict: Verdict = trial.verdict == .pass ? .pass : .fail
                var row = PageFields()
                row.set("trialRate", LoadProfile.text(trial.rate))
                row.set("trialVerdict", verdict.rawValue)
                row.set("trialMark", HTMLReport.mark(verdict))
                row.set(
                    "trialWord",
                    trial.verdict == .senderLimited ? "this machine was the limit" : trial.verdict.rawValue)
                return row
            })
        return fields
    }

    // MARK: Charts

    private static func charts(_ result: LoadResult) -> [PageFields] {
        var charts = [distribution(result)]
        if result.seconds.count > 1 { charts += overTime(result) }
        return charts.map(\.fields)
    }

    /// The curve of latencies over percentiles, stretched towards 100 % so that the rare ones are seen.
    private static func distribution(_ result: LoadResult) -> LoadChart {
        let most = histograms.map { result[keyPath: $0.path].count }.max() ?? 0
        // A rare case of which there is not even one says nothing.
        let nines = [0.0, 50, 90, 99, 99.9, 99.99, 99.999].filter { (100 - $0) / 100 * Double(most) >= 1 }
        let end = max(place(nines.last ?? 0), 1)
        let lines = histograms.enumerated().map { number, entry in
            let histogram = result[keyPath: entry.path]
            var points: [(x: Double, y: Double)] = []
            for step in 0...80 where histogram.count > 0 {
                let x = end * Double(step) / 80
                points.append((x, max(histogram.milliseconds(at: percent(at: x)), 0.001)))
            }
            return LoadChart.Line(name: entry.name, style: number + 1, points: points)
        }
        return LoadChart(
            title: "Latency by percentile",
            note:
                "Response counts from the intended time, service from the real one; sender lateness lies between.",
            xName: "percentile", yName: "ms",
            xTicks: nines.map { (place($0), JSONNumber(shortest: $0)?.literal ?? "") }, xRange: 0...end,
            isLogarithmic: true, lines: lines)
    }

    /// How many nines a percentile has: 0 for 0, 1 for 90, 2 for 99.
    private static func place(_ percent: Double) -> Double {
        -Logarithm.natural(max((100 - percent) / 100, 1e-9)) / Logarithm.natural(10)
    }

    private static func percent(at place: Double) -> Double {
        // 10 to the power of minus `place`, by halving the fraction of the exponent.
        var share = 1.0
        var (rest, factor) = (place, 0.1)
        while rest >= 1 {
            share *= 0.1
            rest -= 1
        }
        for _ in 0..<40 {
            factor = factor.squareRoot()
            rest *= 2
            if rest >= 1 {
                share *= factor
                rest -= 1
            }
        }
        return 100 * (1 - share)
    }

    private static func overTime(_ result: LoadResult) -> [LoadChart] {
        let width = (result.seconds.count + pointLimit - 1) / pointLimit
        let slices = stride(from: 0, to: result.seconds.count, by: width).map { start in
            var sum = LoadResult.Second()
            let end = min(start + width, result.seconds.count)
            for second in result.seconds[start..<end] { sum.add(second) }
            return (time: Double(start), seconds: Double(end - start), sum: sum)
        }
        let last = max(Double(result.seconds.count - width), 1)
        let step =
            [1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400].first { last / $0 <= 6 }
            ?? 604_800
        let ticks = stride(from: 0, through: last, by: step).map { time in
            (value: time, label: step >= 60 ? "\(Int(time / 60)) m" : "\(Int(time)) s")
        }
        func rates(_ name: String, _ style: Int, _ path: KeyPath<LoadResult.Second, Int>) -> LoadChart.Line {
            LoadChart.Line(
                name: name, style: style,
                points: slices.map { ($0.time, Double($0.sum[keyPath: path]) / $0.seconds) })
        }
        func latency(_ name: String, _ style: Int, _ percent: Double) -> LoadChart.Line {
            let measured = slices.filter { $0.sum.response.count > 0 }
            return LoadChart.Line(
                name: name, style: style,
                points: measured.map { ($0.time, max($0.sum.response.milliseconds(at: percent), 0.001)) })
        }
        let rate = LoadChart(
            title: "Rate over time",
            note: "Attempts begun, events delivered, and attempts that failed, per second.",
            xName: "time", yName: "per second", xTicks: ticks, xRange: 0...last,
            lines: [
                rates("attempts", 1, \.attempts), rates("delivered", 2, \.delivered),
                rates("failed", 3, \.failed),
            ])
        let response = LoadChart(
            title: "Response over time", note: "Each second by itself, in steps of up to an eighth.",
            xName: "time", yName: "ms", xTicks: ticks, xRange: 0...last, isLogarithmic: true,
            lines: [latency("p50", 2, 50), latency("p99", 1, 99), latency("max", 3, 100)])
        return [rate, response]
    }
}
