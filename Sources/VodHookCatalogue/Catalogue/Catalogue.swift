/// Everything known about the providers and their events: pure data, read from JSON files.
package struct Catalogue: Sendable {
    /// The providers by name, in the order of their names.
    package internal(set) var providers: [Provider]

    package init(providers: [Provider]) {
        self.providers = providers
    }

    /// The provider called `name`, or nil.
    package func provider(_ name: String) -> Provider? { providers.first { $0.name == name } }
}

/// A vendor product with its own events, signature and delivery rules.
package struct Provider: Sendable {
    /// The name in scenarios and flags, such as `aliyun`.
    package let name: String
    /// The name for people.
    package let title: String
    /// Where its facts come from.
    package let sources: [SourceNote]
    /// The provider whose ids, errors and events it shares, or nil.
    package let base: String?
    /// Where its bodies hold what every callback has.
    package internal(set) var envelope = Envelope()
    /// How its callbacks are delivered.
    package let rules: DeliveryRules
    /// Where the delivery rules come from.
    package let ruleSources: [SourceNote]
    /// Values that its fields share, such as `storageHost`.
    package let settings: [String: String]
    /// How it writes ids, by name.
    package let ids: [String: IdentityFormat]
    /// Names under which scenarios refer to values of a media: `${movie.videoId}`.
    package let references: [String: FactTemplate]
    /// Its error codes.
    package let errors: [ErrorCode]
    /// Its rendition names.
    package let definitions: [Definition]
    /// Its snapshot types.
    package let snapshotTypes: [SnapshotType]
    /// Its events, sorted by name.
    package internal(set) var events: [EventSpec]

    /// The event called `name` whatever its case, or nil.
    package func event(_ name: String) -> EventSpec? {
        events.first { $0.name == name } ?? events.first { $0.name.lowercased() == name.lowercased() }
    }
}

/// Where a fact comes from.
package struct SourceNote: Sendable, Equatable {
    /// The page or file.
    package let title: String
    /// Its address, or nil.
    package let url: String?
    /// When it was read, or the date it carries.
    package let seen: String
    /// Why the fact is a guess, or nil when the source states it.
    package let assumed: String?
}

/// A documented error code.
package struct ErrorCode: Sendable, Equatable {
    /// The code as the vendor writes it.
    package let code: String
    /// The message that comes with it.
    package let message: String
    /// The parts of a media that can fail with it: `source`, `upload`, an operation and others.
    package let parts: [String]
}

/// A rendition name with what it means for picture and bit rate.
package struct Definition: Sendable, Equatable {
    /// The vendor's name, such as `FD` or `720p`.
    package let name: String
    /// The length of the picture's shorter side in pixels; nil keeps the source's; 0 means sound only.
    package let height: Int?
    /// The target bit rate in kilobits per second.
    package let kbps: Int
    /// Why it is a guess, or nil.
    package var assumed: String?
}

/// A kind of snapshot job.
package struct SnapshotType: Sendable, Equatable {
    /// The vendor's name, such as `CoverSnapshot`.
    package let name: String
    /// What it makes: `still`, `animation`, `sheet` or `samples`.
    package let kind: String
    /// The file format.
    package let format: String
    /// How many pictures it makes unless the scenario says otherwise.
    package let count: Int
    /// The length of the picture's shorter side in pixels.
    package let height: Int
}

/// One event: the shape of its body in each profile, and when a real upload produces it.
package struct EventSpec: Sendable {
    /// The name that its bodies carry.
    package let name: String
    /// One sentence for people.
    package let title: String
    /// Where its facts come from.
    package let sources: [SourceNote]
    /// The name under which it is subscribed, when it is another.
    package let subscription: String?
    /// The profiles, the default one first.
    package let profiles: [Profile]
    /// A list of facts; the event comes once for each of its elements.
    package let each: FactExpression?
    /// The fact without which a media does not have this event, or nil.
    package let needs: FactExpression?
    /// The part of a media that `--fail` breaks for this event.
    package let failure: String?
    /// The time the body carries.
    package let time: FactExpression
    /// When a real upload sends it; nil when an upload alone does not.
    package let lifecycle: Lifecycle?

    /// The profile called `name`, or nil.
    package func profile(_ name: String) -> Profile? { profiles.first { $0.name == name } }

    /// One documented variant of the body.
    package struct Profile: Sendable {
        /// The name, such as `2017`.
        package let name: String
        /// The date of the page or the capture that it follows, or nil.
        package var date: String?
        /// One sentence for people.
        package let about: String
        /// The body's fields in order.
        package let fields: [FieldSpec]
    }

    /// When a real upload sends the event.
    package struct Lifecycle: Sendable {
        /// The shortest and the longest time from the event's own time to its first attempt.
        package let delay: ClosedRange<Duration>
        /// A fact that must be true, or nil.
        package let when: Condition?
    }
}

/// A condition on facts: all of them must hold.
package struct Condition: Sendable {
    /// One fact and the texts it may have; nil asks only that it is there and not false.
    package struct Term: Sendable {
        let fact: FactExpression
        let values: [String]?
    }

    let terms: [Term]

    package func holds(in scope: FactScope) -> Bool {
        terms.allSatisfy { term in
            guard let fact = scope.fact(term.fact) else { return false }
            guard let values = term.values else { return fact.isTrue }
            return scope.text(of: fact).map(values.contains) ?? false
        }
    }
}

extension IdentityMark {
    /// How the id is written, or nil when `provider` has no such format.
    package func format(of provider: Provider) -> IdentityFormat? {
        switch format {
        case "": Self.usualFormat
        case Self.fileStem: Self.fileStemFormat
        default: provider.ids[format]
        }
    }
}
