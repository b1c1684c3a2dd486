import JSONText
import VodHookPlan

/// The probe steps of a saved history: they hold after the plain history and fail after the one that was found.
struct StateProbes {
    let writer: HistoryScenarioWriter
    let found: HistoryRecord
    let plain: HistoryRecord
    /// What must not be seen; then nothing else is asked for.
    var odd: StateDifference?

    /// More conditions than these say nothing new.
    private static let limit = 8

    /// One step for each way to read the state that shows a difference, and the probes of the scenario that fail.
    var steps: [JSONValue] {
        let root = JSONReader.read(writer.scenario.source).value
        var steps: [JSONValue] = []
        for (number, observation) in writer.copies.observations.enumerated() {
            guard plain.states.indices.contains(number), found.states.indices.contains(number) else {
                continue
            }
            if let odd {
                if let step = never(observation, odd, number, root) { return [step] }
                continue
            }
            let isAnsweredOtherwise =
                plain.states[number].raw["HTTP status"] != found.states[number].raw["HTTP status"]
            // A receiver that knows nothing says so with its status; its words are its own.
            let isUnknown = isAnsweredOtherwise && plain.states[number].raw["HTTP status"] != nil
            let checks = isUnknown ? [] : checks(plain.states[number], found.states[number])
            guard !checks.isEmpty || isAnsweredOtherwise,
                let step = step(observation, checks, plain.states[number], root)
            else { continue }
            steps.append(step)
        }
        // A probe of the scenario says the rest, if it holds after the plain history of these deliveries.
        if plain.failedProbes.isEmpty, !found.failedProbes.isEmpty, let root {
            for case .probe(let probe) in writer.copies.scenario.steps.map(\.kind) {
                if let node = Self.step(asking: probe.position, in: root, writer.scenario.source),
                    !probe.expect.isEmpty
                {
                    steps.append(node.value)
                }
            }
        }
        return steps
    }

    /// A probe that fails as soon as the state shows `odd`; nil when another observation has shown it.
    private func never(
        _ observation: ObserveSpec, _ odd: StateDifference, _ number: Int, _ root: JSONNode?
    ) -> JSONValue? {
        let differences = StateDifference.all(
            expected: plain.states[number].comparable, found: found.states[number].comparable)
        guard let value = odd.found, differences.contains(odd) else { return nil }
        let star = odd.path.utf8.firstRange(of: "[*]")
        let path = star.map { String(decoding: Array(odd.path.utf8)[..<$0], as: UTF8.self) } ?? odd.path
        let check: JSONValue = ["path": .string(path), star == nil ? "equals" : "contains": written(value)]
        guard var step = step(observation, [check], found.states[number], root)?.object else { return nil }
        if case .object(var probe)? = step["probe"] {
            probe["never"] = true
            probe["within"] = "300ms"
            step["name"] = "a state that this body must not lead to"
            step["probe"] = .object(probe)
        } else {
            step["never"] = true
            step["within"] = "300ms"
        }
        return .object(step)
    }

    private func step(
        _ observation: ObserveSpec, _ checks: [JSONValue], _ state: HistoryRecord.State, _ root: JSONNode?
    ) -> JSONValue? {
        let spec = observation.probe
        let wait = DurationText.text(max(observation.settle ?? .zero, writer.patience, .seconds(1)))
        switch spec.question {
        case .command(let words):
            return [
                "command": .array(words.map { .string($0) }), "within": .string(wait),
                "expect": ["output": .array(checks)],
            ]
        case .request(let question):
            var probe = JSONObject()
            // The text of the file, because a value may come from the environment and be secret.
            let written = root.flatMap { Self.object(holding: spec.position, in: $0, writer.scenario.source) }
            probe.append("url", written?["url"]?.value ?? .string(question.url))
            for key in ["method", "headers", "body", "timeout"] {
                if let node = written?[key] { probe.append(key, node.value) }
            }
            probe.append("within", .string(wait))
            let status = state.raw["HTTP status"] ?? 200
            probe.append("expect", ["status": status, "body": .array(checks)])
            return ["name": "the state that the plain order leaves", "probe": .object(probe)]
        }
    }

    /// The step that holds the probe whose question stands at `position`.
    private static func step(asking position: SourcePosition, in root: JSONNode, _ source: SourceText)
        -> JSONNode?
    {
        for step in (root["steps"]?.elements ?? []) {
            if let probe = step["probe"], object(holding: position, in: probe, source) != nil { return step }
            if let command = step["command"], source.position(of: command.offset) == position { return step }
        }
        return nil
    }

