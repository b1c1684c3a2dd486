package import JSONText

/// Publishes the body of an event as a JSON Schema (2020-12), for other tools and for editors.
///
/// Keys that the catalogue does not know are allowed: vendors add fields without notice.
package enum EventSchema {
    /// The whole schema document for one profile of an event.
    package static func schema(
        for event: EventSpec, profile: EventSpec.Profile, provider: Provider
    ) -> JSONValue {
        var schema = JSONObject()
        schema.append("$schema", "https://json-schema.org/draft/2020-12/schema")
        schema.append("title", .string("\(provider.name) \(event.name) (\(profile.name))"))
        schema.append("description", .string("\(event.title) \(profile.about)"))
        add(object(profile.fields), to: &schema)
        return .object(schema)
    }

    private static func add(_ other: JSONObject, to schema: inout JSONObject) {
        for member in other.members { schema.append(member.key, member.value) }
    }

    private static func object(_ fields: [FieldSpec]) -> JSONObject {
        var properties = JSONObject()
        for name in FieldSpec.names(of: fields) {
            let variants = fields.filter { $0.name.hasSameBytes(as: name) }
                .map { JSONValue.object(schema(of: $0)) }
            properties.append(name, variants.count == 1 ? variants[0] : ["anyOf": .array(variants)])
        }
        var object = JSONObject()
        object.append("type", "object")
        object.append("properties", .object(properties))
        let required = FieldSpec.names(of: fields.filter(\.isRequired))
        if !required.isEmpty { object.append("required", .array(required.map { .string($0) })) }
        return object
    }

    private static func schema(of field: FieldSpec) -> JSONObject {
        var schema = JSONObject()
        if !field.about.isEmpty { schema.append("description", .string(field.about)) }
        if let assumed = field.assumed { schema.append("$comment", .string("assumed: \(assumed)")) }
        add(content(of: field), to: &schema)
        if field.isNullable, let type = schema["type"] { schema["type"] = .array([type, "null"]) }
        if field.isEventName, case .constant(let value) = field.content {
            schema.append("const", value)
        } else if !field.values.isEmpty {
            schema.append("enum", .array(field.values + (field.isNullable ? [.null] : [])))
        }
        if let minimum = field.minimum, field.type.isNumeric { schema.append("minimum", .number(minimum)) }
        return schema
    }

    private static func content(of field: FieldSpec) -> JSONObject {
        switch field.type {
        case .string: JSONObject([.init(key: "type", value: "string")])
        case .integer: JSONObject([.init(key: "type", value: "integer")])
        case .number, .float: JSONObject([.init(key: "type", value: "number")])
        case .boolean: JSONObject([.init(key: "type", value: "boolean")])
        case .any: JSONObject()
        case .object, .array: structure(of: field)
        case .objectText, .arrayText:
            JSONObject([
                .init(key: "type", value: "string"),
                .init(key: "contentMediaType", value: "application/json"),
                .init(key: "contentSchema", value: .object(structure(of: field))),
            ])
        }
    }

    /// The schema of the object or array itself, also when it is sent as text.
    private static func structure(of field: FieldSpec) -> JSONObject {
        let isArray = field.type == .array || field.type == .arrayText
        var schema = JSONObject()
        switch field.content {
        case .fields(let fields, _): return object(fields)
        case .cases(_, let cases):
            schema.append("type", "object")
            schema.append("anyOf", .array(cases.map { .object(object($0.fields)) }))
        case .keyedFields(_, _, _, let fields):
            schema.append("type", "object")
            schema.append("additionalProperties", .object(object(fields)))
        case .eachFields(_, let fields):
            schema.append("type", "array")
            schema.append("items", .object(object(fields)))
        case .eachValue(_, _, let type):
            schema.append("type", "array")
            schema.append("items", ["type": type == .float ? "number" : .string(type.rawValue)])
        default: schema.append("type", isArray ? "array" : "object")
        }
        return schema
    }
}

extension FieldSpec {
    /// The names of `fields` in order, each once: a field may stand there in several variants.
    static func names(of fields: [FieldSpec]) -> [String] {
        var seen: Set<ByteKey> = []
        return fields.map(\.name).filter { seen.insert(ByteKey($0)).inserted }
    }
}

extension FieldSpec.FieldType {
    /// True for the types that a minimum limits.
    var isNumeric: Bool { self == .integer || self == .number || self == .float }
}
