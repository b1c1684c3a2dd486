import JSONText
import VodHookCatalogue
import VodHookPlan

extension RunAssertion {
    /// The checks of this condition.
    func checks(_ result: ScenarioResult) -> [Check] {
        switch kind {
        case .latency(let percentile, let limit):
            let name = percentile >= 100 ? "max" : "p\(JSONNumber(shortest: percentile)?.literal ?? "")"
            // What was never sent took no time of the receiver.
            let durations = Self.sent(result).map(\.observation.duration).sorted()
            guard !durations.isEmpty else { return [untested("latency \(name)", Self.nothingSent)] }
            let rank = Int((percentile / 100 * Double(durations.count)).rounded(.up))
            let value = durations[min(max(rank, 1), durations.count) - 1]
            let complaint =
                value <= limit
                ? nil : "expected \(name) within \(DurationText.text(limit)), got \(Shown.duration(value))"
            return [check("latency \(name) within \(DurationText.text(limit))", complaint)]
        case .deliveries(let event, let expect):
            let concerned = result.deliveries.filter { $0.planned.event == event }
            if concerned.isEmpty {
                return [untested("deliveries of \(event)", "there was no delivery of \(event)")]
            }
            return concerned.flatMap { delivery in
                var delivery = delivery
                delivery.planned.expect = expect
                delivery.planned.position = position
                return Checker.checks(of: delivery)
            }
        case .atMostInFlight(let limit):
            if Self.sent(result).isEmpty { return [untested("at most \(limit) in flight", Self.nothingSent)] }
            let most = Self.mostInFlight(result)
            return [
                check(
                    "at most \(limit) in flight",
                    most <= limit ? nil : "expected at most \(limit) requests in flight, got \(most)")
            ]
        case .noAttemptAfterSuccess:
            if Self.sent(result).isEmpty { return [untested("no attempt after success", Self.nothingSent)] }
            let offender = Self.attemptAfterSuccess(result)
            return [
                check(
                    "no attempt after success", offender.map { "\($0) was sent again after it was accepted" })
            ]
        case .count(let what, let range):
            let count = Self.count(what, result)
            if what == "lost", range.contains(count), let reason = Self.whyUntested(result) {
                return [untested("\(Predicate.shown(range)) \(what)", reason)]
            }
            return [
                check(
                    "\(Predicate.shown(range)) \(what)",
                    range.contains(count) ? nil : "expected \(Predicate.shown(range)) \(what), got \(count)")
            ]
        }
    }

    private func check(_ name: String, _ complaint: String?) -> Check {
        Check(
            name: name, verdict: complaint == nil ? .pass : .fail, message: complaint ?? "",
            position: position,
            delivery: nil)
    }

    private func untested(_ name: String, _ reason: String) -> Check {
        Check(name: name, verdict: .notTested, message: reason, position: position, delivery: nil)
    }

    private static let nothingSent = "no attempt was sent"

    /// The attempts that the receiver has, as far as is known.
    private static func sent(_ result: ScenarioResult) -> [Attempt] {
        result.deliveries.flatMap(\.attempts).filter { $0.observation.reach >= .sent }
    }

    /// Why the number of losses shows nothing: one of them never reached the receiver, against expectation.
    private static func whyUntested(_ result: ScenarioResult) -> String? {
        for delivery in result.deliveries
        where delivery.outcome == .lost && delivery.planned.expectedOutcome != .unreachable {
            if case .unsent(let reason) = LossEvidence(delivery) {
                return "\(Checker.subject(delivery.planned)) was not given over: \(reason)"
            }
        }
        return nil
    }

    private static func count(_ what: String, _ result: ScenarioResult) -> Int {
        switch what {
        case "delivered": result.deliveries.count { $0.outcome == .delivered }
        case "lost": result.deliveries.count { $0.outcome == .lost }
        case "late": VendorView(result).late.count
        case "attempts": result.deliveries.reduce(0) { $0 + $1.attempts.count }
        default: result.deliveries.count
        }
    }

    private static func mostInFlight(_ result: ScenarioResult) -> Int {
        let attempts = result.deliveries.flatMap(\.attempts)
        // At the same instant an end comes before a beginning: what ends does not overlap what begins.
        let edges =
            attempts.map { ($0.startedAt, 1) } + attempts.map { ($0.startedAt + $0.observation.duration, -1) }
        var inFlight = 0
        return edges.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.reduce(0) { most, edge in
            inFlight += edge.1
            return max(most, inFlight)
        }
    }

    private static func attemptAfterSuccess(_ result: ScenarioResult) -> String? {
        var acceptedAt: [SentEvent: Duration] = [:]
        let attempts = result.deliveries.flatMap { delivery in delivery.attempts.map { (delivery, $0) } }
            .sorted { $0.1.startedAt < $1.1.startedAt }
        for (delivery, attempt) in attempts {
            let subject = Checker.subject(delivery.planned)
            let event = SentEvent(subject: subject, body: delivery.planned.body)
            if let end = acceptedAt[event], attempt.startedAt >= end { return subject }
            if attempt.observation.isAccepted {
                acceptedAt[event] = attempt.startedAt + attempt.observation.duration
            }
        }
        return nil
    }

    /// What makes two deliveries one event.
    ///
    /// Rounds of a repetition look alike and differ in their bodies; bodies that a fault has broken can be the same.
    private struct SentEvent: Hashable {
        let subject: String
        let body: [UInt8]
    }
}
