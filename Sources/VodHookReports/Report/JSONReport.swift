package import JSONText
import VodHookCatalogue
package import VodHookDelivery
import VodHookPlan

/// The report that programs read: the keys of the product's contract, in a fixed order.
///
/// Never holds a key.
package enum JSONReport {
    /// The whole report as pretty JSON, ending with a line break.
    package static func text(_ result: RunResult) -> String {
        JSONWriter.text(of: document(result), layout: .pretty) + "\n"
    }

    /// The report as a value.
    package static func document(_ result: RunResult) -> JSONValue {
        [
            "schemaVersion": 1,
            "tool": ["name": "vodhook", "version": .string(result.toolVersion)],
            "seed": .number(JSONNumber(validLiteral: String(result.seed))),
            "verdict": .string(result.verdict.rawValue),
            "durationMs": milliseconds(result.duration),
            "scenarios": .array(result.scenarios.map(scenario)),
        ]
    }

    private static func scenario(_ scenario: ScenarioResult) -> JSONValue {
        var object = JSONObject()
        for (key, value) in members(scenario) {
            object.append(key, value)
            if key == "target", scenario.isTargetEmbedded { object.append("targetIsEmbedded", true) }
        }
        return .object(object)
    }

    private static func members(_ scenario: ScenarioResult) -> KeyValuePairs<String, JSONValue> {
        [
            "name": .string(scenario.name),
            "file": .string(scenario.file),
            "verdict": .string(scenario.verdict.rawValue),
            "seed": .number(JSONNumber(validLiteral: String(scenario.seed))),
            "target": .string(scenario.target),
            "durationMs": milliseconds(scenario.duration),
            "plannedDeliveries": .int(scenario.plannedDeliveries),
            "deliveries": .array(scenario.deliveries.map(delivery)),
            "probes": .array(scenario.probes.map(probe)),
            "checks": .array(scenario.checks.map(check)),
            "acknowledgements": .array(
                scenario.acknowledgements.map { finding in
                    [
                        "delivery": .string(finding.delivery), "attempt": .int(finding.attempt),
                        "message": .string(finding.message), "file": .string(finding.position.file),
                        "line": .int(finding.position.line), "column": .int(finding.position.column),
                    ]
                }),
            "vendor": vendor(VendorView(scenario)),
        ]
    }

    private static func vendor(_ view: VendorView) -> JSONValue {
        [
            "lost": .array(view.lost.map { .string($0) }), "late": .array(view.late.map { .string($0) }),
            "twice": .array(view.twice.map { .string($0) }), "latestMs": milliseconds(view.latest),
        ]
    }

    private static func delivery(_ delivery: DeliveryResult) -> JSONValue {
        let planned = delivery.planned
        var object = JSONObject()
        for (key, value) in members(planned, delivery) { object.append(key, value) }
        // What `run --replay` needs beyond the contract, only where there is any.
        if let name = planned.name { object.append("name", .string(name)) }
        if let path = planned.path { object.append("path", .string(path)) }
        if planned.faults.contains(where: { !$0.given.isEmpty }) {
            object.append("faultDetails", .array(planned.faults.map { .object($0.json) }))
        }
        if String(validating: planned.body, as: UTF8.self) == nil {
            object.append("bodyBase64", .string(Base64.encode(planned.body)))
        }
        if delivery.isBodyScrubbed { object.append("bodyScrubbed", true) }
        if !planned.expect.isEmpty { object.append("expect", ExpectationJSON.value(planned)) }
        if let changes = planned.deliveryChanges.json { object.append("delivery", changes) }
        return .object(object)
    }

    private static func members(
        _ planned: PlannedDelivery, _ delivery: DeliveryResult
    ) -> KeyValuePairs<String, JSONValue> {
        [
            "id": .string(planned.id),
            "provider": .string(planned.provider),
            "event": .string(planned.event),
            "profile": .string(planned.profile),
            "media": .string(planned.media),
            "subject": planned.subject.map { .string($0) } ?? .null,
            "eventTime": .string(planned.eventTime.isoSeconds),
            "faults": .array(planned.faults.map { .string($0.word.text) }),
            "outcome": .string(delivery.outcome.rawValue),
            "body": .string(String(decoding: planned.body, as: UTF8.self)),
            "attempts": .array(delivery.attempts.map(attempt)),
        ]
    }

    private static func attempt(_ attempt: Attempt) -> JSONValue {
        var object = JSONObject()
        object.append("number", .int(attempt.number))
        object.append("plannedAtMs", milliseconds(attempt.plannedAt))
        object.append("startedAtMs", milliseconds(attempt.startedAt))
        let reply = attempt.observation.reply
        object.append("durationMs", milliseconds(reply.duration))
        object.append("status", reply.code.map { .int($0) } ?? .null)
        object.append("error", reply.failure.map { .string($0.kind.rawValue) } ?? .null)
        object.append("errorMessage", reply.failure.map { .string($0.message) } ?? .null)
        for field in attempt.observation.fields {
            object.append(field.name, value(field.value, attempt.observation))
        }
        return .object(object)
    }

    private static func value(_ value: ReportField.Value, _ observation: Observation) -> JSONValue {
        switch value {
        case .value(let value): value
        case .sentHeaders: headers(observation.sent.headers)
        case .answerHeaders: headers(observation.reply.headers)
        case .answerBody: .string(String(decoding: observation.reply.body ?? [], as: UTF8.self))
        }
    }

    private static func probe(_ probe: ProbeResult) -> JSONValue {
        let reply = probe.last.reply
        return [
            "name": .string(probe.planned.name),
            "url": .string(probe.url),
            "requests": .int(probe.requests),
            "status": reply.code.map { .int($0) } ?? .null,
            "error": reply.failure.map { .string($0.message) } ?? .null,
            "answerBody": reply.body.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null,
        ]
    }

    private static func check(_ check: Check) -> JSONValue {
        [
            "name": .string(check.name),
            "verdict": .string(check.verdict.rawValue),
            "message": .string(check.message),
            "file": .string(check.position.file),
            "line": .int(check.position.line),
            "column": .int(check.position.column),
            "delivery": check.delivery.map { .string($0) } ?? .null,
        ]
    }

    private static func headers(_ headers: [HTTPHeader]) -> JSONValue {
        .array(headers.map { ["name": .string($0.name), "value": .string($0.value)] })
    }

    /// Milliseconds to the microsecond.
    private static func milliseconds(_ duration: Duration) -> JSONValue {
        let rounded = (duration.milliseconds * 1000).rounded() / 1000
        return JSONNumber(shortest: rounded).map { .number($0) } ?? .null
    }
}
