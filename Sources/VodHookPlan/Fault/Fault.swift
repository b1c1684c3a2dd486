package import JSONText

/// Something that goes wrong between vendor and receiver, on purpose.
package struct Fault: Sendable {
    /// What goes wrong, with every parameter filled in.
    package let kind: Kind
    /// The word it is written with.
    package let word: FaultWord
    /// The parameters that were given; the others have their defaults.
    package let given: FaultParameters
    /// Only every n-th delivery has it.
    package var every: Int?
    /// Only so large a part of deliveries has it, drawn from the seed.
    package var chance: Double?
    /// Where it stands in the file.
    package let position: SourcePosition

    /// The fault that `word` names.
    package init(_ word: FaultWord, _ given: FaultParameters = FaultParameters(), at position: SourcePosition)
    {
        kind = word.kind(given)
        self.word = word
        self.given = given
        self.position = position
    }

    /// The fault in the words of a scenario file, without when it applies.
    package var json: JSONObject {
        var object = JSONObject()
        object.append("fault", .string(word.text))
        for (key, value) in given.members { object.append(key.rawValue, value) }
        return object
    }

    /// What goes wrong, by what it touches.
    package enum Kind: Sendable {
        case order(OrderFault)
        case signature(SignatureFault)
        case body(BodyFault)
        case wire(WireFault)
    }

    /// True when it changes which deliveries there are, or when they begin.
    package var isOfOrder: Bool {
        if case .order = kind { true } else { false }
    }

    /// True when the delivery is never sent.
    package var drops: Bool {
        if case .order(.drop) = kind { true } else { false }
    }
}
