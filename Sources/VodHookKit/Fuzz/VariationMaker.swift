/// Makes the variations of one delivery, the telling ones first.
struct VariationMaker {
    let places: [FieldPlace]
    let body: JSONValue
    let contentType: String
    /// Texts that name the media; a body without them is about nothing.
    let identities: Set<String>
    let position: SourcePosition

    /// A maker; nil when the body is no object of the profile.
    init?(_ delivery: PlannedDelivery, profile: EventSpec.Profile, identities: Set<String>) {
        guard let body = try? JSONReader.value(of: delivery.body), body.object != nil else { return nil }
        self.body = body
        places = FieldPlace.all(of: body, profile.fields)
        contentType = delivery.rules.contentType
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
        [
            fault(.keyOrder, "with its keys in the opposite order", .done),
            fault(.prettyPrinted, "with line breaks and indentation", .done),
            fault(.escapedText, "with escapes in its strings", .done),
        ]
    }

    private var forwardCompatible: [BodyVariation] {
        var all = [fault(.unknownField, "with an unknown field", .done)]
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
            all += drop(place, "without \(place.shown)", "field absent", .open)
        }
        for place in places where place.value.array?.isEmpty == false {
            all += setting(place, [], "with \(place.shown) empty", "empty array", .open)
        }
        for place in places where place.spec.isNullable {
            all += setting(place, .null, "with \(place.shown) null", "null for nothing", .open)
        }
        let type = contentType.contains(";") ? contentType : "\(contentType); charset=utf-8"
        all.append(fault(.contentType, "with Content-Type \(type)", .done) { $0.value = type })
        return all
    }

    private var unknownValues: [BodyVariation] {
        places.flatMap { place -> [BodyVariation] in
            if place.path.steps.count == 1, place.spec.name == "EventType" {
                return setting(
                    place, "VodhookUnknownEvent", "of an unknown EventType", "unknown EventType", .nothing)
            }
            guard !place.spec.values.isEmpty, place.value.string != nil, place.spec.name != "Version" else {
                return []
            }
            return setting(
                place, "VodhookUnknownValue", "with an unknown value of \(place.shown)", "unknown value",
                .open)
        }
    }

    /// Fields that the vendor may leave out, and a receiver can do without.
    private var optional: [FieldPlace] {
        places.filter { place in
            !place.spec.isRequired && !Self.essential.contains(place.spec.name)
                && place.value.string.map { !identities.contains($0) } ?? true
        }
    }

    /// What every event needs, whatever the pages say of it.
    static let essential: Set<String> = ["EventType", "EventTime", "VideoId", "Vid", "Data"]

    // MARK: Making

    func fault(
        _ kind: Fault.Kind, _ label: String, _ aftermath: BodyVariation.Aftermath,
        _ set: (inout Fault) -> Void = { _ in }
    ) -> BodyVariation {
        var fault = Fault(kind, at: position)
        set(&fault)
        return BodyVariation(label: label, family: kind.rawValue, faults: [fault], aftermath: aftermath)
    }

    func setting(
        _ path: String, _ value: JSONValue, _ label: String, _ family: String,
        _ aftermath: BodyVariation.Aftermath
    ) -> [BodyVariation] {
        // A path that cannot be read gives no variation.
        guard let path = try? JSONPath(path) else { return [] }
        let change = Change(path: path, action: .set(value), position: position)
        return [
            BodyVariation(label: label, family: family, changes: [change], aftermath: aftermath, value: value)
        ]
    }

    func setting(
        _ place: FieldPlace, _ value: JSONValue, _ label: String, _ family: String,
        _ aftermath: BodyVariation.Aftermath
    ) -> [BodyVariation] {
        setting(place.shown, value, label, family, aftermath)
    }

    func drop(
        _ place: FieldPlace, _ label: String, _ family: String, _ aftermath: BodyVariation.Aftermath
    ) -> [BodyVariation] {
        guard let path = place.jsonPath else { return [] }
        let change = Change(path: path, action: .drop, position: position)
        return [BodyVariation(label: label, family: family, changes: [change], aftermath: aftermath)]
    }
}
