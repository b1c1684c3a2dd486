import JSONText
import VodHookCatalogue
import VodHookPlan

/// Makes the variations of one delivery, those most likely to break a receiver first.
struct VariationMaker {
    static let userText = "user text"
    static let escapedUserText = "user text in escapes"
    static let largeSize = "large size"
    static let transfer = "transfer"

    /// The name of the profile that the delivery has.
    let profile: String
    let places: [FieldPlace]
    let body: JSONValue
    let contentType: String
    let envelope: Envelope
    /// Texts that name the media; a body without them is about nothing.
    let identities: Set<String>
    let position: SourcePosition

    /// A maker; nil when the body is no object of the profile.
    init?(_ delivery: PlannedDelivery, profile: EventSpec.Profile, identities: Set<String>) {
        guard let body = try? JSONReader.value(of: delivery.body), body.object != nil else { return nil }
        self.body = body
        self.profile = profile.name
        places = FieldPlace.all(of: body, profile.fields)
        contentType = delivery.rules.http.contentType
        envelope = delivery.envelope
        self.identities = identities
        position = delivery.position
    }

    /// Everything of one tier that is worth a case of its own.
    func all(_ tier: FuzzTier) -> [BodyVariation] {
        switch tier {
        case .valid: valid
        case .forwardCompatible: forwardCompatible
        case .invalid: invalid
        case .hostile: hostile
        }
    }

    // MARK: Accepted

    private var valid: [BodyVariation] {
        // Far behind the end of any form of the body, which is where the text then stands.
        let end = JSONWriter.bytes(of: body).count * 8
        let blanks = [("\n", "a line break"), (" \t\r\n", "blanks and a line break")]
        return [
            fault("key-order", "with its keys in the opposite order", .done),
            fault("pretty-printed", "with line breaks and indentation", .done),
            fault("escaped-text", "with escapes in its strings", .done),
        ]
            + blanks.map { text, name in
                fault("inserted-text", "with \(name) at its end", .done, family: "blanks at the end") {
                    $0.bytes = end
                    $0.value = text
                }
            } + orders + userTexts + largeSizes + transfers
    }

    /// Lists of streams, snapshots and the like, of which no page promises an order.
    private var orders: [BodyVariation] {
        places.filter { place in
            guard case .eachFields = place.spec.content else { return false }
            return Set((place.value.array ?? []).map { JSONWriter.text(of: $0) }).count > 1
        }.map { place in
            fault("array-order", "with \(place.shown) in the opposite order", .done) {
                $0.path = place.jsonPath
            }
        }
    }

    private var forwardCompatible: [BodyVariation] {
        var all = [fault("unknown-field", "with an unknown field", .done)]
        for place in places {
            let target = place.value.array == nil ? place.shown : "\(place.shown)[0]"
            let isObject = place.value.object != nil || place.value.array?.first?.object != nil
            if isObject, !place.path.steps.isEmpty {
                all += setting(
                    "\(target).VodhookUnknownField", ["nested": [1, "two", true]],
                    "with an unknown field in \(target)", "unknown field", .done)
            }
        }
        all += unknownValues
        for place in optional {
            all += drop(place, "without \(place.shown)", BodyVariation.fieldAbsent, .open)
        }
        for place in places where place.value.array?.isEmpty == false {
            all += setting(place, [], "with \(place.shown) empty", BodyVariation.emptyArray, .open)
        }
        for place in places where place.spec.isNullable {
            all += setting(place, .null, "with \(place.shown) null", BodyVariation.nullForNothing, .open)
        }
        let type = contentType.contains(";") ? contentType : "\(contentType); charset=utf-8"
        all.append(fault(BodyVariation.contentType, "with Content-Type \(type)", .done) { $0.value = type })
        return all
    }

    private var unknownValues: [BodyVariation] {
        places.flatMap { place -> [BodyVariation] in
            if place.path == envelope.event {
                let what = "unknown \(place.spec.name)"
                return setting(place, "VodhookUnknownEvent", "of an \(what)", what, .nothing)
            }
            guard !place.spec.values.isEmpty, place.value.string != nil,
                !envelope.marks.contains(where: { $0.name == place.spec.name })
            else { return [] }
            return setting(
                place, "VodhookUnknownValue", "with an unknown value of \(place.shown)", "unknown value",
                .open)
        }
    }

    /// Fields that the vendor's page does not mark as required, and a receiver can do without.
    private var optional: [FieldPlace] {
        places.filter { place in
            !place.spec.isRequired && !envelope.essential.contains(place.spec.name)
                // To refuse an event that lacks one of these is no mistake, nor is to take it.
                && !envelope.expected.contains(place.spec.name) && !place.hasRule
                // Of a guess no page says whether it is required.
                && place.spec.assumed == nil
                && place.value.string.map { !identities.contains($0) } ?? true
        }
    }

    // MARK: Making

    func fault(
        _ word: String, _ label: String, _ expectedState: BodyVariation.ExpectedState, family: String? = nil,
        _ set: (inout FaultParameters) -> Void = { _ in }
    ) -> BodyVariation {
        var given = FaultParameters()
        set(&given)
        return BodyVariation(
            label: label, family: family ?? word, faults: faults(word, given), expectedState: expectedState)
    }

    /// The fault that a scenario writes with this word; none when there is no such word.
    func faults(_ word: String, _ given: FaultParameters = FaultParameters()) -> [Fault] {
        FaultWord.named(word).map { [Fault($0, given, at: position)] } ?? []
    }

    func setting(
        _ path: String, _ value: JSONValue, _ label: String, _ family: String,
        _ expectedState: BodyVariation.ExpectedState
    ) -> [BodyVariation] {
        // A path that cannot be read gives no variation.
        guard let path = try? JSONPath(path) else { return [] }
        let change = Change(path: path, action: .set(value), position: position)
        return [
            BodyVariation(
                label: label, family: family, changes: [change], expectedState: expectedState, value: value)
        ]
    }

    func setting(
        _ place: FieldPlace, _ value: JSONValue, _ label: String, _ family: String,
        _ expectedState: BodyVariation.ExpectedState
    ) -> [BodyVariation] {
        setting(place.shown, value, label, family, expectedState).map { at(place, $0) }
    }

    private func at(_ place: FieldPlace, _ variation: BodyVariation) -> BodyVariation {
        var variation = variation
        variation.place = place.shown
        return variation
    }

    func drop(
        _ place: FieldPlace, _ label: String, _ family: String, _ expectedState: BodyVariation.ExpectedState
    ) -> [BodyVariation] {
        guard let path = place.jsonPath else { return [] }
        let change = Change(path: path, action: .drop, position: position)
        return [
            at(
                place,
                BodyVariation(label: label, family: family, changes: [change], expectedState: expectedState))
        ]
    }
}
