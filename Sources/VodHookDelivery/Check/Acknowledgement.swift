package import JSONText
import VodHookCatalogue
import VodHookPlan

/// An answer that a vendor reads differently from what its author probably means.
package struct AcknowledgementFinding: Sendable, Equatable {
    package let delivery: String
    /// The attempt, from 1.
    package let attempt: Int
    /// What was answered and what the vendor does next, in one sentence.
    package var message: String
    /// Where the delivery's step stands.
    package let position: SourcePosition
}

/// Finds answers that a vendor reads differently from what they say.
package enum Acknowledgement {
    /// The findings about one delivery, one for each attempt that gives reason.
    package static func findings(of result: DeliveryResult) -> [AcknowledgementFinding] {
        result.attempts.compactMap { attempt in
            guard let what = what(attempt.observation, result.planned.rules) else { return nil }
            let next = what.isAccepted ? "taken for success: never sent again" : consequence(attempt, result)
            let subject = Checker.subject(result.planned)
            return AcknowledgementFinding(
                delivery: result.planned.id, attempt: attempt.number,
                message: "\(subject): \(what.text); \(next)", position: result.planned.position)
        }
    }

    private static func what(
        _ observation: Observation, _ rules: DeliveryRules
    ) -> (text: String, isAccepted: Bool)? {
        if let failure = observation.failure {
            switch failure.kind {
            case .timeout: return ("no answer within \(DurationText.text(rules.timeout))", false)
            case .closed: return ("the connection was closed before the answer was complete", false)
            default: return nil
            }
        }
        switch observation.record {
        case .http(let http): return http.exchange.answer.flatMap { what($0, observation.isAccepted, rules) }
        }
    }

    private static func what(
        _ answer: Answer, _ isAccepted: Bool, _ rules: DeliveryRules
    ) -> (text: String, isAccepted: Bool)? {
        let wanted = rules.successStatuses.map(String.init).joined(separator: ", ")
        if isAccepted {
            return saysError(answer.body)
                ? ("answered \(answer.status) with an error in the body", true) : nil
        }
        switch answer.status {
        case 200...299: return ("answered \(answer.status), but only \(wanted) counts as success", false)
        case 300...399: return ("answered \(answer.status), but redirects are not followed", false)
        default: return nil
        }
    }

    private static func consequence(_ attempt: Attempt, _ result: DeliveryResult) -> String {
        let schedule = result.planned.rules.retries
        let waited = (1..<max(1, attempt.number)).reduce(Duration.zero) { sum, number in
            sum + (schedule.gap(after: number, waited: sum) ?? .zero)
        }
        guard let gap = schedule.gap(after: attempt.number, waited: waited) else {
            return "counts as failure: lost after \(Shown.count(attempt.number, "attempt"))"
        }
        let left = schedule.extent.attempts
        return
            "counts as failure: sent again in \(DurationText.text(gap)), lost after \(Shown.count(left, "attempt"))"
    }

    /// True for the shapes in which frameworks report errors: `error`, `errors`, `success: false`, a code that is
    /// not one of success.
    static func saysError(_ body: [UInt8]) -> Bool {
        guard body.first == 0x7B, let value = try? JSONReader.value(of: body), let object = value.object
        else {
            return false
        }
        for member in object.members {
            switch (member.key.lowercased(), member.value) {
            case ("error", .string(let text)), ("errormessage", .string(let text)):
                if !text.isEmpty { return true }
            case ("error", .bool(let truth)): if truth { return true }
            case ("error", .object), ("exception", .string), ("exception", .object): return true
            case ("errors", .array(let errors)): if !errors.isEmpty { return true }
            case ("success", .bool(let truth)), ("ok", .bool(let truth)): if !truth { return true }
            case ("code", .number(let number)), ("errcode", .number(let number)):
                if number != JSONNumber(0), number != JSONNumber(200) { return true }
            case ("status", .string(let word)):
                if ["error", "fail", "failed", "failure"].contains(word.lowercased()) { return true }
            default: break
            }
        }
        return false
    }
}
