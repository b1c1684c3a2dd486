import JSONText
import VodHookCatalogue

/// How much traffic is offered over time; a value without clock or chance.
package struct LoadProfile: Sendable, Equatable {
    /// The highest rate that is taken without being raised explicitly, per second.
    package static let rateLimit = 200_000.0

    /// The highest rate of a profile is at least this, per second: less than one a day is no load.
    package static let lowestRate = 0.000_01

    /// One stretch of a profile: the rate goes in a straight line from the one before to `rate`.
    package struct Stage: Sendable, Equatable {
        /// How long it lasts.
        package var duration: Duration
        /// The rate at its end, per second.
        package var rate: Double

        package init(duration: Duration, rate: Double) {
            self.duration = duration
            self.rate = rate
        }
    }

    /// What decides when a send begins.
    package enum Shape: Sendable, Equatable {
        /// The same rate all the time, whatever the receiver does.
        case constant(rate: Double, duration: Duration)
        /// Rates in straight lines between points, beginning at `start`, whatever the receiver does.
        case stages(start: Double, [Stage])
        /// So many sends under way at any time; the receiver sets the rate, so latencies hide its pauses.
        case closed(concurrency: Int, duration: Duration)
    }

    /// What the rate counts.
    package enum Unit: String, Sendable, CaseIterable {
        case events, uploads
    }

    /// What decides when a send begins.
    package var shape: Shape
    /// What the rate counts.
    package var unit: Unit
    /// True when arrivals are drawn as a Poisson process with the rate as its mean.
    package var isPoisson: Bool
    /// How many units arrive at the same time.
    package var burst: Int
    /// At most so many sends; nil for as many as the shape gives.
    package var limit: Int?

    package init(
        _ shape: Shape, unit: Unit = .events, isPoisson: Bool = false, burst: Int = 1, limit: Int? = nil
    ) {
        self.shape = shape
        self.unit = unit
        self.isPoisson = isPoisson
        self.burst = max(1, burst)
        self.limit = limit
    }

    /// How long units arrive.
    package var duration: Duration {
        switch shape {
        case .constant(_, let duration), .closed(_, let duration): duration
        case .stages(_, let stages): stages.reduce(.zero) { $0 + $1.duration }
        }
    }

    /// The highest rate it reaches; 0 for a closed loop.
    package var highestRate: Double {
        switch shape {
        case .constant(let rate, _): rate
        case .stages(let start, let stages): stages.map(\.rate).reduce(start, max)
        case .closed: 0
        }
    }

    /// The profile with a warm-up at its first rate before it.
    package func preceded(by warmUp: Duration) throws(LoadError) -> LoadProfile {
        if warmUp <= .zero { return self }
        var profile = self
        switch shape {
        case .constant(let rate, let duration):
            profile.shape = .constant(rate: rate, duration: warmUp + duration)
        case .closed(let concurrency, let duration):
            profile.shape = .closed(concurrency: concurrency, duration: warmUp + duration)
        case .stages(let start, let stages):
            guard start > 0 else {
                throw LoadError("a warm-up needs a rate at the beginning: give one besides the stages")
            }
            profile.shape = .stages(start: start, [Stage(duration: warmUp, rate: start)] + stages)
        }
        return profile
    }

    /// What is wrong with it in words for the user; nil when it can be run.
    package func mistake(rateLimit: Double = LoadProfile.rateLimit) -> String? {
        if highestRate > rateLimit {
            return
                "a rate of \(Self.text(highestRate)) is above the limit of \(Self.text(rateLimit)); --max-rate raises it"
        }
        if duration <= .zero { return "the load has no duration; give a longer one" }
        if duration > .seconds(7 * 24 * 3600) {
            return "the load lasts longer than a week; give a shorter duration"
        }
        if case .closed(let concurrency, _) = shape {
            if !(1...100_000).contains(concurrency) { return "the concurrency is a number from 1 to 100000" }
            if isPoisson || burst > 1 {
                return "a closed loop has no arrivals; leave out --poisson and --burst"
            }
        } else if highestRate <= 0 {
            return "the rate is 0 all the time; give a rate above 0"
        } else if highestRate < Self.lowestRate {
            return "the rate never reaches 0.00001/s, about one a day; give a higher one"
        }
        if isPoisson && burst > 1 { return "--poisson and --burst exclude each other" }
        if let limit, limit < 1 { return "the number of sends is at least 1" }
        return nil
    }

    /// The rate that `text` names, such as `500/s`, `30/m` or `2.5/s`; nil when it is none.
    package static func rate(_ text: String) -> Double? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let per = ["s": 1.0, "m": 60, "h": 3600][String(parts[1])],
            parts[0].utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }),
            let number = Double(parts[0]), number.isFinite
        else { return nil }
        return number / per
    }

    /// The stages that `text` names, such as `30s:100/s,2m:1000/s`.
    package static func stages(_ text: String) throws(LoadError) -> [Stage] {
        var stages: [Stage] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard halves.count == 2, let duration = DurationText.parse(halves[0]), duration > .zero,
                let rate = rate(halves[1])
            else { throw LoadError("\"\(part)\" is not a stage; write them as 30s:100/s,2m:1000/s") }
            stages.append(Stage(duration: duration, rate: rate))
        }
        return stages
    }

    /// A rate as people write it.
    package static func text(_ rate: Double) -> String {
        "\(JSONNumber(shortest: (rate * 100).rounded() / 100)?.literal ?? "0")/s"
    }

    /// The profile in words.
    package var summary: String {
        var words: String
        switch shape {
        case .constant(let rate, let duration):
            words = "\(Self.text(rate)) for \(DurationText.text(duration))"
        case .stages(let start, let stages):
            let points = stages.map { "\(DurationText.text($0.duration)):\(Self.text($0.rate))" }
            words = (start > 0 ? "from \(Self.text(start)) " : "") + points.joined(separator: ",")
        case .closed(let concurrency, let duration):
            return "closed loop of \(concurrency) for \(DurationText.text(duration))"
        }
        words += " (\(unit.rawValue))"
        if isPoisson { words += ", Poisson" }
        if burst > 1 { words += ", bursts of \(burst)" }
        return words
    }
}
