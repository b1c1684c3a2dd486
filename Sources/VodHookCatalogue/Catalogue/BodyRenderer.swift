package import JSONText

/// Projects facts into the body of an event, field by field, in the vendor's key order.
package enum BodyRenderer {
    /// The body of one event.
    ///
    /// A field whose fact is absent is left out, or has its stated stand-in.
    package static func body(of profile: EventSpec.Profile, in scope: FactScope) -> JSONValue {
        .object(object(profile.fields, scope))
    }

    private static func object(_ fields: [FieldSpec], _ scope: FactScope) -> JSONObject {
        var object = JSONObject()
        for field in fields {
            if let when = field.when, !when.holds(in: scope) { continue }
            if let value = value(of: field, scope) ?? field.absent { object.append(field.name, value) }
        }
        return object
    }

    private static func value(of field: FieldSpec, _ scope: FactScope) -> JSONValue? {
        guard let value = content(of: field, scope) else { return nil }
        switch field.type {
        case .objectText, .arrayText: return .string(JSONWriter.text(of: value))
        default: return value
        }
    }

    private static func content(of field: FieldSpec, _ scope: FactScope) -> JSONValue? {
        switch field.content {
        case .constant(let value): return value
        case .fact(let expression, let words):
            guard let fact = scope.fact(expression) else { return nil }
            if !words.isEmpty, let word = scope.text(of: fact).flatMap({ words[$0] }) { return word }
            return json(fact, as: field.type, scope)
        case .template(let template):
            return scope.text(template).flatMap { json(.text($0), as: field.type, scope) }
        case .fields(let fields, let with):
            var inner = scope
            if let with {
                guard let item = scope.fact(with) else { return nil }
                inner.item = item
            }
            return .object(object(fields, inner))
        case .cases(let expression, let cases):
            guard let text = scope.fact(expression).flatMap(scope.text(of:)),
                let fitting = cases.first(where: { $0.values.contains(text) })
                    ?? cases.first(where: { $0.values.isEmpty })
            else { return nil }
            return .object(object(fitting.fields, scope))
        case .joined(let list, let template, let separator):
            guard case .list(let elements) = scope.fact(list) else { return nil }
            let texts = elements.compactMap { scope.with(item: $0).text(template) }
            return .string(texts.joined(separator: separator))
        case .keyedFields(let list, let key, let words, let fields):
            guard case .list(let elements) = scope.fact(list) else { return nil }
            var object = JSONObject()
            for element in elements {
                let inner = scope.with(item: element)
                guard let name = inner.fact(key).flatMap(scope.text(of:)) else { continue }
                object.append(words[name]?.string ?? name, .object(Self.object(fields, inner)))
            }
            return .object(object)
        case .eachFields(let list, let fields):
            guard case .list(let elements) = scope.fact(list) else { return nil }
            return .array(elements.map { .object(object(fields, scope.with(item: $0))) })
        case .eachValue(let list, let template, let type):
            guard case .list(let elements) = scope.fact(list) else { return nil }
            return .array(
                elements.compactMap { element in
                    let inner = scope.with(item: element)
                    if case .fact(let expression)? = template.parts.first, template.parts.count == 1 {
                        return inner.fact(expression).flatMap { json($0, as: type, inner) }
                    }
                    return inner.text(template).flatMap { json(.text($0), as: type, inner) }
                })
        }
    }

    /// A fact as a JSON value of `type`; nil when it cannot be one.
    private static func json(_ fact: Fact, as type: FieldSpec.FieldType, _ scope: FactScope) -> JSONValue? {
        switch (type, fact) {
        case (.string, _): scope.text(of: fact).map { .string($0) }
        case (.integer, .int(let value)): .int(value)
        case (.integer, .decimal(let value)): Int(exactly: value.rounded()).map { .int($0) }
        case (.integer, .text(let text)): Int(text).map { .int($0) }
        case (.number, .int(let value)): .int(value)
        case (.number, .decimal(let value)): JSONNumber(shortest: value).map { .number($0) }
        case (.number, .text(let text)): JSONNumber(literal: text).map { .number($0) }
        case (.float, .int(let value)): JSONNumber(withFraction: Double(value)).map { .number($0) }
        case (.float, .decimal(let value)): JSONNumber(withFraction: value).map { .number($0) }
        case (.boolean, .bool(let truth)): .bool(truth)
        default: nil
        }
    }
}

extension FactScope {
    package func with(item: Fact) -> FactScope {
        var scope = self
        scope.item = item
        return scope
    }
}
