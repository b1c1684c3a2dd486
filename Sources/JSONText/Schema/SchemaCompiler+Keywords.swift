extension SchemaCompiler {
    /// Reads all keywords of one schema object.
    mutating func addKeywords(
        of object: JSONObject, to node: Int, at place: SchemaPlace
    ) throws(JSONSchemaError) {
        for keyword in ["$ref", "$dynamicRef"] {
            if let reference = try string(keyword, of: object, at: place) {
                refer(node, keyword, to: reference)
            }
        }
        _ = try schemaMap("$defs", of: object, at: place)
        let vocabularies = vocabularies(at: place)
        if vocabularies.contains(.validation) {
            try addValueAssertions(of: object, to: node, at: place)
            try addSizeAssertions(of: object, to: node, at: place)
        }
        if let format = try string("format", of: object, at: place),
            let known = SchemaFormat(rawValue: format),
            options.assertsFormats || vocabularies.contains(.formatAssertion)
        {
            program.nodes[node].assertions.append(.format(known))
        }
        if vocabularies.contains(.applicator) {
            try addApplicators(of: object, to: node, at: place)
            try addMemberRules(of: object, to: node, at: place)
            try addElementRules(of: object, to: node, at: place)
        }
        if vocabularies.contains(.content) { try addContent(of: object, to: node, at: place) }
        if vocabularies.contains(.unevaluated) {
            let properties = try schema("unevaluatedProperties", of: object, at: place)
            let items = try schema("unevaluatedItems", of: object, at: place)
            program.nodes[node].unevaluatedProperties = properties
            program.nodes[node].unevaluatedItems = items
            if properties != nil || items != nil { program.tracksEvaluated = true }
        }
    }

    private mutating func addValueAssertions(
        of object: JSONObject, to node: Int, at place: SchemaPlace
    ) throws(JSONSchemaError) {
        var found: [SchemaAssertion] = []
        if let type = object["type"] { found.append(.type(try types(type, at: place.below("type")))) }
        if let values = object["enum"] {
            guard let values = values.array else { throw wrong("enum", "an array", place) }
            found.append(.enumeration(SchemaEnumeration(values)))
        }
        if let value = object["const"] { found.append(.constant(value, weight: value.weight)) }
        if let divisor = try number("multipleOf", of: object, at: place) {
            guard divisor > JSONNumber(0) else { throw wrong("multipleOf", "a number above 0", place) }
            guard divisor.significantDigits <= JSONNumber.divisorDigitLimit else {
                throw wrong("multipleOf", "at most \(JSONNumber.divisorDigitLimit) significant digits", place)
            }
            found.append(.multiple(of: divisor))
        }
        for bound in [SchemaBound.minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum] {
            guard let limit = try number(bound.rawValue, of: object, at: place) else { continue }
            found.append(.bound(bound, limit))
        }
        if let text = try string("pattern", of: object, at: place) {
            found.append(.pattern(try pattern(text, at: place.below("pattern"))))
        }
        program.nodes[node].assertions += found
    }

    private mutating func addSizeAssertions(
        of object: JSONObject, to node: Int, at place: SchemaPlace
    ) throws(JSONSchemaError) {
        var found: [SchemaAssertion] = []
        for size in [SchemaSize.characters, .elements, .properties] {
            for (start, isMaximum) in [("min", false), ("max", true)] {
                guard let limit = try count(start + size.rawValue, of: object, at: place) else { continue }
                found.append(.size(size, isMaximum: isMaximum, limit))
            }
        }
        if let unique = object["uniqueItems"] {
            guard let unique = unique.bool else { throw wrong("uniqueItems", "a boolean", place) }
            if unique { found.append(.uniqueItems) }
        }
        if let required = object["required"] {
            found.append(.required(try strings(required, at: place.below("required"))))
        }
        if let dependent = object["dependentRequired"] {
            guard let dependent = dependent.object else {
                throw wrong("dependentRequired", "an object", place)
            }
            var rules: [(key: String, needed: [String])] = []
            for member in dependent.members {
                let needed = try strings(member.value, at: place.below("dependentRequired", member.key))
                rules.append((member.key, needed))
            }
            found.append(.dependentRequired(rules))
        }
        program.nodes[node].assertions += found
    }

    private mutating func addApplicators(
        of object: JSONObject, to node: Int, at place: SchemaPlace
    ) throws(JSONSchemaError) {
        var found: [SchemaApplicator] = []
        if let all = try schemaList("allOf", of: object, at: place) { found.append(.allOf(all)) }
        if let any = try schemaList("anyOf", of: object, at: place) { found.append(.anyOf(any)) }
        if let one = try schemaList("oneOf", of: object, at: place) { found.append(.oneOf(one)) }
        if let not = try schema("not", of: object, at: place) { found.append(.not(not)) }
        let condition = try schema("if", of: object, at: place)
        let then = try schema("then", of: object, at: place)
        let otherwise = try schema("else", of: object, at: place)
        if let condition { found.append(.condition(condition, then: then, otherwise: otherwise)) }
        if let dependent = try schemaMap("dependentSchemas", of: object, at: place) {
            found.append(.dependent(dependent))
        }
        program.nodes[node].applicators += found
    }

    private mutating func addMemberRules(
        of object: JSONObject, to node: Int, at place: SchemaPlace
    ) throws(JSONSchemaError) {
        var rules = SchemaMemberRules()
        for (key, schema) in try schemaMap("properties", of: object, at: place) ?? [] {
            rules.properties[ByteKey(key)] = schema
        }
        for (key, schema) in try schemaMap("patternProperties", of: object, at: place) ?? [] {
            rules.patterns.append((try pattern(key, at: place.below("patternProperties", key)), schema))
        }
        rules.additional = try schema("additionalProperties", of: object, at: place)
        rules.names = try schema("propertyNames", of: object, at: place)
        if !rules.properties.isEmpty || !rules.patterns.isEmpty || rules.additional != nil
            || rules.names != nil
        {
            program.nodes[node].members = rules
        }
    }

    private mutating func addElementRules(
        of object: JSONObject, to node: Int, at place: SchemaPlace
    ) throws(JSONSchemaError) {
        if object["items"]?.array != nil {
            throw JSONSchemaError(
                location(place.below("items")), "items takes one schema, not an array",
                remedy: "use prefixItems")
        }
        var rules = SchemaElementRules()
        rules.prefix = try schemaList("prefixItems", of: object, at: place) ?? []
        rules.rest = try schema("items", of: object, at: place)
        rules.contains = try schema("contains", of: object, at: place)
        if vocabularies(at: place).contains(.validation) {
            rules.leastContained = try count("minContains", of: object, at: place) ?? 1
            rules.mostContained = try count("maxContains", of: object, at: place)
        }
        if !rules.prefix.isEmpty || rules.rest != nil || rules.contains != nil {
            program.nodes[node].elements = rules
        }
    }

    private mutating func addContent(
        of object: JSONObject, to node: Int, at place: SchemaPlace
    ) throws(JSONSchemaError) {
        let type = try string("contentMediaType", of: object, at: place)
        let encoding = try string("contentEncoding", of: object, at: place)
        let schema = try schema("contentSchema", of: object, at: place)
        guard options.assertsContent, type == "application/json", encoding == nil else { return }
        program.nodes[node].assertions.append(.content)
        if let schema { program.nodes[node].applicators.append(.content(schema)) }
    }
}

