import JSONText
import VodHookCatalogue
import VodHookPlan

/// Documented values at their edges, and documented bodies that come by another way.
extension VariationMaker {
    /// Texts that people write, in the fields that pass them on.
    var userTexts: [BodyVariation] {
        places.filter(isUserText).flatMap { place in
            MediaEdges.texts.flatMap { text -> [BodyVariation] in
                let label = "with \(place.shown) as \(JSONWriter.text(of: .string(text)))"
                let plain = setting(place, .string(text), label, Self.userText, .done)
                let escaped = plain.map { one in
                    var one = one
                    one.label = "\(label) in escapes"
                    one.family = Self.escapedUserText
                    one.faults = faults("escaped-text")
                    return one
                }
                return plain + escaped
            }
        }
    }

    private func isUserText(_ place: FieldPlace) -> Bool {
        guard case .fact(let fact, _) = place.spec.content, place.value.string != nil else { return false }
        return [["media", "extend"], ["media", "title"]].contains(fact.path)
    }

    /// Sizes around the ends of 32 bits, in the fields that hold sizes.
    var largeSizes: [BodyVariation] {
        places.filter { place in
            guard case .fact(let fact, _) = place.spec.content else { return false }
            return fact.path.last == "sizeBytes" && place.value.number != nil
        }.flatMap { place in
            Self.sizes.flatMap { size in
                setting(place, .int(size), "with \(place.shown) as \(size)", Self.largeSize, .done)
            }
        }
    }

    private static let sizes = [2_147_483_648, 4_294_967_296, 5_000_000_000]

    /// The documented body in all ways in which HTTP can carry it.
    var transfers: [BodyVariation] {
        func way(_ word: String, _ label: String, _ set: (inout FaultParameters) -> Void = { _ in })
            -> BodyVariation
        {
            fault(word, label, .done, family: "\(Self.transfer) \(word)", set)
        }
        return [
            way("chunked", "sent in chunks"),
            way("expect-continue", "sent with Expect: 100-continue"),
            way("own-connection", "sent on a connection of its own"),
            way("slow-body", "sent in several writes") { $0.bytesPerSecond = 20_000 },
        ]
    }

    /// An ordinary value in place of an edge; nil for a variation that is about no value.
    ///
    /// Where the state follows it, the state passes the field on, or derives something from it.
    func control(of variation: BodyVariation) -> BodyVariation? {
        guard [Self.userText, Self.escapedUserText, Self.largeSize].contains(variation.family),
            let place = places.first(where: { $0.shown == variation.place })
        else { return nil }
        let value: JSONValue
        switch place.value {
        case .string: value = "vodhook-27"
        case .number: value = 1_234_567
        case .object, .array, .bool, .null: return nil
        }
        return setting(place, value, "with \(place.shown) as \(JSONWriter.text(of: value))", "control", .done)
            .first
    }

    /// The event about another media, whose ids are hard to tell from the own ones.
    var neighbours: [BodyVariation] {
        let own = places.filter { place in place.value.string.map { identities.contains($0) } ?? false }
        if own.isEmpty { return [] }
        return BodyVariation.Neighbour.allCases.map { neighbour in
            var one = BodyVariation(label: neighbour.label, family: "another media", expectedState: .nothing)
            one.neighbour = (own.map(\.path), neighbour)
            return one
        }
    }
}
