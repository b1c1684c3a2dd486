package import JSONText

/// One condition on a value: the words that scenario files use for it.
package enum Predicate: Sendable {
    case equals(JSONValue)
    case notEquals(JSONValue)
    case contains(JSONValue)
    case startsWith(String)
    case endsWith(String)
    case matches(TextPattern)
    case exists(Bool)
    case type(String)
    case count(ClosedRange<Int>)
    case greaterThan(JSONNumber)
    case lessThan(JSONNumber)
    case atLeast(JSONNumber)
    case atMost(JSONNumber)
    case oneOf([JSONValue])
    case schema(JSONSchema)

    /// The names of the types that `type` knows.
    package static let typeNames = ["null", "boolean", "integer", "number", "string", "array", "object"]

    /// Why the selected values break the condition, or nil when they keep it.
    ///
    /// A condition holds when every selected value keeps it and there is at least one; `exists: false` holds
    /// when there is none. `count` counts the elements of the one array or object that a singular path selects,
    /// and the values that any other path selects.
    package func complaint(about values: [JSONValue], isSingular: Bool = true) -> String? {
        switch self {
        case .exists(let wanted):
            if wanted == !values.isEmpty { return nil }
            return wanted
                ? "expected a value, found none" : "expected no value, found \(Self.shown(values[0]))"
        case .count(let range):
            let count = isSingular ? Self.count(values) : values.count
            return range.contains(count) ? nil : "expected a count of \(Self.shown(range)), found \(count)"
        default: break
        }
        guard !values.isEmpty else { return "expected \(wanted), found nothing there" }
        guard let offender = values.first(where: { !holds(for: $0) }) else { return nil }
        if case .schema(let schema) = self, let first = schema.violations(of: offender).first {
            return "does not keep the schema: \(first)"
        }
        return "expected \(wanted), found \(Self.shown(offender))"
    }

    /// True when a text alone can be meant: `equals` with a number is not about the text of a body, `contains` is.
    package var isAboutText: Bool {
        switch self {
        case .equals(let value), .notEquals(let value): value.string != nil
        case .oneOf(let choices): choices.contains { $0.string != nil }
        case .contains, .startsWith, .endsWith, .matches, .exists: true
        case .type, .count, .greaterThan, .lessThan, .atLeast, .atMost, .schema: false
        }
    }

    private func holds(for value: JSONValue) -> Bool {
        switch self {
        case .equals(let wanted): value == wanted
        case .notEquals(let unwanted): value != unwanted
        case .contains(let part):
            switch (value, part) {
            case (.string(let text), .string(let part)): text.containsBytes(of: part)
            case (.array(let elements), _): elements.contains(part)
            case (.object(let object), .string(let key)): object[key] != nil
            default: false
            }
        case .startsWith(let head): value.string.map { $0.utf8.starts(with: head.utf8) } ?? false
        case .endsWith(let tail):
            value.string.map { $0.utf8.reversed().starts(with: tail.utf8.reversed()) } ?? false
        case .matches(let pattern): value.string.map { pattern.firstMatch(in: $0) != nil } ?? false
        case .type(let name): value.typeName == name || (name == "number" && value.typeName == "integer")
        case .greaterThan(let bound): value.number.map { $0 > bound } ?? false
        case .lessThan(let bound): value.number.map { $0 < bound } ?? false
        case .atLeast(let bound): value.number.map { $0 >= bound } ?? false
        case .atMost(let bound): value.number.map { $0 <= bound } ?? false
        case .oneOf(let choices): choices.contains(value)
        case .schema(let schema): schema.violations(of: value).isEmpty
        case .exists, .count: true
        }
    }

    /// The condition in words: `a text that contains "ok"`.
    var wanted: String {
        switch self {
        case .equals(let value): Self.shown(value)
        case .notEquals(let value): "anything but \(Self.shown(value))"
        case .contains(let value): "something that contains \(Self.shown(value))"
        case .startsWith(let text): "text that starts with \"\(text)\""
        case .endsWith(let text): "text that ends with \"\(text)\""
        case .matches(let pattern): "text that matches /\(pattern.text)/"
        case .exists(let exists): exists ? "a value" : "no value"
        case .type(let name): "a value of type \(name)"
        case .count(let range): "a count of \(Self.shown(range))"
        case .greaterThan(let bound): "more than \(bound.literal)"
        case .lessThan(let bound): "less than \(bound.literal)"
        case .atLeast(let bound): "at least \(bound.literal)"
        case .atMost(let bound): "at most \(bound.literal)"
        case .schema: "something that keeps the schema"
        case .oneOf(let values): "one of \(values.map(Self.shown).joined(separator: ", "))"
        }
    }

    private static func count(_ values: [JSONValue]) -> Int {
        guard values.count == 1 else { return values.count }
        return values[0].array?.count ?? values[0].object?.count ?? 1
    }

    package static func shown(_ range: ClosedRange<Int>) -> String {
        if range.lowerBound == range.upperBound { return String(range.lowerBound) }
        return range.upperBound == Int.max
            ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }

    /// A value as compact JSON, cut after 200 characters.
    package static func shown(_ value: JSONValue) -> String {
        let text = JSONWriter.text(of: value)
        return text.count > 200 ? String(text.prefix(200)) + "…" : text
    }
}

extension String {
    func containsBytes(of part: String) -> Bool {
        let needle = Array(part.utf8)
        let hay = Array(utf8)
        guard needle.count <= hay.count else { return false }
        return needle.isEmpty || (0...(hay.count - needle.count)).contains { hay[$0...].starts(with: needle) }
    }
}
