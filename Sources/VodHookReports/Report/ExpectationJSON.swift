import JSONText
import VodHookPlan

/// What is expected of a delivery in the words of scenario files, for tools that read the manifest.
enum ExpectationJSON {
    static func value(_ planned: PlannedDelivery) -> JSONValue {
        let expect = planned.expect
        var object = JSONObject()
        object.append("outcome", .string(planned.expectedOutcome.rawValue))
        if let status = expect.status {
            object.append("status", .array(status.value.map(pattern)))
        }
        if let statuses = expect.statuses {
            object.append("statuses", .array(statuses.value.map { .int($0) }))
        }
        if let within = expect.within { object.append("within", .string(DurationText.text(within.value))) }
        if let attempts = expect.attempts { object.append("attempts", Predicate.json(attempts.value)) }
        if !expect.headers.isEmpty {
            object.append(
                "headers",
                .array(expect.headers.map { .object(words($0.predicates, before: ("name", $0.name))) }))
        }
        if !expect.body.isEmpty {
            object.append(
                "body",
                .array(
                    expect.body.map { check in
                        .object(words(check.predicates, before: check.path.map { ("path", $0.description) }))
                    }))
        }
        return .object(object)
    }

    private static func pattern(_ pattern: StatusPattern) -> JSONValue {
        if case .code(let code) = pattern { .int(code) } else { .string(pattern.description) }
    }

    private static func words(
        _ predicates: [Located<Predicate>], before first: (key: String, text: String)?
    ) -> JSONObject {
        var object = JSONObject()
        if let first { object.append(first.key, .string(first.text)) }
        for predicate in predicates {
            object.append(predicate.value.word, predicate.value.operand)
        }
        return object
    }
}
