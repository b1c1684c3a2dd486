package import JSONText

/// Where the bodies of a provider hold what every callback has, and the provider's words for it.
///
/// It comes from the provider's file, from the provider it extends, or, where neither says it, from the bindings of
/// the events (`derived(from:)`).
package struct Envelope: Sendable {
    /// The name of the event; nil when bodies do not carry it.
    package var event: NormalizedPath?
    /// The time of the event.
    package var time: NormalizedPath?
    /// The ids of what an event is about; the first that is there and not empty counts.
    package var subjects: [NormalizedPath] = []
    /// The object with the facts; nil when they stand at the top, as they do in a body without it.
    package var payload: NormalizedPath?
    /// What tells a success; the first that is there counts.
    package var statuses: [NormalizedPath] = []
    /// The values of a status that mean success.
    package var successes: [JSONValue] = []
    /// The codes of errors; the first that is there counts.
    package var codes: [NormalizedPath] = []
    /// What every body has and those of other providers lack.
    package var marks: [NormalizedPath] = []
    /// Names of fields that no event can do without.
    package var essential: Set<String> = []
    /// Names of fields that a receiver may insist on although no page promises them.
    package var expected: Set<String> = []
    /// Whole bodies that no sender means well with.
    package var hostileBodies: [String] = []
    /// What a member `__proto__` holds that is to change other objects.
    package var hostilePrototype = JSONValue.object(JSONObject())

    /// An envelope of which nothing is known.
    package init() {}

    /// The name of the event that `body` is, or nil.
    package func eventName(in body: JSONValue) -> String? { event?.value(in: body)?.string }

    /// The time that `body` carries, or nil; numbers are Unix seconds, or milliseconds where they have 13 digits.
    package func time(in body: JSONValue) -> Timestamp? {
        switch time?.value(in: body) {
        case .string(let text): TimeFormat.allCases.lazy.compactMap { $0.time(text) }.first
        case .number(let number):
            number.int64.map { Timestamp(milliseconds: abs($0) < 100_000_000_000 ? $0 * 1000 : $0) }
        default: nil
        }
    }

    /// The id of what `body` is about, or nil.
    package func subject(in body: JSONValue) -> String? {
        subjects.lazy.compactMap { $0.value(in: body)?.string }.first { !$0.isEmpty }
    }

    /// The object of `body` with the facts, and its place.
    package func facts(of body: JSONValue) -> (place: NormalizedPath, object: JSONObject)? {
        if let payload, let object = payload.value(in: body)?.object { return (payload, object) }
        return body.object.map { (NormalizedPath(), $0) }
    }

    /// The first place of `body` that tells a success, or nil.
    package func status(in body: JSONValue) -> NormalizedPath? {
        statuses.first { $0.value(in: body) != nil }
    }

    /// Whether `body` tells a success; nil when it tells neither.
    package func succeeded(_ body: JSONValue) -> Bool? {
        status(in: body).flatMap { $0.value(in: body) }.map(successes.contains)
    }

    /// True for the name of a field that says which event a body is, when, or about what.
    package func isIdentifying(_ name: String) -> Bool {
        essential.contains(name) && payload?.name.map { $0.hasSameBytes(as: name) } != true
    }

    /// How much of what makes a body one of this provider `body` has; nil when it cannot be one.
    package func likeness(of body: JSONValue) -> Int? {
        guard eventName(in: body) != nil, marks.allSatisfy({ $0.value(in: body) != nil }) else { return nil }
        if marks.isEmpty { return 0 }
        return payload.map { $0.value(in: body)?.object != nil } ?? true ? marks.count : nil
    }
}

extension Catalogue {
    /// The provider whose envelope `body` has, whatever its event; those that extend another are not asked.
    package func provider(enveloping body: JSONValue) -> Provider? {
        var best: (provider: Provider, likeness: Int)?
        for provider in providers where provider.base == nil {
            guard let likeness = provider.envelope.likeness(of: body) else { continue }
            if likeness > best?.likeness ?? -1 { best = (provider, likeness) }
        }
        return best?.provider
    }

    /// The name of the event that `body` says it is, by the first provider that finds one.
    package func eventName(in body: JSONValue) -> String? {
        providers.lazy.compactMap { $0.envelope.eventName(in: body) }.first
    }
}
