package import JSONText
package import VodHookCatalogue

/// The catalogue that is compiled in, read once for all tests.
package enum BuiltIn {
    package static let loaded = CatalogueLoader.load()
    package static var catalogue: Catalogue { loaded.catalogue }

    package static func provider(_ name: String) throws -> Provider {
        guard let provider = catalogue.provider(name) else { throw MissingFixture(name: name) }
        return provider
    }

    package static func event(_ provider: String, _ name: String) throws -> EventSpec {
        guard let event = try self.provider(provider).event(name) else { throw MissingFixture(name: name) }
        return event
    }
}

package struct MissingFixture: Error {
    let name: String

    package init(name: String) { self.name = name }
}

/// One body with what it was made from.
package struct EventBody {
    package let event: EventSpec
    package let profile: EventSpec.Profile
    package let time: Timestamp
    package let value: JSONValue
}

/// Makes the bodies of all events of one media.
package struct EventBodies {
    package let provider: Provider
    package let facts: Facts

    package init(_ spec: MediaSpec, seed: UInt64 = 1) throws {
        provider = try BuiltIn.provider(spec.provider)
        let simulation = Simulation(seed: seed, start: Timestamp(milliseconds: 1_768_464_000_000))
        facts = simulation.facts(of: spec, provider: provider)
    }

    /// The scope of `event`, once for each callback it comes with; empty when the media does not have it.
    package func scopes(of event: EventSpec) -> [(scope: FactScope, time: Timestamp)] {
        let base = FactScope(event: [:], media: facts, provider: provider, item: nil)
        if let needs = event.needs, base.fact(needs) == nil { return [] }
        var scopes = [base]
        if let each = event.each {
            guard case .list(let elements)? = base.fact(each) else { return [] }
            scopes = elements.map { base.with(item: $0) }
        }
        return scopes.compactMap { scope in
            guard case .time(let time)? = scope.fact(event.time) else { return nil }
            var timed = scope
            timed.event = [
                "time": .time(time), "requestId": .identity(Identity(token: 7)), "number": .int(1),
            ]
            return (timed, time)
        }
    }

    /// The bodies of `event` in the profile called `profile`, or in the first one.
    package func bodies(_ event: EventSpec, profile: String? = nil) -> [EventBody] {
        guard let profile = profile.flatMap(event.profile) ?? event.profiles.first else { return [] }
        return scopes(of: event).map { scope, time in
            EventBody(
                event: event, profile: profile, time: time, value: BodyRenderer.body(of: profile, in: scope))
        }
    }

    package func bodies(_ event: String, profile: String? = nil) -> [EventBody] {
        provider.event(event).map { bodies($0, profile: profile) } ?? []
    }

    package func body(_ event: String, profile: String? = nil) throws -> JSONValue {
        guard let body = bodies(event, profile: profile).first else { throw MissingFixture(name: event) }
        return body.value
    }

    /// The events that an upload of the media alone produces.
    package var lifecycle: [String] {
        provider.events.flatMap { event -> [String] in
            guard let lifecycle = event.lifecycle else { return [] }
            return scopes(of: event).filter { lifecycle.when?.holds(in: $0.scope) ?? true }.map { _ in
                event.name
            }
        }.sorted()
    }
}

extension JSONValue {
    /// The value after following keys and array places.
    package func at(_ path: String...) -> JSONValue? {
        path.reduce(self) { value, step in
            guard let place = Int(step), let elements = value?.array else { return value?[step] }
            return elements.indices.contains(place) ? elements[place] : nil
        }
    }

    package var keys: [String] { object?.members.map(\.key) ?? [] }
}
