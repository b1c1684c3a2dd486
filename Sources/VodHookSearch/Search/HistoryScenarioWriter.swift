import JSONText
import VodHookCatalogue
import VodHookPlan

/// Writes a history as an ordinary scenario file that `vodhook run` executes and that fails for the same reason.
struct HistoryScenarioWriter {
    let scenario: Scenario
    let copies: PlanCopies
    let group: HistoryGroup
    let seed: UInt64
    /// The folder of the scenario's own catalogue as the new file has to name it; nil when it has none.
    let catalogFolder: String?
    /// How long after a delivery is held open the next one begins.
    var overlapPause = PlannedDelivery.usualOverlapPause
    /// How long the receiver may take until its state is right.
    var patience = Duration.zero
    /// How the last delivery differs from the documented one, if it does.
    var variation: Variation?

    /// A difference of a delivery from the documented one.
    struct Variation {
        var changes: [Change]
        var faults: [Fault]
        /// True when the receiver may refuse it.
        var mayBeRefused: Bool
    }

    /// The members of the original file that are taken over as they are written there.
    private static let kept = [
        "provider", "profile", "startTime", "vars", "target", "receiver", "setup", "teardown",
    ]

    /// The document; its probes ask for the plain state, or only that `odd` is not seen.
    func document(
        _ history: History, name: String, description: String, found: HistoryRecord, plain: HistoryRecord,
        odd: StateDifference? = nil
    ) -> JSONValue {
        let root = JSONReader.read(scenario.source).value
        var document = JSONObject()
        if variation == nil {
            document.append(
                "$comment",
                "What the plain order leaves was taken as right; if it is not, correct what is expected.")
        }
        document.append("name", .string(SafeText.line(name)))
        document.append("description", .string(SafeText.line(description)))
        document.append("tags", [variation == nil ? "found-by-explore" : "found-by-fuzz"])
        if let catalogFolder { document.append("catalog", .string(Interpolation.escaped(catalogFolder))) }
        document.append("seed", .number(JSONNumber(validLiteral: String(seed))))
        for key in Self.kept {
            if let node = root?[key] {
                document.append(key, node.value)
            } else if key == "startTime" {
                document.append(key, .string(copies.start.isoMilliseconds))
            }
        }
        var delivery = JSONObject()
        if let timeout = root?["delivery"]?["timeout"] { delivery.append("timeout", timeout.value) }
        // The history has every delivery that there is; the vendor's own repetitions would add to it.
        delivery.append("retryAfter", [])
        document.append("delivery", .object(delivery))
        document.append("media", media)
        let probes = StateProbes(writer: self, found: found, plain: plain, odd: odd).steps
        document.append("steps", .array(steps(history, root) + probes))
        if let expect = root?["expect"] { document.append("expect", Self.expectation(expect)) }
        return .object(document)
    }

    private var media: JSONValue {
        .object(
            JSONObject(
                // Media of other groups stay too: times follow from the place in the file.
                scenario.media.map { spec in
                    var written = spec.written.object ?? JSONObject()
                    if written["provider"] == nil { written.append("provider", .string(spec.provider)) }
                    if written["profile"] == nil, let profile = spec.profile {
                        written.append("profile", .string(profile))
                    }
                    return JSONObject.Member(key: spec.name, value: .object(written))
                }))
    }

    // MARK: Steps

    private func steps(_ history: History, _ root: JSONNode?) -> [JSONValue] {
        var steps: [JSONValue] = []
        var place = 0
        while place < history.slots.count {
            let slot = history.slots[place]
            var first = emit(slot, root)
            if place == history.slots.count - 1, let variation { Self.vary(&first, variation) }
            guard slot.overlap != .none, place + 1 < history.slots.count else {
                steps.append(.object(first))
                place += 1
                continue
            }
            let second = JSONValue.object(emit(history.slots[place + 1], root))
            if slot.overlap == .held {
                if overlapPause > PlannedDelivery.usualOverlapPause {
                    let by = JSONValue.string(DurationText.text(overlapPause))
                    first["faults"] = .array(
                        (first["faults"]?.array ?? []) + [["fault": "overlap", "by": by]])
                }
                first.append("meanwhile", [second])
                steps.append(.object(first))
            } else {
                steps.append(["parallel": [[.object(first)], [second]]])
            }
            place += 2
        }
        return steps
    }

