import JSONText
import VodHookPlan

/// One way in which a delivery differs from the documented one.
struct BodyVariation: Sendable {
    /// The state that is right afterwards.
    enum ExpectedState: Sendable {
        /// As after the documented body.
        case done
        /// As before: the event says nothing that the receiver knows.
        case nothing
        /// One of the two.
        case doneOrNothing
        /// Nobody can tell.
        case open
    }

    /// What people read behind the event: `without $.Status`.
    let label: String
    /// What failing variations must have in common to be one finding.
    let family: String
    var changes: [Change] = []
    var faults: [Fault] = []
    var expectedState: ExpectedState
    /// The value that was put in, if it was one; a state that shows it has only passed it on.
    var value: JSONValue?
    /// The field that it is about, if it is about one.
    var place: String?
}

extension BodyVariation {
    static let fieldAbsent = "field absent"
    static let emptyArray = "empty array"
    static let nullForNothing = "null for nothing"
    /// The word of the fault, which is the family of its variations.
    static let contentType = "content-type"

    /// Why a receiver has to take it although no page shows it; nil for what the tier itself says.
    var reason: String? {
        switch family {
        case Self.fieldAbsent: "the vendor's page does not mark it as required"
        case Self.emptyArray: "a list can be empty"
        case Self.nullForNothing: "null stands for nothing in the vendor's events"
        case Self.contentType: "JSON is UTF-8, whether the header says so or not"
        default: nil
        }
    }
}

/// One body to be tried, as variations of a delivery.
struct FuzzCase: Sendable {
    let tier: FuzzTier
    var variations: [BodyVariation]

    /// What people read behind the event.
    var label: String { variations.map(\.label).joined(separator: " and ") }

    var family: String { variations.map(\.family).joined(separator: "+") }

    /// What the state may be: the least that is certain of any part.
    var expectedState: BodyVariation.ExpectedState {
        let all = variations.map(\.expectedState)
        if all.contains(where: { if case .open = $0 { true } else { false } }) { return .open }
        if all.contains(where: { if case .doneOrNothing = $0 { true } else { false } }) {
            return .doneOrNothing
        }
        if all.contains(where: { if case .nothing = $0 { true } else { false } }) { return .nothing }
        return .done
    }

    /// The case as a saved scenario has it.
    var written: HistoryScenarioWriter.Variation {
        HistoryScenarioWriter.Variation(
            changes: variations.flatMap(\.changes), faults: variations.flatMap(\.faults),
            mayBeRefused: !tier.mustAccept)
    }

    /// Gives `delivery` this body; false when it has none that could be varied.
    func apply(to delivery: inout PlannedDelivery) -> Bool {
        // What a scenario's own fault has broken already is left alone.
        guard var body = try? JSONReader.value(of: delivery.body) else { return false }
        for change in variations.flatMap(\.changes) { change.apply(to: &body) }
        let faults = variations.flatMap(\.faults)
        delivery.body = BodyFaults.bytes(of: body, faults, delivery.envelope)
        delivery.faults += faults
        return true
    }
}
