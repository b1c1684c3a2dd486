/// What stands under a keyword of draft 2020-12.
enum SchemaKeyword: Sendable {
    /// A value that is no schema.
    case value
    /// One schema.
    case schema
    /// An array of schemas.
    case list
    /// An object whose members are schemas; its keys are names and no keywords.
    case map

    /// Every keyword of the draft, annotations included.
    static let known: [String: SchemaKeyword] = {
        let values = """
            $schema $id $ref $anchor $dynamicRef $dynamicAnchor $comment $vocabulary type enum const multipleOf \
            maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems \
            uniqueItems maxContains minContains maxProperties minProperties required dependentRequired title \
            description default deprecated readOnly writeOnly examples format contentEncoding contentMediaType
            """
        let schemas = """
            items contains additionalProperties propertyNames if then else not unevaluatedItems \
            unevaluatedProperties contentSchema
            """
        let kinds: [(SchemaKeyword, String)] = [
            (.value, values), (.schema, schemas), (.list, "prefixItems allOf anyOf oneOf"),
            (.map, "$defs properties patternProperties dependentSchemas"),
        ]
        var known: [String: SchemaKeyword] = [:]
        for (kind, names) in kinds {
            for name in names.split(separator: " ") { known[String(name)] = kind }
        }
        return known
    }()

    /// Words of older drafts and of OpenAPI, with what to write in their place.
    static let replaced: [String: String] = [
        "id": "write \"$id\"; a property of that name stands under \"properties\"",
        "definitions": "write \"$defs\"",
        "dependencies": "write \"dependentRequired\" or \"dependentSchemas\"",
        "additionalItems": "write \"items\", behind \"prefixItems\"",
        "divisibleBy": "write \"multipleOf\"",
        "extends": "write \"allOf\"",
        "disallow": "write \"not\"",
        "$recursiveRef": "write \"$dynamicRef\"",
        "$recursiveAnchor": "write \"$dynamicAnchor\"",
        "nullable": "add \"null\" to \"type\"",
        "example": "write \"examples\" with an array",
        "discriminator": "write \"oneOf\" with a \"const\" in each",
    ]

    /// Keywords that do nothing unless another one stands beside them.
    static let companions: [String: String] = [
        "then": "if", "else": "if", "minContains": "contains", "maxContains": "contains",
    ]
}
