import JSONText
import VodHookCatalogue

/// One event with its body, before deliveries are made of it.
struct ProjectedEvent {
    let event: String
    let profile: String
    let subject: String?
    let time: Timestamp
    /// From the beginning of the step to the first attempt.
    let offset: Duration
    let body: JSONValue
}

/// Projects the facts of one media into events by the catalogue.
struct EventProjector {
    let scope: FactScope
    let emit: EmitStep
    /// The profile that the scenario asks for; events without it take their default.
    let wantedProfile: String?
    let seed: UInt64
    let instance: Int
    let salt: UInt64

    /// One event of every element that `event` comes for, to be sent at once.
    mutating func events(of event: EventSpec) -> [ProjectedEvent] {
        scopes(of: event).map { inner, index in projected(event, inner, index: index, offset: .zero) }
    }

    /// All events that a real upload of the media produces, in the order of their first attempts.
    mutating func lifecycle() -> [ProjectedEvent] {
        guard case .time(let begin)? = scope.fact(at: ["media", "upload", "startedAt"]) else { return [] }
        var events: [ProjectedEvent] = []
        for event in scope.provider.events {
            guard let lifecycle = event.lifecycle else { continue }
            for (inner, index) in scopes(of: event) where lifecycle.when?.holds(in: inner) ?? true {
                guard case .time(let time)? = inner.fact(event.time) else { continue }
                var chance = SeededGenerator(seed: seed).branch(
                    "delay", emit.media, event.name, "\(instance)/\(index)")
                let span = (lifecycle.delay.upperBound - lifecycle.delay.lowerBound).milliseconds
                let delay =
                    lifecycle.delay.lowerBound + .milliseconds(Int(nearest: chance.fraction() * span))
                events.append(projected(event, inner, index: index, offset: time - begin + delay))
            }
        }
        return events.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
            .map(\.element)
    }

    /// Why `event` comes not even once for this media.
    func reasonForNone(_ event: EventSpec) -> String {
        if let rendition = emit.rendition {
            return "\"\(emit.media)\" has no rendition \"\(rendition)\" that gives \(event.name)"
        }
        let needed = event.needs ?? event.each
        let name = needed?.path.dropFirst().joined(separator: ".") ?? "what it needs"
        return "\"\(emit.media)\" has no \(event.name): it has no \(name)"
    }

    private func scopes(of event: EventSpec) -> [(scope: FactScope, index: Int)] {
        var outer = scope
        if let needs = event.needs, scope.fact(needs) == nil { return [] }
        guard let each = event.each else {
            outer.event = facts(of: event, outer, index: 0)
            return [(outer, 0)]
        }
        guard case .list(let elements)? = scope.fact(each) else { return [] }
        return elements.enumerated().compactMap { index, element in
            var inner = scope.with(item: element)
            if let wanted = emit.rendition,
                inner.fact(at: ["item", "definition"]).flatMap(inner.text) != wanted
            {
                return nil
            }
            inner.event = facts(of: event, inner, index: index)
            return (inner, index)
        }
    }

    private func facts(of event: EventSpec, _ scope: FactScope, index: Int) -> Facts {
        var chance = SeededGenerator(seed: seed).branch(
            "event", emit.media, event.name, "\(instance)/\(index)")
        return [
            "time": scope.fact(event.time), "requestId": .identity(Identity(token: chance.next() ^ salt)),
            "number": .int(index),
        ]
    }

    private func projected(_ event: EventSpec, _ inner: FactScope, index: Int, offset: Duration)
        -> ProjectedEvent
    {
        let profile = wantedProfile.flatMap(event.profile) ?? event.profiles[0]
        let time: Timestamp =
            if case .time(let time)? = inner.event["time"] { time } else { Timestamp(milliseconds: 0) }
        return ProjectedEvent(
            event: event.name, profile: profile.name,
            subject: event.each == nil ? nil : inner.fact(at: ["item", "definition"]).flatMap(inner.text),
            time: time, offset: offset, body: BodyRenderer.body(of: profile, in: inner))
    }
}
