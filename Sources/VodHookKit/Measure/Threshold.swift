/// A condition on the result of a load, such as `p99 < 50ms`, `lost == 0` or `errors < 0.1%`.
public struct Threshold: Sendable, Equatable {
    /// How a figure is compared with the bound.
    public enum Comparison: String, Sendable, CaseIterable {
        case atMost = "<="
        case atLeast = ">="
        case equal = "=="
        case unequal = "!="
        case below = "<"
        case above = ">"

        func holds(_ left: Double, _ right: Double) -> Bool {
            switch self {
            case .atMost: left <= right
            case .atLeast: left >= right
            case .equal: left == right
            case .unequal: left != right
            case .below: left < right
            case .above: left > right
            }
        }
    }

    /// What the bound is given in.
    private enum Unit {
        case milliseconds, count, share, perSecond
    }

    /// The condition as it was written.
    public let text: String
    private let name: String
    private let comparison: Comparison
    private let unit: Unit
    private let bound: Double

    private static let latencies = ["p50", "p90", "p95", "p99", "p999", "max"]
    private static let counts = LoadResult.Counts.fields.map(\.name)
    private static let audits = AuditResult.fields.map { "audit.\($0.name)" }

    /// True when it is about the audit after the load.
    public var isAboutAudit: Bool { Self.audits.contains(name) }

    /// The condition that `text` names; throws a sentence that says what would be right.
    public init(_ text: String) throws(LoadError) {
        self.text = text
        let isOperator = { (character: Character) in "<>=!".contains(character) }
        let name = text.prefix { !isOperator($0) }
        let sign = text.dropFirst(name.count).prefix(while: isOperator)
        let bound = Self.trimmed(text.dropFirst(name.count + sign.count))
        guard let comparison = Comparison(rawValue: String(sign)), !name.isEmpty, !bound.isEmpty else {
            throw LoadError("\"\(text)\" is not a threshold; write them as \"p99 < 50ms\" or \"lost == 0\"")
        }
        self.name = Self.trimmed(name)
        self.comparison = comparison
        let figure = self.name.split(separator: ".").last.map(String.init) ?? ""
        if Self.latencies.contains(figure), Self.isLatency(self.name) {
            guard let duration = DurationText.parse(bound) else {
                throw LoadError("\"\(text)\": \(self.name) is compared with a time, such as 50ms")
            }
            (unit, self.bound) = (.milliseconds, duration.milliseconds)
        } else if self.name == "rate" {
            guard let rate = LoadProfile.rate(bound) else {
                throw LoadError("\"\(text)\": rate is compared with a rate, such as 500/s")
            }
            (unit, self.bound) = (.perSecond, rate)
        } else if self.name == "errors" || (Self.counts + Self.audits).contains(self.name) {
            let isShare = bound.hasSuffix("%")
            guard let number = Double(Self.trimmed(isShare ? bound.dropLast() : bound[...])), number >= 0,
                number.isFinite
            else { throw LoadError("\"\(text)\": \(self.name) is compared with a number or a percentage") }
            (unit, self.bound) = isShare ? (.share, number / 100) : (.count, number)
        } else {
            let known =
                Self.latencies + ["service.p99", "senderLateness.p99", "errors", "rate"] + Self.counts
                + Self.audits
            throw LoadError("\"\(text)\": unknown figure; known are \(known.joined(separator: ", "))")
        }
    }

    private static func isLatency(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 1
            || (parts.count == 2 && ["response", "service", "senderLateness"].contains(String(parts[0])))
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// True when the result meets it; a latency of which nothing was measured meets no bound.
    public func holds(for result: LoadResult) -> Bool {
        guard let value = value(in: result) else { return false }
        return comparison.holds(value, bound)
    }

    /// The figure that is compared, in the unit of the bound; nil when nothing was measured.
    public func value(in result: LoadResult) -> Double? {
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
    public func shown(for result: LoadResult) -> String {
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
