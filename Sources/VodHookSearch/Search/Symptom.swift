import VodHookDelivery
import VodHookPlan

/// Something in which a history differs from the plain one of the same events.
package struct Symptom: Sendable, Equatable {
    /// What kind of difference it is; shrinking keeps to one kind.
    enum Kind: String, Sendable {
        /// Nobody answers any more.
        case death
        /// A delivery is refused that is accepted in the plain order.
        case answer
        /// The final state, or an expectation about it.
        case state
        /// An expectation about an answer.
        case expectation
    }

    let kind: Kind
    /// What happened, in one sentence without a full stop.
    let message: String
    /// The difference that this is about, for a state.
    var difference: StateDifference?
    /// What the answer said, to be put behind the message.
    var detail = ""

    /// All symptoms of `record`; `plain` is what the plain history of the same events came to.
    package static func all(_ record: HistoryRecord, against plain: HistoryRecord, names: [String])
        -> [Symptom]
    {
        var symptoms: [Symptom] = []
        if let refusal = record.refusal, plain.refusal == nil {
            symptoms.append(Symptom(kind: .death, message: refusal))
        }
        for delivery in record.deliveries {
            let usual = plain.deliveries.first { $0.event == delivery.event }
            let name = names.indices.contains(delivery.event) ? names[delivery.event] : "a delivery"
            if !delivery.isAccepted, let usual, usual.isAccepted {
                let what =
                    Int(delivery.answer) == nil
                    ? "gets no answer: \(delivery.answer)"
                    : "is answered with \(delivery.answer) instead of \(usual.answer)"
                symptoms.append(
                    Symptom(kind: .answer, message: "\(name) \(what)", detail: delivery.quotedBody))
            } else {
                // Without the answer, which the states show.
                for (check, failed) in delivery.failedChecks.sorted(by: { $0.key < $1.key })
                where usual?.failedChecks[check] == nil {
                    symptoms.append(Symptom(kind: .expectation, message: "\(name): \(failed.complaint)"))
                }
            }
        }
        for (expected, found) in zip(plain.states, record.states) {
            let differences = StateDifference.all(expected: expected.comparable, found: found.comparable)
            symptoms += differences.map { Symptom(kind: .state, message: sentence($0), difference: $0) }
        }
        for (check, failed) in record.failedProbes.sorted(by: { $0.key < $1.key })
        where plain.failedProbes[check] == nil {
            symptoms.append(Symptom(kind: .state, message: failed.complaint))
        }
        return symptoms
    }

    /// `$.status is "uploading" instead of "ready"`.
    private static func sentence(_ difference: StateDifference) -> String {
        let found = difference.found.map { "is \(Predicate.shown($0))" } ?? "is missing"
        let expected =
            difference.expected.map { "instead of \(Predicate.shown($0))" } ?? "where there should be nothing"
        return "\(difference.path) \(found) \(expected)"
    }
}
