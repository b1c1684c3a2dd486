import JSONText
import VodHookPlan

/// What is expected of a delivery in the words of scenario files, for tools that read the manifest.
enum ExpectationJSON {
    static func value(_ expect: Expectation) -> JSONValue {
        var object = JSONObject()
        object.append("outcome", .string((expect.outcome?.value ?? .delivered).rawValue))
        if let status = expect.status {
            object.append("status", .array(status.value.map(pattern)))
        }
        if let statuses = expect.statuses {
            object.append("statuses", .array(statuses.value.map { .int($0) }))
        }
        if let within = expect.within { object.append("within", .string(DurationText.text(within.value))) }
        if let attempts = expect.attempts { object.append("attempts", range(attempts.value)) }
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

    private static func range(_ range: ClosedRange<Int>) -> JSONValue {
        if range.lowerBound == range.upperBound { return .int(range.lowerBound) }
        var object = JSONObject([.init(key: "min", value: .int(range.lowerBound))])
        if range.upperBound != Int.max { object.append("max", .int(range.upperBound)) }
        return .object(object)
    }

    private static func words(
        _ predicates: [Located<Predicate>], before first: (key: String, text: String)?
    ) -> JSONObject {
        var object = JSONObject()
        if let first { object.append(first.key, .string(first.text)) }
        for predicate in predicates {
            let (key, value) = word(predicate.value)
            object.append(key, value)
        }
        return object
    }

    private static func word(_ predicate: Predicate) -> (String, JSONValue) {
        switch predicate {
        case .equals(let value): ("equals", value)
        case .notEquals(let value): ("notEquals", value)
        case .contains(let value): ("contains", value)
        case .startsWith(let text): ("startsWith", .string(text))
        case .endsWith(let text): ("endsWith", .string(text))
        case .matches(let pattern): ("matches", .string(pattern.text))
        case .exists(let truth): ("exists", .bool(truth))
        case .type(let name): ("type", .string(name))
        case .count(let count): ("count", range(count))
        case .greaterThan(let number): ("greaterThan", .number(number))
        case .lessThan(let number): ("lessThan", .number(number))
        case .atLeast(let number): ("atLeast", .number(number))
        case .atMost(let number): ("atMost", .number(number))
        case .oneOf(let values): ("oneOf", .array(values))
        case .schema(let schema): ("schema", schema.document)
        }
    }
}
