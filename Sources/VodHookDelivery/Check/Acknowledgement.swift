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

/// Says what the vendor does after answers that it reads differently from what they say; which those are is for the
/// channel to say.
package enum Acknowledgement {
    /// The findings about one delivery, one for each attempt that gives reason.
    package static func findings(of result: DeliveryResult) -> [AcknowledgementFinding] {
        result.attempts.compactMap { attempt in
            guard let misreading = attempt.observation.misreading else { return nil }
            let next =
                attempt.observation.isAccepted
                ? "taken for success: never sent again" : consequence(attempt, result)
            let subject = Checker.subject(result.planned)
            return AcknowledgementFinding(
                delivery: result.planned.id, attempt: attempt.number,
                message: "\(subject): \(misreading); \(next)", position: result.planned.position)
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
}
