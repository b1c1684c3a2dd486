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
    var label: String
    /// What failing variations must have in common to be one finding.
    var family: String
    var changes: [Change] = []
    var faults: [Fault] = []
    var expectedState: ExpectedState
    /// The value that was put in, if it was one; a state that shows it has only passed it on.
    var value: JSONValue?
    /// The field that it is about, if it is about one.
    var place: String?
    /// Where ids of the media stand, and which other ones stand for them everywhere instead, if any do.
    var neighbour: (places: [NormalizedPath], kind: Neighbour)?

    /// An id that careless receivers take for the own one.
    enum Neighbour: CaseIterable {
        case longer, otherCase

        var label: String {
            switch self {
            case .longer: "about another media, whose ids have one character more"
            case .otherCase: "about another media, whose ids differ in case"
            }
        }

        /// The other id; one character more when there is no other case.
        func id(_ own: String) -> String {
            switch self {
            case .longer: return own + "0"
            case .otherCase:
                let other = own.unicodeScalars.map { scalar -> Unicode.Scalar in
                    switch scalar {
                    case "a"..."z": Unicode.Scalar(scalar.value - 32) ?? scalar
                    case "A"..."Z": Unicode.Scalar(scalar.value + 32) ?? scalar
                    default: scalar
                    }
                }
                let text = String(String.UnicodeScalarView(other))
                return text.hasSameBytes(as: own) ? own + "0" : text
            }
        }
    }

    /// `body` as it is about the other media.
    func aboutNeighbour(_ body: JSONValue) -> JSONValue {
        guard let neighbour else { return body }
        // The longest first: one id may begin with another.
        let ids = neighbour.places.compactMap { $0.text(in: body) }.sorted { $0.utf8.count > $1.utf8.count }
        func changed(_ text: String) -> String {
            for id in ids where text.contains(id) {
                return text.replacing(id, with: neighbour.kind.id(id))
            }
            return text
        }
        func changed(_ value: JSONValue) -> JSONValue {
            switch value {
            case .string(let text): .string(changed(text))
            case .array(let elements): .array(elements.map(changed))
            case .object(let object):
                .object(
                    JSONObject(
                        object.members.map { JSONObject.Member(key: $0.key, value: changed($0.value)) }))
            case .number, .bool, .null: value
            }
        }
        return changed(body)
    }
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

    /// True when it is about a media whose id no scenario can write.
    var isAboutNeighbour: Bool { variations.contains { $0.neighbour != nil } }

    /// True when it is sent without a length.
    var isChunked: Bool {
        variations.flatMap(\.faults).contains { if case .wire(.chunked) = $0.kind { true } else { false } }
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
        for variation in variations { body = variation.aboutNeighbour(body) }
        let faults = variations.flatMap(\.faults)
        delivery.body = BodyFaults.bytes(of: body, faults, delivery.envelope)
        delivery.faults += faults
        return true
    }
}

extension NormalizedPath {
    /// The text that stands there; nil when there is none.
    fileprivate func text(in value: JSONValue) -> String? {
        steps.reduce(Optional(value)) { value, step in
            switch step {
            case .name(let name): value?[name]
            case .index(let index): value?.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            }
        }?.string
    }
}
