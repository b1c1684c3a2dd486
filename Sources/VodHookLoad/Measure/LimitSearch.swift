package import JSONText
import VodHookDelivery
import VodHookPlan

/// Searches for the highest rate at which a receiver meets the thresholds: by doubling, then by halving the gap.
///
/// A pure value: it says which rate to try next and is told what came of it.
package struct LimitSearch: Sendable {
    /// What one trial came to.
    package enum Verdict: String, Sendable {
        /// All thresholds were met, and something was delivered.
        case pass
        /// A threshold was not met, or nothing was delivered.
        case fail
        /// This machine could not offer the rate, so the trial says nothing about the receiver.
        case senderLimited

        /// The verdict on the result of a trial, judged as one.
        ///
        /// Latencies count from the intended time, so what meets the thresholds does so although this machine was
        /// late; but a rate that it did not reach has not been tried.
        package init(_ judgement: LoadJudgement) {
            self = judgement.isSenderLimited ? .senderLimited : judgement.verdict == .pass ? .pass : .fail
        }
    }

    /// A rate that was tried.
    package struct Trial: Sendable, Equatable {
        /// Per second.
        package let rate: Double
        /// What came of it.
        package let verdict: Verdict
    }

    /// What stood in the way of a higher rate.
    package enum Bound: String, Sendable {
        /// The receiver missed a threshold above it.
        case receiver
        /// This machine could not offer more.
        case sender
        /// No higher rate was to be tried.
        case maxRate
        /// So many trials are enough.
        case trials
        /// Not even the lowest rate met the thresholds.
        case nothingPassed
    }

    /// The lowest rate that is tried, per second.
    package static let lowest = 1.0

    private let maximum: Double
    private let precision: Double
    private let trialLimit: Int
    /// All trials in their order.
    package private(set) var trials: [Trial] = []
    /// The rate to try next; nil when the search is over.
    package private(set) var next: Double?
    /// The highest rate that passed.
    package private(set) var highestPass: Double?
    /// The lowest rate that did not pass.
    package private(set) var lowestMiss: Trial?

    /// A search that begins with `start`; it ends when what passed and what did not are within `precision`.
    package init(start: Double, maximum: Double, precision: Double = 0.05, trialLimit: Int = 30) {
        self.maximum = max(Self.lowest, maximum)
        self.precision = precision
        self.trialLimit = max(1, trialLimit)
        next = min(max(Self.lowest, start), self.maximum)
    }

    /// Notes what the trial of `next` came to.
    package mutating func note(_ verdict: Verdict) {
        guard let rate = next else { return }
        let trial = Trial(rate: rate, verdict: verdict)
        trials.append(trial)
        if verdict == .pass {
            highestPass = max(highestPass ?? 0, rate)
        } else if rate < lowestMiss?.rate ?? .infinity {
            lowestMiss = trial
        }
        next = trials.count < trialLimit ? following : nil
    }

    private var following: Double? {
        switch (highestPass, lowestMiss?.rate) {
        case (nil, nil): return nil
        case (let pass?, nil): return pass >= maximum ? nil : min(pass * 2, maximum)
        case (nil, let miss?): return miss <= Self.lowest ? nil : max(Self.lowest, miss / 2)
        case (let pass?, let miss?):
            if miss - pass <= max(pass * precision, 1) { return nil }
            return ((pass + miss) / 2).rounded()
        }
    }

    /// What stood in the way of a higher rate; nil while the search goes on.
    package var bound: Bound? {
        if next != nil { return nil }
        if lowestMiss?.verdict == .senderLimited { return .sender }
        guard let pass = highestPass else { return .nothingPassed }
        guard let miss = lowestMiss else { return pass >= maximum ? .maxRate : .trials }
        return miss.rate - pass <= max(pass * precision, 1) ? .receiver : .trials
    }

    /// The outcome in a sentence.
    package var sentence: String {
        let pass = highestPass.map { "\(LoadProfile.text($0)) is the highest rate that meets the thresholds" }
        let miss = lowestMiss.map { LoadProfile.text($0.rate) } ?? ""
        switch bound {
        case .receiver: return "\(pass ?? ""); \(miss) does not"
        case .sender:
            return "\(pass ?? "no rate was reached"); this machine could not offer \(miss), "
                + "so the receiver may take more"
        case .maxRate: return "\(pass ?? ""), and no higher rate was tried; --max-rate allows more"
        case .trials:
            return "\(pass ?? "no rate met the thresholds") in \(trials.count) trials"
                + (miss.isEmpty ? "" : "; \(miss) does not")
        case .nothingPassed: return "not even \(miss) meets the thresholds"
        case nil: return "the search was not finished" + (pass.map { "; so far \($0)" } ?? "")
        }
    }

    /// The saved form: the outcome and all trials.
    package var json: JSONValue {
        let rate = { (value: Double?) -> JSONValue in
            value.flatMap(JSONNumber.init(shortest:)).map { .number($0) } ?? .null
        }
        return [
            "highestPassPerSecond": rate(highestPass), "lowestMissPerSecond": rate(lowestMiss?.rate),
            "bound": bound.map { .string($0.rawValue) } ?? .null, "sentence": .string(sentence),
            "trials": .array(
                trials.map { ["ratePerSecond": rate($0.rate), "verdict": .string($0.verdict.rawValue)] }),
        ]
    }
}
