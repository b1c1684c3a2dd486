import JSONText
import VodHookCatalogue
import VodHookPlan

// What was observed, and whether it is enough for a verdict. What is not is not tested, which is no pass.

/// What the attempts of a lost delivery show of its loss.
enum LossEvidence: Equatable {
    /// Every attempt got an answer.
    case refused
    /// The receiver has every attempt, and was silent to at least one; the reason why that alone shows nothing.
    case silent(String)
    /// An attempt did not reach the receiver, and why.
    case unsent(String)

    init(_ result: DeliveryResult) {
        // A connection that the sender itself breaks off has been given over as planned.
        let isBrokenOff = result.planned.faults.contains { fault in
            switch fault.kind {
            case .wire(.reset), .wire(.halfClose): true
            case .wire, .body, .order, .signature: false
            }
        }
        let least: Reach = isBrokenOff ? .sentInPart : .sent
        self = .refused
        for attempt in result.attempts {
            let reply = attempt.observation.reply
            let what = reply.failure?.message ?? "there was no answer"
            if attempt.observation.reach < least {
                let number = result.attempts.count == 1 ? "" : "attempt \(attempt.number): "
                self = .unsent("\(number)\(what)")
                return
            }
            if reply.code == nil { self = .silent(what) }
        }
    }
}

/// Whether a planned downtime was seen.
enum DowntimeEvidence: Equatable {
    case unreachable
    /// Something came through, in words.
    case reached(String)
    /// It was not the target that was away.
    case unknown(String)

    init(_ result: DeliveryResult) {
        self = .unreachable
        for observation in result.attempts.map(\.observation) {
            let reply = observation.reply
            let what = reply.failure?.message ?? reply.code.map { "\(reply.codeName) \($0)" } ?? "nothing"
            if observation.reach != .notSent {
                self = .reached(what)
                return
            }
            switch reply.failure?.kind {
            case .refused?, .unresolved?, .timeout?, .closed?: break
            case .tls?, .malformedAnswer?, .cancelled?, .other?, nil: self = .unknown(what)
            }
        }
    }
}

extension ScenarioResult {
    /// Gives the checks their last verdict: what needs another answer of the target is not tested without one.
    mutating func settle() { checks = checks.settled(after: deliveries, probes) }
}

extension [Check] {
    /// The checks with their last verdict, when this is all that the target was sent and asked.
    func settled(after deliveries: [DeliveryResult], _ probes: [ProbeResult]) -> [Check] {
        let isAnswered =
            deliveries.contains { $0.attempts.contains { $0.observation.reply.code != nil } }
            || probes.contains(where: \.isAnsweredByTarget)
        if isAnswered { return self }
        return map { check in
            guard let reason = check.needsOtherAnswer, check.verdict == .pass else { return check }
            var check = check
            check.verdict = .notTested
            check.complaint = reason
            return check
        }
    }
}
