import JSONText

/// What the receiver's state says after a load about the events that it acknowledged.
package struct AuditResult: Sendable, Equatable {
    /// What is wrong with the state of one upload.
    package enum Kind: String, Sendable, CaseIterable {
        /// An acknowledged event has left no trace.
        case absent
        /// An event that was sent again has been applied again.
        case twice
        /// The state is another one than the events lead to, and not for one of these reasons.
        case wrong
    }

    /// One upload whose state is not right.
    package struct Example: Sendable, Equatable {
        /// What is wrong.
        package var kind: Kind
        package var upload: Int
        /// The events that are absent or were applied twice, as people see them; empty when none can be named.
        package var events: [String]
        /// What was asked.
        package var question: String
        /// How the state differs from the expected one, line by line.
        package var differences: [String]
    }

    /// The most examples that are kept of each kind.
    package static let exampleLimit = 5

    /// Uploads whose state was asked for.
    package var audited = 0
    /// Uploads of which nothing was acknowledged, so that nothing can be expected.
    package var unacknowledged = 0
    /// Uploads whose state is what their acknowledged events lead to.
    package var right = 0
    /// Uploads in whose state an acknowledged event is absent.
    package var absent = 0
    /// Uploads in whose state an event was applied twice.
    package var twice = 0
    /// Uploads whose state is wrong in another way.
    package var wrong = 0
    /// Uploads whose expected state could not be found out.
    package var unjudged = 0
    /// Some uploads of each kind.
    package var examples: [Example] = []

    package static let fields: [(name: String, path: any WritableKeyPath<AuditResult, Int> & Sendable)] = [
        ("audited", \.audited), ("right", \.right), ("absent", \.absent), ("twice", \.twice),
        ("wrong", \.wrong), ("unjudged", \.unjudged), ("unacknowledged", \.unacknowledged),
    ]

    package init() {}

    /// Uploads whose state was compared with a known one.
    package var judged: Int { right + absent + twice + wrong }

    /// True when the state of some upload is not what it must be.
    package var hasFindings: Bool { absent + twice + wrong > 0 }

    /// Notes an upload that is not right.
    mutating func note(_ example: Example) {
        switch example.kind {
        case .absent: absent += 1
        case .twice: twice += 1
        case .wrong: wrong += 1
        }
        if examples.count(where: { $0.kind == example.kind }) < Self.exampleLimit { examples.append(example) }
    }

    /// Adds the audit of another segment.
    package mutating func add(_ other: AuditResult) {
        for field in Self.fields { self[keyPath: field.path] += other[keyPath: field.path] }
        for example in other.examples
        where examples.count(where: { $0.kind == example.kind }) < Self.exampleLimit {
            examples.append(example)
        }
    }

    // MARK: Forms

    /// The saved form.
    var json: JSONValue {
        var object = JSONObject()
        for field in Self.fields { object.append(field.name, .int(self[keyPath: field.path])) }
        let texts = { (lines: [String]) -> JSONValue in .array(lines.map { .string($0) }) }
        object.append(
            "examples",
            .array(
                examples.map {
                    [
                        "kind": .string($0.kind.rawValue), "upload": .int($0.upload),
                        "events": texts($0.events), "question": .string($0.question),
                        "differences": texts($0.differences),
                    ]
                }))
        return .object(object)
    }

    /// The audit that a saved form holds; nil when it holds none.
    init?(json: JSONValue?) {
        guard let json, json.object != nil else { return nil }
        for field in Self.fields {
            guard let count = json[field.name]?.number?.int64, (0...(1 << 50)).contains(count) else {
                return nil
            }
            self[keyPath: field.path] = Int(count)
        }
        let texts = { (value: JSONValue?) in (value?.array ?? []).compactMap(\.string) }
        for value in json["examples"]?.array ?? [] {
            guard let kind = value["kind"]?.string.flatMap(Kind.init(rawValue:)) else { continue }
            examples.append(
                Example(
                    kind: kind, upload: Int(clamping: value["upload"]?.number?.int64 ?? 0),
                    events: texts(value["events"]), question: value["question"]?.string ?? "",
                    differences: texts(value["differences"])))
        }
    }

    /// The audit in lines for the terminal.
    package var lines: [String] {
        var counts =
            "audited \(audited)   right \(right)   absent \(absent)   twice \(twice)   wrong \(wrong)"
        if unjudged > 0 { counts += "   unjudged \(unjudged)" }
        if unacknowledged > 0 { counts += "   unacknowledged \(unacknowledged)" }
        var lines = [counts]
        for example in examples {
            let events = example.events.joined(separator: ", ")
            let what =
                switch example.kind {
                case .absent: "acknowledged but absent: \(events)"
                case .twice: "applied twice: \(events)"
                case .wrong: "wrong state"
                }
            lines.append(
                "upload \(example.upload): \(SafeText.line(what))  \(SafeText.line(example.question))")
            lines += example.differences.prefix(6).map { "    \(SafeText.line($0))" }
        }
        return lines
    }
}
