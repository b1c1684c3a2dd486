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
        predicates.map { predicate in
            // A condition on nothing holds for anything.
            for name in PredicateWord.named(predicate.value.word)?.takesNames == true
                ? Self.references(in: predicate.value.operand) : [] where isWithoutValue(name)
            {
                report(
                    predicate.position, "this media has nothing that ${\(name)} stands for",
                    remedy: "give the media what it lacks, or expect something else")
            }
            return Located(resolved(predicate.value) ?? predicate.value, at: predicate.position)
        }
    }

    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text): Interpolation.references(in: text).map(\.name)
        case .array(let elements): elements.flatMap(references)
        case .object(let object): object.members.flatMap { references(in: $0.value) }
        case .null, .bool, .number: []
        }
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