// MARK: - Values of keywords

extension SchemaCompiler {
    private func wrong(_ keyword: String, _ expected: String, _ place: SchemaPlace) -> JSONSchemaError {
        JSONSchemaError(location(place.below(keyword)), "\(keyword) takes \(expected)")
    }

    func string(_ keyword: String, of object: JSONObject, at place: SchemaPlace) throws(JSONSchemaError)
        -> String?
    {
        guard let value = object[keyword] else { return nil }
        guard let text = value.string else { throw wrong(keyword, "a string", place) }
        return text
    }

    private func number(
        _ keyword: String, of object: JSONObject, at place: SchemaPlace
    ) throws(JSONSchemaError) -> JSONNumber? {
        guard let value = object[keyword] else { return nil }
        guard let number = value.number else { throw wrong(keyword, "a number", place) }
        return number
    }

    private func count(
        _ keyword: String, of object: JSONObject, at place: SchemaPlace
    ) throws(JSONSchemaError) -> Int? {
        guard let number = try number(keyword, of: object, at: place) else { return nil }
        guard number.isWhole, number >= JSONNumber(0) else {
            throw wrong(keyword, "a whole number of 0 or more", place)
        }
        return number.int64.flatMap { Int(exactly: $0) } ?? Int.max
    }

    private func strings(_ value: JSONValue, at place: SchemaPlace) throws(JSONSchemaError) -> [String] {
        let texts = (value.array ?? []).compactMap(\.string)
        guard let array = value.array, array.count == texts.count else {
            throw JSONSchemaError(location(place), "expected an array of strings")
        }
        return texts
    }

    private func types(_ value: JSONValue, at place: SchemaPlace) throws(JSONSchemaError) -> SchemaTypes {
        var types: SchemaTypes = []
        let names = if let only = value.string { [only] } else { try strings(value, at: place) }
        for name in names {
            guard let type = SchemaTypes(name: name) else {
                throw JSONSchemaError(
                    location(place), "unknown type \(SchemaSentence.quoted(name))",
                    remedy: "the types are " + SchemaSentence.list(SchemaTypes.names.map(\.0), word: "and"))
            }
            types.insert(type)
        }
        return types
    }

    private func pattern(_ text: String, at place: SchemaPlace) throws(JSONSchemaError) -> SchemaPattern {
        do {
            return try SchemaPattern(text)
        } catch {
            throw JSONSchemaError(
                location(place), "\(error.message) at byte \(error.offset + 1) of the expression",
                remedy: error.remedy)
        }
    }

    private mutating func schema(
        _ keyword: String, of object: JSONObject, at place: SchemaPlace
    ) throws(JSONSchemaError) -> Int? {
        guard let value = object[keyword] else { return nil }
        return try compile(value, at: place.below(keyword))
    }

    private mutating func schemaList(
        _ keyword: String, of object: JSONObject, at place: SchemaPlace
    ) throws(JSONSchemaError) -> [Int]? {
        guard let value = object[keyword] else { return nil }
        guard let values = value.array, !values.isEmpty else {
            throw wrong(keyword, "an array of at least one schema", place)
        }
        var nodes: [Int] = []
        for (index, value) in values.enumerated() {
            nodes.append(try compile(value, at: place.below(keyword, String(index))))
        }
        return nodes
    }

    private mutating func schemaMap(
        _ keyword: String, of object: JSONObject, at place: SchemaPlace
    ) throws(JSONSchemaError) -> [(key: String, node: Int)]? {
        guard let value = object[keyword] else { return nil }
        guard let map = value.object else { throw wrong(keyword, "an object of schemas", place) }
        var nodes: [(key: String, node: Int)] = []
        for (position, member) in map.members.enumerated() where map.position(of: member.key) == position {
            nodes.append((member.key, try compile(member.value, at: place.below(keyword, member.key))))
        }
        return nodes
    }
}
