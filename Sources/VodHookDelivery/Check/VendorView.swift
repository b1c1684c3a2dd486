import VodHookCatalogue
import VodHookPlan

/// What a real vendor would have made of a run: which events were lost, late, or handled twice.
///
/// A loss that the scenario expects is none of it: it is what was tried.
package struct VendorView: Sendable, Equatable {
    /// Deliveries that the vendor gave up.
    package var lost: [String] = []
    /// Deliveries that needed more than one attempt.
    package var late: [String] = []
    /// Deliveries that the receiver may have handled more than once: an attempt was sent whole, and not acknowledged.
    package var twice: [String] = []
    /// How late the latest one was, by the vendor's gaps.
    package var latest: Duration = .zero

    /// The view of one scenario.
    package init(_ result: ScenarioResult) {
        for delivery in result.deliveries {
            if delivery.outcome == .lost, Checker.expectsLoss(delivery) { continue }
            let subject = Checker.subject(delivery.planned)
            if delivery.outcome == .lost { lost.append(subject) }
            if delivery.outcome == .delivered, delivery.attempts.count > 1,
                let first = delivery.attempts.first, let last = delivery.attempts.last
            {
                late.append(subject)
                latest = max(latest, last.plannedAt - first.plannedAt)
            }
            if delivery.attempts.dropLast().contains(where: { $0.observation.reach >= .sent }) {
                twice.append(subject)
            }
        }
    }
}
