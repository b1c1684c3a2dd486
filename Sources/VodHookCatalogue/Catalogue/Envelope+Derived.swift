import JSONText

/// The envelope of a provider whose file has none, from what its fields are bound to.
extension Envelope {
    /// What can be found: an event has the same place as most of its sisters.
    static func derived(from events: [EventSpec]) -> Envelope {
        var places = Places()
        for event in events { places.add(event) }
        var envelope = Envelope()
        envelope.event = places.events.sorted.first
        envelope.time = places.times.sorted.first
        envelope.subjects = places.subjects.sorted + places.otherSubjects.sorted
        envelope.statuses = places.statuses.sorted
        envelope.successes = places.successes
        envelope.codes = places.codes.sorted
        let payload = (envelope.subjects.prefix(1) + envelope.statuses.prefix(1))
            .map { NormalizedPath($0.steps.dropLast()) }.first { !$0.steps.isEmpty }
        envelope.payload = payload
        envelope.essential = envelope.usualEssential
        envelope.expected = envelope.usualExpected
        envelope.hostilePrototype = envelope.usualPrototype
        return envelope
    }

    /// The essential fields of an envelope that does not name them.
    var usualEssential: Set<String> {
        Set(([event, time, subjects.first, payload] as [NormalizedPath?]).compactMap { $0?.name })
    }

    /// The fields to insist on of an envelope that does not name them.
    var usualExpected: Set<String> { Set(statuses.compactMap(\.name)) }

    /// An object that looks like one with another id.
    var usualPrototype: JSONValue {
        .object(JSONObject([.init(key: subjects.first?.name ?? "id", value: "x")]))
    }

    /// The hostile bodies of an envelope that names none: about no event, or about one with a broken id or payload.
    func usualHostileBodies(_ event: String?) -> [String] {
        guard let place = self.event else { return [] }
        func member(_ path: NormalizedPath, _ text: String) -> String {
            let names = path.steps.compactMap { NormalizedPath([$0]).name }
                .map { JSONWriter.text(of: .string($0)) }
            return names.dropLast().reversed().reduce("\(names.last ?? "\"\""):\(text)") { "\($1):{\($0)}" }
        }
        let name = member(place, JSONWriter.text(of: .string(event ?? "")))
        var bodies = ["{\(member(place, "null"))}", "{\(member(place, "{}"))}"]
        if let subject = subjects.first { bodies.append("{\(name),\(member(subject, "\"\\ud800\""))}") }
        if let payload { bodies.append("{\(name),\(member(payload, "null"))}") }
        return bodies
    }

    /// Places with the number of events that have them.
    private struct Tally {
        private var counts: [(path: NormalizedPath, count: Int)] = []

        mutating func add(_ path: NormalizedPath) {
            if let place = counts.firstIndex(where: { $0.path == path }) {
                counts[place].count += 1
            } else {
                counts.append((path, 1))
            }
        }

        /// The most frequent first, then the one that was met first.
        var sorted: [NormalizedPath] {
            counts.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
                .map(\.element.path)
        }
    }

    /// What is met on the way through the fields.
    private struct Places {
        var events = Tally()
        var times = Tally()
        /// Ids of the media itself.
        var subjects = Tally()
        /// Ids of other things, such as an upload's.
        var otherSubjects = Tally()
        var statuses = Tally()
        var codes = Tally()
        var successes: [JSONValue] = []

        mutating func add(_ event: EventSpec) {
            for field in event.profiles.first?.fields ?? [] { add(field, of: event, []) }
        }

        private mutating func add(_ field: FieldSpec, of event: EventSpec, _ above: [NormalizedPath.Step]) {
            let steps = above + [.name(field.name)]
            let path = NormalizedPath(steps)
            switch field.content {
            case .constant(let value):
                if value == .string(event.name) { events.add(path) }
            case .fact(let fact, let words): add(fact, words, field, of: event, at: path)
            case .template(let template):
                for case .fact(let fact) in template.parts where fact.path == ["media", "id"] {
                    if template.parts.count == 1 { subjects.add(path) } else { otherSubjects.add(path) }
                }
            case .fields(let fields, _) where field.type == .object:
                for inner in fields { add(inner, of: event, steps) }
            case .cases(_, let cases) where field.type == .object:
                for inner in cases.flatMap(\.fields) { add(inner, of: event, steps) }
            // What stands in lists and in texts is not one for the whole event.
            case .fields, .cases, .keyedFields, .joined, .eachFields, .eachValue: break
            }
        }

        private mutating func add(
            _ fact: FactExpression, _ words: [String: JSONValue], _ field: FieldSpec, of event: EventSpec,
            at path: NormalizedPath
        ) {
            if fact.path == ["event", "time"] || fact.path == event.time.path { times.add(path) }
            let isID = fact.filters.contains { if case .id = $0 { true } else { false } }
            if fact.path == ["media", "id"] {
                subjects.add(path)
            } else if isID, fact.path.first == "media" {
                otherSubjects.add(path)
            }
            if fact.path.last == "status" {
                statuses.add(path)
                addSuccess(words["success"] ?? "success")
            }
            guard fact.path.suffix(2) == ["error", "code"] else { return }
            codes.add(path)
            if let absent = field.absent {
                // A code that is always there tells a success too.
                statuses.add(path)
                addSuccess(absent)
            }
        }

        private mutating func addSuccess(_ value: JSONValue) {
            if !successes.contains(value) { successes.append(value) }
        }
    }
}

extension Provider {
    /// Finds the envelope when no file says it, and the hostile bodies when the file names none.
    mutating func completeEnvelope() {
        if envelope.event == nil { envelope = .derived(from: events) }
        if envelope.hostileBodies.isEmpty {
            envelope.hostileBodies = envelope.usualHostileBodies(events.first?.name)
        }
    }
}
