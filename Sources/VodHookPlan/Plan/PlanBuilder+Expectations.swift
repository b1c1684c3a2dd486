import JSONText

/// Names of media within what a probe expects, such as `{ "equals": "${movie.videoId}" }`.
extension PlanBuilder {
    /// The expectation with the names of media replaced.
    mutating func resolved(_ expect: Expectation) -> Expectation {
        var result = expect
        for place in expect.headers.indices {
            result.headers[place].predicates = resolved(expect.headers[place].predicates)
        }
        for place in expect.body.indices {
            result.body[place].predicates = resolved(expect.body[place].predicates)
        }
        return result
    }

    private mutating func resolved(_ predicates: [Located<Predicate>]) -> [Located<Predicate>] {
        predicates.map { Located(resolved($0.value) ?? $0.value, at: $0.position) }
    }

    /// The condition with its names replaced; nil when it holds none.
    private mutating func resolved(_ predicate: Predicate) -> Predicate? {
        guard let word = PredicateWord.named(predicate.word), word.takesNames else { return nil }
        return resolved(predicate.operand).flatMap { Predicate(word.name, $0) }
    }

    private mutating func resolved(_ value: JSONValue) -> JSONValue? {
        switch value {
        case .string(let text):
            guard text.utf8.contains(0x24) else { return nil }
            // Nothing looks at it later, so escapes end here.
            return .string(Interpolation.resolve(resolve(text)) { _ in nil })
        case .array(var elements):
            var isChanged = false
            for place in elements.indices {
                guard let changed = resolved(elements[place]) else { continue }
                elements[place] = changed
                isChanged = true
            }
            return isChanged ? .array(elements) : nil
        case .object(let object):
            var members = object.members
            var isChanged = false
            for place in members.indices {
                guard let changed = resolved(members[place].value) else { continue }
                members[place].value = changed
                isChanged = true
            }
            return isChanged ? .object(JSONObject(members)) : nil
        default: return nil
        }
    }
}
