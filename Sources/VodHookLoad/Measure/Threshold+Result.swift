import JSONText
package import VodHookPlan

extension Threshold {
    /// True when the result meets it; a latency of which nothing was measured meets no bound.
    package func holds(for result: LoadResult) -> Bool {
        guard let value = value(in: result) else { return false }
        return comparison.holds(value, bound)
    }

    /// The figure that is compared, in the unit of the bound; nil when nothing was measured.
    package func value(in result: LoadResult) -> Double? {
        switch unit {
        case .milliseconds: return latency(in: result)
        case .perSecond: return result.achievedPerSecond
        case .count:
            if isAboutAudit { return audited(in: result).map(Double.init) }
            return Double(count(in: result))
        case .share:
            if isAboutAudit {
                guard let audit = result.audit, audit.audited > 0 else { return nil }
                return Double(audited(in: result) ?? 0) / Double(audit.audited)
            }
            let whole =
                name == "errors" || name == "attempts" ? result.counts.attempts : result.counts.offered
            return whole == 0 ? nil : Double(count(in: result)) / Double(whole)
        }
    }

    /// The figure in words.
    package func shown(for result: LoadResult) -> String {
        guard let value = value(in: result) else { return "nothing measured" }
        let rounded = { (number: Double) in
            JSONNumber(shortest: (number * 1000).rounded() / 1000)?.literal ?? "?"
        }
        switch unit {
        case .milliseconds: return "\(rounded(value))ms"
        case .perSecond: return "\(rounded(value))/s"
        case .count: return rounded(value)
        case .share: return "\(rounded(value * 100))%"
        }
    }

    func json(for result: LoadResult) -> JSONValue {
        [
            "threshold": .string(text), "verdict": .string(holds(for: result) ? "pass" : "fail"),
            "value": .string(shown(for: result)),
        ]
    }

    private func count(in result: LoadResult) -> Int {
        if name == "errors" { return result.counts.attempts - result.counts.delivered }
        return LoadResult.Counts.fields.first { $0.name == name }.map { result.counts[keyPath: $0.path] } ?? 0
    }

    private func audited(in result: LoadResult) -> Int? {
        AuditResult.fields.first { "audit.\($0.name)" == name }.flatMap { result.audit?[keyPath: $0.path] }
    }

    private func latency(in result: LoadResult) -> Double? {
        let parts = name.split(separator: ".")
        let histogram =
            switch parts.count == 2 ? parts[0] : "response" {
            case "service": result.service
            case "senderLateness": result.senderLateness
            default: result.response
            }
        if histogram.count == 0 { return nil }
        let percents = ["p50": 50.0, "p90": 90, "p95": 95, "p99": 99, "p999": 99.9]
        guard let percent = percents[String(parts.last ?? "")] else { return histogram.maxMilliseconds }
        return histogram.milliseconds(at: percent)
    }
}
