extension SchemaEvaluator {
    /// True when a keyword that judges the value alone is content.
    mutating func holds(_ assertion: SchemaAssertion, _ value: JSONValue, _ node: SchemaNode) -> Bool {
        switch assertion {
        case .type(let types):
            if types.accepts(value) { return true }
            let wantsWhole = value.number != nil && types.contains(.integer)
            report(
                node.location + "/type",
                "expected \(types.sentence), found "
                    + (wantsWhole ? "the number \(SchemaSentence.shown(value))" : SchemaSentence.kind(value)))
            return false
        case .enumeration(let enumeration):
            let textLength = value.string?.utf8.count ?? 0
            guard charge(enumeration.weight + textLength / 16) else { return false }
            if enumeration.contains(value) { return true }
            report(node.location + "/enum", Self.misfit(enumeration.values, value))
            return false
        case .constant(let wanted, let weight):
            guard charge(weight) else { return false }
            if wanted == value { return true }
            report(node.location + "/const", Self.misfit([wanted], value))
            return false
        case .multiple, .bound:
            guard case .number(let number) = value else { return true }
            return charge(1 + number.literal.utf8.count / 16) && holds(assertion, number, node)
        case .pattern(let pattern):
            guard case .string(let text) = value else { return true }
            guard charge(pattern.cost(in: text)) else { return false }
            if pattern.pattern.occurs(in: text) { return true }
            report(
                node.location + "/pattern",
                "\(SchemaSentence.quoted(text)) does not match the pattern \(pattern.pattern.text)")
            return false
        case .format(let format):
            guard case .string(let text) = value else { return true }
            guard charge(1 + text.utf8.count / 16) else { return false }
            if format.accepts(text) { return true }
            report(node.location + "/format", "\(SchemaSentence.quoted(text)) is not \(format.sentence)")
            return false
        case .content:
            guard case .string(let text) = value else { return true }
            guard case .failure(let error) = json(in: text) else { return true }
            report(node.location + "/contentMediaType", "the string is no JSON text: \(Self.reason(error))")
            return false
        case .size(let size, let isMaximum, let limit): return holds(size, isMaximum, limit, value, node)
        case .uniqueItems: return areUnique(value, node)
        case .required(let keys): return has(keys, value, node, "/required") { "\($0) is missing" }
        case .dependentRequired(let rules): return holds(rules, value, node)
        }
    }

    private static func reason(_ error: JSONSyntaxError) -> String {
        error.finding?.message ?? error.description
    }

    private static func misfit(_ wanted: [JSONValue], _ value: JSONValue) -> String {
        let shown = wanted.prefix(8).map(SchemaSentence.shown)
        let list =
            wanted.count > 8
            ? shown.joined(separator: ", ") + " or \(wanted.count - 8) more" : SchemaSentence.list(shown)
        return "expected \(list), found \(SchemaSentence.found(value))"
    }

    private mutating func holds(_ assertion: SchemaAssertion, _ number: JSONNumber, _ node: SchemaNode)
        -> Bool
    {
        switch assertion {
        case .multiple(let divisor):
            if number.isMultiple(of: divisor) == true { return true }
            report(
                node.location + "/multipleOf",
                "\(SchemaSentence.shown(.number(number))) is not a multiple of \(divisor.literal)")
            return false
        case .bound(let bound, let limit):
            let (fits, words) =
                switch bound {
                case .maximum: (number <= limit, "at most")
                case .minimum: (number >= limit, "at least")
                case .exclusiveMaximum: (number < limit, "less than")
                case .exclusiveMinimum: (number > limit, "more than")
                }
            if fits { return true }
            report(
                node.location + "/" + bound.rawValue,
                "expected \(words) \(SchemaSentence.shown(.number(limit))), found "
                    + SchemaSentence.shown(.number(number)))
            return false
        default: return true
        }
    }

    private mutating func holds(
        _ size: SchemaSize, _ isMaximum: Bool, _ limit: Int, _ value: JSONValue, _ node: SchemaNode
    ) -> Bool {
        let count: Int
        switch (size, value) {
        case (.characters, .string(let text)):
            guard charge(text.utf8.count / 64) else { return false }
            count = text.unicodeScalars.count
        case (.elements, .array(let elements)): count = elements.count
        case (.properties, .object(let object)):
            guard charge(object.count / 8) else { return false }
            count = object.members.enumerated().count { object.position(of: $1.key) == $0 }
        default: return true
        }
        if isMaximum ? count <= limit : count >= limit { return true }
        report(
            node.location + (isMaximum ? "/max" : "/min") + size.rawValue,
            "expected at \(isMaximum ? "most" : "least") \(SchemaSentence.count(limit, size)), found \(count)"
        )
        return false
    }

    private mutating func areUnique(_ value: JSONValue, _ node: SchemaNode) -> Bool {
        guard case .array(let elements) = value else { return true }
        guard charge(value.weight) else { return false }
        var places: [JSONValue: Int] = [:]
        for (index, element) in elements.enumerated() {
            if let earlier = places.updateValue(index, forKey: element) {
                report(node.location + "/uniqueItems", "the elements \(earlier) and \(index) are equal")
                return false
            }
        }
        return true
    }

    private mutating func has(
        _ keys: [String], _ value: JSONValue, _ node: SchemaNode, _ keyword: String,
        _ sentence: (String) -> String
    ) -> Bool {
        guard case .object(let object) = value else { return true }
        guard charge(keys.count / 2) else { return false }
        var fits = true
        for key in keys where object.position(of: key) == nil {
            report(node.location + keyword, sentence("the property \(SchemaSentence.quoted(key))"))
            fits = false
            if !isCollecting { return false }
        }
        return fits
    }

    private mutating func holds(
        _ rules: [(key: String, needed: [String])], _ value: JSONValue, _ node: SchemaNode
    ) -> Bool {
        guard case .object(let object) = value, charge(rules.count) else { return true }
        var fits = true
        for (key, needed) in rules where object.position(of: key) != nil {
            let reason = "is missing, \(SchemaSentence.quoted(key)) requires it"
            if !has(needed, value, node, "/dependentRequired", { "\($0) \(reason)" }) { fits = false }
        }
        return fits
    }
}