    private func emit(_ slot: History.Slot, _ root: JSONNode?) -> JSONObject {
        let number = group.events[slot.event]
        let delivery = copies.base.deliveries[number]
        let origin = origin(of: delivery, number)
        let emit = origin.emit
        let keepsChanges = !slot.isBare && !(emit?.changes.isEmpty ?? true)
        // Changes belong to all deliveries of their step, so then the step is written as it was, and one is taken.
        let isWhole = keepsChanges && emit?.what == .lifecycle
        var object = JSONObject()
        object.append("emit", .string(isWhole ? "lifecycle" : delivery.event))
        if scenario.media.count > 1 { object.append("media", .string(delivery.media)) }
        if let profile = emit?.profile { object.append("profile", .string(profile)) }
        if let rendition = emit?.rendition { object.append("rendition", .string(rendition)) }
        if let only = isWhole ? emit?.only ?? origin.wholePlace : origin.placeAmongEvent {
            object.append("only", .int(only))
        }
        if keepsChanges { object.append("change", .array((emit?.changes ?? []).map(Self.json))) }
        let faults = slot.isBare ? [] : delivery.faults.filter { !$0.isOfOrder }
        if !faults.isEmpty { object.append("faults", .array(faults.map(Self.json))) }
        if let node = root.flatMap({ Self.node(at: delivery.position, in: $0, scenario.source) }),
            let expect = node["expect"]
        {
            object.append("expect", Self.expectation(expect))
        }
        return object
    }

    /// Adds what makes the body odd, and what a receiver may answer to it.
    private static func vary(_ emit: inout JSONObject, _ variation: Variation) {
        let changes = variation.changes.map(json).map(Interpolation.escaped)
        let faults = variation.faults.map(json).map(Interpolation.escaped)
        if !changes.isEmpty { emit["change"] = .array((emit["change"]?.array ?? []) + changes) }
        if !faults.isEmpty { emit["faults"] = .array((emit["faults"]?.array ?? []) + faults) }
        emit["expect"] = variation.mayBeRefused ? ["status": ["2xx", "4xx"]] : nil
    }

    /// What is expected without what is said of repetitions, which a history does not have.
    private static func expectation(_ node: JSONNode) -> JSONValue {
        guard case .object(var object) = node.value else { return node.value }
        object["attempts"] = nil
        object["statuses"] = nil
        return .object(object)
    }

    /// Where a delivery comes from: its step, its place in it, and its place among those of the same event if several.
    private func origin(
        of delivery: PlannedDelivery, _ number: Int
    ) -> (emit: EmitStep?, wholePlace: Int?, placeAmongEvent: Int?) {
        let emit = copies.scenario.steps.lazy.compactMap { step -> EmitStep? in
            guard case .emit(let emit) = step.kind, step.position == delivery.position,
                emit.media == delivery.media
            else { return nil }
            return emit
        }.first
        let siblings = copies.base.deliveries.enumerated().filter {
            $0.element.position == delivery.position && $0.element.media == delivery.media
        }
        let whole = siblings.firstIndex { $0.offset == number }.map { $0 + 1 }
        let alike = siblings.filter { $0.element.event == delivery.event }
        let place = alike.firstIndex { $0.offset == number }.map { $0 + 1 }
        if let only = emit?.only, emit?.what != .lifecycle { return (emit, only, only) }
        // A life cycle has its own order, and a step of the event has that of the renditions.
        if emit?.what == .lifecycle { return (emit, whole, copies.placeAmongEvent(number)) }
        return (emit, whole, alike.count > 1 ? place : nil)
    }

    /// The object that begins at `position`.
    private static func node(at position: SourcePosition, in node: JSONNode, _ source: SourceText)
        -> JSONNode?
    {
        guard position.file == source.name else { return nil }
        if case .object = node.kind, source.position(of: node.offset) == position { return node }
        for child in node.elements + node.members.map(\.value) {
            if let found = Self.node(at: position, in: child, source) { return found }
        }
        return nil
    }

    private static func json(_ change: Change) -> JSONValue {
        switch change.action {
        case .set(let value): ["path": .string(change.path.description), "set": value]
        case .drop: ["path": .string(change.path.description), "drop": true]
        }
    }

    private static func json(_ fault: Fault) -> JSONValue {
        fault.given.isEmpty ? .string(fault.word.text) : .object(fault.json)
    }
}