    /// The object one of whose values begins at `position`.
    private static func object(holding position: SourcePosition, in node: JSONNode, _ source: SourceText)
        -> JSONNode?
    {
        guard position.file == source.name else { return nil }
        for child in node.elements + node.members.map(\.value) {
            if source.position(of: child.offset) == position { return node }
            if let found = object(holding: position, in: child, source) { return found }
        }
        return nil
    }

    // MARK: Conditions

    /// Conditions that hold for `plain` and not for `found`; each is tried before it is written.
    private func checks(_ plain: HistoryRecord.State, _ found: HistoryRecord.State) -> [JSONValue] {
        let expected = Self.body(plain)
        let actual = Self.body(found)
        var kept: [JSONValue] = []
        for difference in StateDifference.all(expected: plain.comparable, found: found.comparable) {
            for (path, predicate, json) in candidates(difference, expected) where kept.count < Self.limit {
                guard !holdsID(path), let path = Self.path(path), !kept.contains(json),
                    predicate.complaint(about: path.values(in: expected), isSingular: path.isSingular) == nil,
                    predicate.complaint(about: path.values(in: actual), isSingular: path.isSingular) != nil
                else { continue }
                kept.append(json)
                break
            }
        }
        return kept
    }

    private static func body(_ state: HistoryRecord.State) -> JSONValue {
        state.raw["HTTP status"] != nil ? state.raw["body"] ?? .null : state.raw
    }

    private static func path(_ text: String) -> JSONPath? {
        // A path that cannot be read gives no condition.
        do { return try JSONPath(text) } catch { return nil }
    }

    private func candidates(
        _ difference: StateDifference, _ expected: JSONValue
    ) -> [(path: String, predicate: Predicate, json: JSONValue)] {
        /// The check as it is judged here, and as it is written with names in place of ids.
        func candidate(_ path: String, _ word: String, _ operand: JSONValue)
            -> (path: String, predicate: Predicate, json: JSONValue)?
        {
            Predicate(word, operand).map { (path, $0, ["path": .string(path), word: written(operand)]) }
        }
        guard let star = difference.path.utf8.firstRange(of: "[*]") else {
            let path = difference.path.replacing("$['body']", with: "$").replacing("$.body", with: "$")
            guard let value = difference.expected else {
                return [candidate(path, "exists", false)].compactMap(\.self)
            }
            return [candidate(path, "equals", value)].compactMap(\.self)
        }
        let array = String(decoding: Array(difference.path.utf8)[..<star], as: UTF8.self)
        guard let path = Self.path(array), let elements = path.values(in: expected).first?.array else {
            return []
        }
        let members = elements.map { candidate(array, "contains", $0) }
        // What only the plain history has is better seen by the members themselves.
        let whole = [
            candidate(array, "count", .int(elements.count)), candidate(array, "equals", .array(elements)),
        ]
        return (members + whole).compactMap(\.self)
    }

    /// The text with ids as names, the longest first, and what looks like a name of its own as it is.
    private func referring(_ text: String) -> String {
        let longest = writer.copies.references.filter { $0.text.utf8.count >= 6 && text.contains($0.text) }
            .max { $0.text.utf8.count < $1.text.utf8.count }
        guard let longest, let range = text.firstRange(of: longest.text) else {
            return Interpolation.escaped(text)
        }
        return referring(String(text[..<range.lowerBound])) + "${\(longest.name)}"
            + referring(String(text[range.upperBound...]))
    }

    /// True for a path with an id in it, which would be the same in every run.
    private func holdsID(_ path: String) -> Bool {
        writer.copies.references.contains { $0.text.utf8.count >= 6 && path.contains($0.text) }
    }

    /// The value with ids of the base instance as names, and everything else so that it is read back as it is.
    private func written(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            if let reference = writer.copies.references.first(where: { $0.text.hasSameBytes(as: text) }) {
                return .string("${\(reference.name)}")
            }
            return .string(referring(text))
        case .array(let elements): return .array(elements.map(written))
        case .object(let object):
            return .object(
                JSONObject(object.members.map { JSONObject.Member(key: $0.key, value: written($0.value)) }))
        default: return value
        }
    }
}

extension String.UTF8View {
    /// Where `part` first stands, as offsets of bytes.
    fileprivate func firstRange(of part: String) -> Int? {
        let bytes = Array(self)
        let needle = Array(part.utf8)
        guard bytes.count >= needle.count else { return nil }
        return (0...(bytes.count - needle.count)).first { bytes[$0...].starts(with: needle) }
    }
}
