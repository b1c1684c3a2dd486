package import JSONText
package import VodHookCatalogue
package import VodHookPlan

/// What is fuzzed: the deliveries of a scenario, or one event about all kinds of media.
package enum FuzzInput: Sendable {
    /// A scenario, which has been planned without mistakes.
    case scenario(Scenario)
    /// An event without a scenario.
    case event(FuzzedEvent)

    /// The scenarios whose deliveries are varied.
    var scenarios: [Scenario] {
        switch self {
        case .scenario(let scenario): [scenario]
        case .event(let event): event.scenarios
        }
    }

    /// True when the state has to be readable where it is asked for.
    var needsState: Bool { event?.needsState ?? true }

    /// The event, if it is one.
    var event: FuzzedEvent? { if case .event(let event) = self { event } else { nil } }
}

/// An event that is fuzzed by itself: its profiles, and scenarios about media that are drawn.
package struct FuzzedEvent: Sendable {
    private let event: EventSpec
    private let provider: Provider
    private let profiles: [String]
    private let observe: JSONValue?
    /// True when it is a mistake that nothing but refusals comes where the state is read.
    let needsState: Bool
    private let load: @Sendable (SourceText) -> Scenario?

    /// An event in `profile`, or in all of its profiles.
    ///
    /// `observe` reads the state, as in a scenario file; it may name `${media.videoId}`. It has to find one unless
    /// `needsState` is false, as for a receiver that keeps nothing of some events. `load` makes scenarios of text.
    package init(
        _ event: EventSpec, of provider: Provider, profile: String?, observe: JSONValue?,
        needsState: Bool = true, load: @escaping @Sendable (SourceText) -> Scenario?
    ) {
        self.event = event
        self.provider = provider
        profiles = profile.map { [$0] } ?? event.profiles.map(\.name)
        self.observe = observe
        self.needsState = needsState
        self.load = load
    }

    /// `aliyun/TranscodeComplete`.
    package var name: String { "\(provider.name)/\(event.name)" }

    /// One scenario for each profile, about a media that has all that the event can tell.
    package var scenarios: [Scenario] {
        profiles.compactMap { scenario(MediaDraw.full(for: event, of: provider), profile: $0) }
    }

    /// The scenario that the event has as documented.
    func documented(profile: String) -> Scenario? {
        scenario(MediaDraw.full(for: event, of: provider), profile: profile)
    }

    /// How many of the first cases are about media at the edges, each of them in every profile.
    var edges: Int { MediaEdges.all(for: event, of: provider).count * profiles.count }

    /// The media of the n-th drawn case; the same seed gives the same media.
    func media(_ number: Int, seed: UInt64) -> JSONValue {
        var draw = MediaDraw(
            provider: provider, event: event, seed: seed, number: number / profiles.count)
        return draw.media()
    }

    /// The profile of the n-th drawn case.
    func profile(_ number: Int) -> String { profiles[number % profiles.count] }

    /// A scenario that emits the event about `media`; nil when it cannot be about that one.
    func scenario(_ media: JSONValue, profile: String) -> Scenario? {
        load(SourceText(name: name, text: JSONWriter.text(of: document(media, profile), layout: .pretty)))
    }

    private func document(_ media: JSONValue, _ profile: String) -> JSONValue {
        var document = JSONObject()
        document.append("name", .string("\(name) (\(profile))"))
        document.append("provider", .string(provider.name))
        document.append("media", ["media": media])
        document.append("steps", [["emit": .string(event.name), "profile": .string(profile)]])
        if let observe { document.append("observe", observe) }
        return .object(document)
    }
}
