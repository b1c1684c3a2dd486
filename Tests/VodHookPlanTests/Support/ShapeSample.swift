@testable import JSONText
@testable import VodHookCatalogue
@testable import VodHookPlan

/// Makes values that fit a shape, or do not, from the format alone.
enum ShapeSample {
    /// An object with what `record` requires and the keys given.
    static func object(of record: Record, with keys: [String]) -> JSONObject {
        var object = JSONObject()
        for field in record.fields where field.isRequired || keys.contains(field.key) {
            object.append(field.key, value(of: field.shape))
        }
        if let first = record.exactlyOneOf.first, !record.exactlyOneOf.contains(where: { object[$0] != nil }),
            let field = record.fields.first(where: { $0.key == first })
        {
            object.append(first, value(of: field.shape))
        }
        return object
    }

    static func value(of shape: Shape) -> JSONValue {
        switch shape {
        case .any: "anything"
        case .text(let rule): .string(text(for: rule))
        case .choice(let words): .string(words[0])
        case .integer(let range): .int(range.lowerBound)
        case .number: JSONNumber(literal: "0.5").map { .number($0) } ?? .null
        case .boolean: true
        case .list(let element, let minimum): .array((0..<max(1, minimum)).map { _ in value(of: element) })
        case .map(let element): ["name": value(of: element)]
        case .record(let name): record(name)
        case .union(let shapes): value(of: shapes[0])
        case .variant(let variants): record(variants[0].record)
        }
    }

    /// A value of a type that `shape` does not take, or nil when it takes all.
    static func wrongValue(for shape: Shape) -> JSONValue? {
        let types: [JSONValue] = [.null, "text", 1, true, [], [:]]
        return types.first { candidate in !takes(shape, candidate) }
    }

    private static func takes(_ shape: Shape, _ value: JSONValue) -> Bool {
        switch (shape, value) {
        case (.any, _), (.text, .string), (.choice, .string), (.integer, .number), (.number, .number),
            (.boolean, .bool),
            (.list, .array), (.map, .object), (.record, .object), (.variant, .object):
            true
        case (.union(let shapes), _): shapes.contains { takes($0, value) }
        default: false
        }
    }

    private static func record(_ name: String) -> JSONValue {
        FileFormat.scenario.record(name).map { .object(object(of: $0, with: [])) } ?? .null
    }

    private static func text(for rule: TextRule) -> String {
        switch rule {
        case .plain, .name: "name"
        case .duration: "1s"
        case .instant: "2026-01-15T08:00:00Z"
        case .path: "$.a"
        case .pattern: "a+"
        case .url: "http://h/"
        case .rate: "5/s"
        case .threshold: "lost == 0"
        default: "no sample for the rule \(rule.name)"
        }
    }
}
