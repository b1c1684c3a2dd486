import JSONText

/// A condition on the result of a load, such as `p99 < 50ms`, `lost == 0` or `errors < 0.1%`.
package struct Threshold: Sendable, Equatable {
    /// How a figure is compared with the bound.
    package enum Comparison: String, Sendable, CaseIterable {
        case atMost = "<="
        case atLeast = ">="
        case equal = "=="
        case unequal = "!="
        case below = "<"
        case above = ">"

        package func holds(_ left: Double, _ right: Double) -> Bool {
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
    package enum Unit {
        case milliseconds, count, share, perSecond
    }

    /// The condition as it was written.
    package let text: String
    package let name: String
    package let comparison: Comparison
    package let unit: Unit
    package let bound: Double

    private static let latencies = ["p50", "p90", "p95", "p99", "p999", "max"]
    /// The counts of a load result by name.
    static let counts = [
        "offered", "delivered", "lost", "late", "duplicated", "dropped", "unfinished", "senderLate",
        "attempts",
        "connections",
    ]
    /// The counts of an audit by name.
    static let audits = ["audited", "right", "absent", "twice", "wrong", "unjudged", "unacknowledged"].map {
        "audit.\($0)"
    }

    /// True when it is about the audit after the load.
    package var isAboutAudit: Bool { Self.audits.contains(name) }

    /// True when it is about how long the receiver takes, which this machine spoils when it is late itself.
    package var isAboutReceiverLatency: Bool {
        unit == .milliseconds && !name.hasPrefix("senderLateness.")
    }

    /// The condition that `text` names; throws a sentence that says what would be right.
    package init(_ text: String) throws(LoadError) {
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
}
