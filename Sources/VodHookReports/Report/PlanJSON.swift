package import JSONText
package import VodHookPlan

/// Plans as JSON: what `--dry-run --report json` writes.
package enum PlanJSON {
    /// All plans as pretty JSON, ending with a line break.
    package static func text(_ plans: [Plan], toolVersion: String) -> String {
        let document: JSONValue = [
            "schemaVersion": 1,
            "tool": ["name": "vodhook", "version": .string(toolVersion)],
            "plans": .array(plans.map(document)),
        ]
        return JSONWriter.text(of: document, layout: .pretty) + "\n"
    }

    /// One plan; times are milliseconds from its beginning if every answer comes at once.
    package static func document(_ plan: Plan) -> JSONValue {
        var moments: [JSONValue] = []
        var time = Duration.zero
        for (part, steps) in [("setup", plan.setup), ("steps", plan.steps), ("teardown", plan.teardown)] {
            time = steps.walk(from: time) { moments.append(moment($1, at: $0, part)) }
        }
        return [
            "name": .string(plan.name), "file": .string(plan.file),
            "seed": .number(JSONNumber(validLiteral: String(plan.seed))),
            "start": .string(plan.start.isoMilliseconds), "moments": .array(moments),
        ]
    }

    private static func moment(_ moment: PlannedMoment, at time: Duration, _ part: String) -> JSONValue {
        var object = JSONObject()
        object.append("part", .string(part))
        object.append("atMs", JSONNumber(shortest: time.milliseconds).map { .number($0) } ?? .null)
        switch moment {
        case .wait(let duration):
            object.append("wait", .string(DurationText.text(duration)))
        case .probe(let probe):
            object.append("probe", ["id": .string(probe.id), "name": .string(probe.name)])
        case .deliver(let delivery):
            object.append("delivery", document(delivery))
        }
        return .object(object)
    }

    private static func document(_ delivery: PlannedDelivery) -> JSONValue {
        var object = JSONObject()
        object.append("id", .string(delivery.id))
        object.append("provider", .string(delivery.provider))
        object.append("event", .string(delivery.event))
        object.append("profile", .string(delivery.profile))
        object.append("media", .string(delivery.media))
        if let subject = delivery.subject { object.append("subject", .string(subject)) }
        object.append("eventTime", .string(delivery.eventTime.isoMilliseconds))
        object.append("faults", .array(delivery.faults.map { .object($0.json) }))
        if let leader = delivery.follows { object.append("after", .string(leader)) }
        if let other = delivery.beside { object.append("beside", .string(other)) }
        if let held = delivery.during { object.append("during", .string(held)) }
        if let bytes = delivery.holdAfterBytes { object.append("holdAfterBytes", .int(bytes)) }
        object.append("bytes", .int(delivery.body.count))
        // A body that a fault has broken is no JSON, or would change by being read and written.
        object.append("body", BodyLine.isLine(delivery.body) ? parsed(delivery.body) : text(delivery.body))
        object.append("line", .int(delivery.position.line))
        return .object(object)
    }

    private static func parsed(_ body: [UInt8]) -> JSONValue {
        JSONReader.read(SourceText(name: "body", bytes: body), strictness: .grammarOnly).value?.value
            ?? text(body)
    }

    private static func text(_ body: [UInt8]) -> JSONValue { .string(String(decoding: body, as: UTF8.self)) }
}
