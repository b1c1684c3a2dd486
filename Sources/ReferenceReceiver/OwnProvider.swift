import JSONText
package import VodHookCatalogue

/// A provider of the user's own, understood by its catalogue alone.
///
/// Its events are not modelled one by one as those of the vendors are: the envelope tells what a body is about and
/// whether it tells a success, and the time that an event carries tells what has happened.
final class OwnProvider: Sendable {
    /// What an event tells about a video.
    private enum Topic {
        case upload, processing, deletion, other

        init(_ event: EventSpec) {
            switch event.time.path.dropFirst().first {
            case "upload": self = .upload
            case "transcode", "workflow", "execution": self = .processing
            case "deletion": self = .deletion
            default: self = .other
            }
        }
    }

    let name: String
    /// The names of its events.
    let events: Set<String>
    /// True when it signs nothing, so that there is nothing to be checked.
    let isUnsigned: Bool
    private let envelope: Envelope
    private let topics: [String: Topic]
    /// The events that cannot be understood without a status.
    private let decisive: Set<String>

    init(_ provider: Provider) {
        let envelope = provider.envelope
        name = provider.name
        isUnsigned = provider.rules.http.signature == nil
        self.envelope = envelope
        events = Set(provider.events.map(\.name))
        topics = Dictionary(provider.events.map { ($0.name, Topic($0)) }, uniquingKeysWith: { $1 })
        decisive = Set(
            provider.events.filter { event in envelope.statuses.contains { event.requires($0) } }.map(\.name))
    }

    /// True for the body of one of its events.
    func knows(_ body: JSONValue) -> Bool {
        envelope.likeness(of: body) != nil && envelope.eventName(in: body).map(events.contains) == true
    }

    /// Recognises `body`; throws when it names no event, or when its result cannot be read.
    func event(
        _ body: JSONValue, of provider: CallbackProvider
    ) throws(ReceivedEvent.Malformed) -> ReceivedEvent {
        guard let object = body.object else {
            throw ReceivedEvent.Malformed(reason: "the body is not a JSON object")
        }
        guard let type = envelope.eventName(in: body), !type.isEmpty else {
            throw ReceivedEvent.Malformed(reason: "the body has no \(envelope.event?.name ?? "event name")")
        }
        let isKnown = events.contains(type)
        if isKnown { try checkStatus(of: body, type) }
        return ReceivedEvent(
            provider: provider, type: type,
            subject: envelope.subject(in: body).map { ReceivedEvent.Subject(id: $0, isVideo: true) },
            isKnown: isKnown, time: EventTime(envelope.time(in: body)?.isoMilliseconds),
            fields: EventFields(object), body: body)
    }

    /// A guess would make a failure of a success, or the reverse.
    private func checkStatus(of body: JSONValue, _ type: String) throws(ReceivedEvent.Malformed) {
        let words = Set(envelope.successes.map(\.typeName))
        for place in envelope.statuses {
            guard let value = place.value(in: body) else { continue }
            if !words.contains(value.typeName) {
                throw ReceivedEvent.Malformed(reason: "\(place.name ?? "") cannot be read")
            }
        }
        if decisive.contains(type), envelope.status(in: body) == nil {
            let names = envelope.statuses.compactMap(\.name)
            throw ReceivedEvent.Malformed(reason: "the body has no \(names.joined(separator: " or "))")
        }
    }

    /// What `event` states about its subject.
    func facts(of event: ReceivedEvent) -> [ReceivedFact] {
        let body = JSONValue.object(event.fields.object)
        let succeeded = envelope.succeeded(body) ?? true
        var facts: [ReceivedFact] =
            switch topics[event.type] ?? .other {
            case .upload: [succeeded ? .sourceExists : .uploadFailed]
            case .processing: [.sourceExists, .processed(succeeded: succeeded)]
            case .deletion: succeeded ? [.deleted] : []
            case .other: [.sourceExists]
            }
        if !succeeded {
            let code = envelope.codes.lazy.compactMap { $0.value(in: body)?.string }.first
            facts.append(.error(EventError(event: event.type, code: code, message: nil)))
        }
        return facts
    }
}

extension ReceiverConfiguration {
    /// Takes the signature schemes of all providers of `catalogue`, and the events of those that are the user's own.
    package mutating func know(_ catalogue: Catalogue) {
        for provider in catalogue.providers {
            schemes[provider.name] = provider.rules.http.signature
            guard CallbackProvider(rawValue: provider.name) == nil else { continue }
            ownProviders.append(CallbackProvider(OwnProvider(provider)))
        }
    }
}
