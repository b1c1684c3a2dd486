import JSONText
package import VodHookPlan

extension Threshold {
    /// What a threshold finds in a result.
    enum Reading: Equatable {
        /// The figure, in the unit of the bound.
        case value(Double)
        /// There was nothing to measure, and why.
        case nothing(String)
    }

    /// The figure that is compared.
    func reading(in result: LoadResult) -> Reading {
        if isAboutAudit { return audited(in: result) }
        switch unit {
        case .milliseconds: return latency(in: result)
        case .perSecond:
            if result.counts.offered == 0 || result.offeringDuration <= .zero { return Self.nothingOffered }
            return .value(result.achievedPerSecond)
        case .count: return count(in: result)
        case .share:
            let whole = isShareOfAttempts ? result.counts.attempts : result.counts.offered
            guard case .value(let value) = count(in: result), whole > 0 else { return count(in: result) }
            return .value(value / Double(whole))
        }
    }

    /// The figure in words.
    package func shown(for result: LoadResult) -> String {
        guard case .value(let value) = reading(in: result) else { return "nothing measured" }
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

    private static let nothingOffered = Reading.nothing("nothing was offered")

    private var isShareOfAttempts: Bool { name == "errors" || name == "attempts" }

    private func count(in result: LoadResult) -> Reading {
        let counts = result.counts
        if counts.offered == 0 { return Self.nothingOffered }
        if name == "errors" {
            return counts.attempts == 0
                ? .nothing("no attempt was made") : .value(Double(counts.attempts - counts.delivered))
        }
        // What was neither delivered nor lost has not shown whether it would be.
        if ["lost", "late", "duplicated"].contains(name), counts.delivered + counts.lost == 0 {
            return .nothing("no event was delivered or lost")
        }
        guard let field = LoadResult.Counts.fields.first(where: { $0.name == name }) else {
            return .nothing("there is no such figure")
        }
        return .value(Double(counts[keyPath: field.path]))
    }

    private func audited(in result: LoadResult) -> Reading {
        guard let audit = result.audit,
            let field = AuditResult.fields.first(where: { "audit.\($0.name)" == name })
        else { return .nothing("there was no audit") }
        let isJudged = ["right", "absent", "twice", "wrong"].contains(field.name)
        if isJudged && audit.judged == 0 { return .nothing("the audit could judge no upload") }
        let count = Double(audit[keyPath: field.path])
        guard unit == .share else { return .value(count) }
        return audit.audited == 0
            ? .nothing("the audit asked for no upload") : .value(count / Double(audit.audited))
    }

    private func latency(in result: LoadResult) -> Reading {
        let parts = name.split(separator: ".")
        let histogram: LatencyHistogram
        let missing: String
        switch parts.count == 2 ? parts[0] : "response" {
        case "service": (histogram, missing) = (result.service, "no attempt was answered or timed out")
        case "senderLateness": (histogram, missing) = (result.senderLateness, "no attempt was begun")
        default: (histogram, missing) = (result.response, "no first attempt was answered or timed out")
        }
        if histogram.count == 0 { return .nothing(missing) }
        let percents = ["p50": 50.0, "p90": 90, "p95": 95, "p99": 99, "p999": 99.9]
        guard let percent = percents[String(parts.last ?? "")] else {
            return .value(histogram.maxMilliseconds)
        }
        return .value(histogram.milliseconds(at: percent))
    }
}
