extension JSONPathEvaluator {
    /// True when `condition` holds with `current` as the current node.
    mutating func holds(_ condition: JSONPathCondition, for current: JSONValue) -> Bool {
        switch condition {
        case .any(let parts):
            for part in parts where holds(part, for: current) { return true }
            return false
        case .all(let parts):
            for part in parts where !holds(part, for: current) { return false }
            return true
        case .not(let inner): return !holds(inner, for: current)
        case .exists(let query): return !values(query, from: current).isEmpty
        case .call(let call): return matches(call, for: current)
        case .comparison(let left, let comparison, let right):
            let (left, right) = (value(of: left, for: current), value(of: right, for: current))
            switch comparison {
            case .equal: return left == right
            case .notEqual: return left != right
            case .less: return Self.isLess(left, right)
            case .greater: return Self.isLess(right, left)
            case .lessOrEqual: return Self.isLess(left, right) || left == right
            case .greaterOrEqual: return Self.isLess(right, left) || left == right
            }
        }
    }

    /// Only two numbers or two strings have an order; strings go by scalars, which is the order of UTF-8.
    private static func isLess(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (.number(let a), .number(let b)): a < b
        case (.string(let a), .string(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
        default: false
        }
    }

    /// The value of an operand, nil for Nothing.
    private mutating func value(of operand: JSONPathOperand, for current: JSONValue) -> JSONValue? {
        switch operand {
        case .literal(let value): return value
        case .query(let query): return value(query, from: current)
        case .call(let call): return result(of: call, for: current)
        }
    }

    private mutating func result(of call: JSONPathCall, for current: JSONValue) -> JSONValue? {
        guard let argument = call.arguments.first else { return nil }
        if call.function.takesNodes, case .query(let query) = argument {
            let nodes = values(query, from: current)
            if call.function == .count { return .int(nodes.count) }
            // A conditional expression would read `nil` as the JSON null here.
            guard nodes.count == 1 else { return .none }
            return nodes[0]
        }
        switch value(of: argument, for: current) {
        case .string(let text): return .int(text.unicodeScalars.count)
        case .array(let elements): return .int(elements.count)
        case .object(let object): return .int(Self.visibleMembers(of: object).count)
        default: return nil
        }
    }

    private mutating func matches(_ call: JSONPathCall, for current: JSONValue) -> Bool {
        guard case .string(let text) = value(of: call.arguments[0], for: current),
            let pattern = pattern(of: call, for: current)
        else { return false }
        return call.function == .match ? pattern.matchesWhole(text) : pattern.occurs(in: text)
    }

    /// The expression of `match` or `search`; nil when it is no text or no I-Regexp, which then matches nothing.
    private mutating func pattern(of call: JSONPathCall, for current: JSONValue) -> TextPattern? {
        if let known = call.pattern { return known }
        guard case .string(let text) = value(of: call.arguments[1], for: current) else { return nil }
        let key = ByteKey(text)
        if let known = patterns[key] { return known }
        var compiled: TextPattern?
        do throws(PatternError) {
            compiled = try TextPattern(text, dialect: .iRegexp)
        } catch {
            // The standard wants false for such a text, not an error; `JSONPath.warnings` tells of literals.
            compiled = nil
        }
        patterns[key] = .some(compiled)
        return compiled
    }
}
