/// Everything known about the providers and their events: pure data, read from JSON files.
public struct Catalogue: Sendable {
    /// The providers by name, in the order of their names.
    public internal(set) var providers: [Provider]

    /// The provider called `name`, or nil.
    public func provider(_ name: String) -> Provider? { providers.first { $0.name == name } }
}

/// A vendor product with its own events, signature and delivery rules.
public struct Provider: Sendable {
    /// The name in scenarios and flags, such as `aliyun`.
    public let name: String
    /// The name for people.
    public let title: String
    /// Where its facts come from.
    public let sources: [SourceNote]
    /// The provider whose ids, errors and events it shares, or nil.
    public let base: String?
    /// How its callbacks are delivered.
    public let rules: DeliveryRules
    /// Where the delivery rules come from.
    public let ruleSources: [SourceNote]
    /// Values that its fields share, such as `storageHost`.
    public let settings: [String: String]
    /// How it writes ids, by name.
    public let ids: [String: IdentityFormat]
    /// Names under which scenarios refer to values of a media: `${movie.videoId}`.
    public let references: [String: FactTemplate]
    /// Its error codes.
    public let errors: [ErrorCode]
    /// Its rendition names.
    public let definitions: [Definition]
    /// Its snapshot types.
    public let snapshotTypes: [SnapshotType]
    /// Its events, sorted by name.
    public internal(set) var events: [EventSpec]

    /// The event called `name` whatever its case, or nil.
    public func event(_ name: String) -> EventSpec? {
        events.first { $0.name == name } ?? events.first { $0.name.lowercased() == name.lowercased() }
    }
}

/// Where a fact comes from.
public struct SourceNote: Sendable, Equatable {
    /// The page or file.
    public let title: String
    /// Its address, or nil.
    public let url: String?
    /// When it was read, or the date it carries.
    public let seen: String
    /// Why the fact is a guess, or nil when the source states it.
    public let assumed: String?
}

/// A documented error code.
public struct ErrorCode: Sendable, Equatable {
    /// The code as the vendor writes it.
    public let code: String
    /// The message that comes with it.
    public let message: String
    /// The parts of a media that can fail with it: `source`, `upload`, an operation and others.
    public let parts: [String]
}

/// A rendition name with what it means for picture and bit rate.
public struct Definition: Sendable, Equatable {
    /// The vendor's name, such as `FD` or `720p`.
    public let name: String
    /// The length of the picture's shorter side in pixels; nil keeps the source's; 0 means sound only.
    public let height: Int?
    /// The target bit rate in kilobits per second.
    public let kbps: Int
}

/// A kind of snapshot job.
public struct SnapshotType: Sendable, Equatable {
    /// The vendor's name, such as `CoverSnapshot`.
    public let name: String
    /// What it makes: `still`, `animation`, `sheet` or `samples`.
    public let kind: String
    /// The file format.
    public let format: String
    /// How many pictures it makes unless the scenario says otherwise.
    public let count: Int
    /// The length of the picture's shorter side in pixels.
    public let height: Int
}

/// One event: the shape of its body in each profile, and when a real upload produces it.
public struct EventSpec: Sendable {
    /// The value of its EventType field.
    public let name: String
    /// One sentence for people.
    public let title: String
    /// Where its facts come from.
    public let sources: [SourceNote]
    /// The name under which it is subscribed, when it is another.
    public let subscription: String?
    /// The profiles, the default one first.
    public let profiles: [Profile]
    /// A list of facts; the event comes once for each of its elements.
    public let each: FactExpression?
    /// The fact without which a media does not have this event, or nil.
    public let needs: FactExpression?
    /// The part of a media that `--fail` breaks for this event.
    public let failure: String?
    /// The time the body carries.
    public let time: FactExpression
    /// When a real upload sends it; nil when an upload alone does not.
    public let lifecycle: Lifecycle?

    /// The profile called `name`, or nil.
    public func profile(_ name: String) -> Profile? { profiles.first { $0.name == name } }

    /// One documented variant of the body.
    public struct Profile: Sendable {
        /// The name, such as `2017`.
        public let name: String
        /// One sentence for people.
        public let about: String
        /// The body's fields in order.
        public let fields: [FieldSpec]
    }

    /// When a real upload sends the event.
    public struct Lifecycle: Sendable {
        /// The shortest and the longest time from the event's own time to its first attempt.
        public let delay: ClosedRange<Duration>
        /// A fact that must be true, or nil.
        public let when: Condition?
    }
}

/// A condition on facts: all of them must hold.
public struct Condition: Sendable {
    /// One fact and the texts it may have; nil asks only that it is there and not false.
    public struct Term: Sendable {
        let fact: FactExpression
        let values: [String]?
    }

    let terms: [Term]

    func holds(in scope: FactScope) -> Bool {
        terms.allSatisfy { term in
            guard let fact = scope.fact(term.fact) else { return false }
            guard let values = term.values else { return fact.isTrue }
            return scope.text(of: fact).map(values.contains) ?? false
        }
    }
}

extension IdentityMark {
    /// How the id is written, or nil when `provider` has no such format.
    func format(of provider: Provider) -> IdentityFormat? {
        switch format {
        case "": Self.usualFormat
        case Self.fileStem: Self.fileStemFormat
        default: provider.ids[format]
        }
    }
}
