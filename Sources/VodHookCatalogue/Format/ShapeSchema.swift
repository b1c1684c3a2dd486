package import JSONText

/// Publishes a file format as a JSON Schema (2020-12), so that editors complete and check what people write.
package enum ShapeSchema {
    /// The whole schema document; its `$id` is `id`.
    package static func document(for format: FileFormat, id: String) -> JSONValue {
        var definitions = JSONObject()
        for record in format.records { definitions.append(record.name, schema(of: record, in: format)) }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": .string(id),
            "title": .string(format.title),
            "$ref": .string("#/$defs/\(format.root)"),
            "$defs": .object(definitions),
        ]
    }

    private static func schema(of record: Record, in format: FileFormat) -> JSONValue {
        var properties = JSONObject()
        if record.name == format.root {
            properties.append(
                "$schema", ["type": "string", "description": "Where the schema of this file is."])
        }
        properties.append("$comment", ["description": "A remark; it has no effect."])
        for field in record.fields {
            var schema = JSONObject()
            schema.append("description", .string(field.about))
            if case .object(let inner) = self.schema(of: field.shape) {
                for member in inner.members { schema.append(member.key, member.value) }
            }
            properties.append(field.key, .object(schema))
        }
        var schema = JSONObject()
        schema.append("description", .string(record.about))
        schema.append("type", "object")
        schema.append("properties", .object(properties))
        schema.append("additionalProperties", false)
        let required = record.fields.filter(\.isRequired).map { JSONValue.string($0.key) }
        if !required.isEmpty { schema.append("required", .array(required)) }
        if !record.exactlyOneOf.isEmpty {
            schema.append("oneOf", .array(record.exactlyOneOf.map { ["required": [.string($0)]] }))
        }
        return .object(schema)
    }

    private static func schema(of shape: Shape) -> JSONValue {
        switch shape {
        case .any: [:]
        case .text(let rule):
            rule.schemaPattern.map { ["type": "string", "pattern": .string("\($0)|\\$\\{")] } ?? [
                "type": "string"
            ]
        case .choice(let words):
            [
                "type": "string",
                "anyOf": [["enum": .array(words.map { .string($0) })], ["pattern": "\\$\\{"]],
            ]
        case .integer(let range):
            range.upperBound == Int.max
                ? ["type": "integer", "minimum": .int(range.lowerBound)]
                : ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .list(let element, let minimum):
            minimum > 0
                ? ["type": "array", "items": schema(of: element), "minItems": .int(minimum)]
                : ["type": "array", "items": schema(of: element)]
        case .map(let element):
            [
                "type": "object", "properties": ["$comment": ["description": "A remark; it has no effect."]],
                "additionalProperties": schema(of: element),
            ]
        case .record(let name): ["$ref": .string("#/$defs/\(name)")]
        case .union(let shapes): ["anyOf": .array(shapes.map(schema(of:)))]
        case .variant(let variants):
            ["anyOf": .array(variants.map { ["$ref": .string("#/$defs/\($0.record)")] })]
        }
    }
}
