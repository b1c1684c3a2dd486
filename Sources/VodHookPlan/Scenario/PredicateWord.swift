import JSONText
import VodHookCatalogue

/// A word of scenario files for a condition on a value: what may stand behind it, and the condition that it makes.
///
/// `all` is the one place that knows the words; the format of scenario files, the decoder, the planner and the writers
/// go by it.
struct PredicateWord: Sendable {
    /// The word.
    let name: String
    /// What stands behind it.
    let shape: Shape
    /// What it says, for the reference page.
    let about: String
    /// True when names such as `${media.videoId}` behind it stand for ids.
    let takesNames: Bool
    /// What stands behind it in its usual form; nil, with a finding, when that says nothing.
    let read: @Sendable (JSONNode, inout ScenarioDecoder) -> JSONValue?
    /// The condition; nil for an operand that does not have the shape.
    let condition: @Sendable (JSONValue) -> Predicate.Condition?

    private init(
        _ name: String, _ shape: Shape, _ about: String, takesNames: Bool = false,
        read: @escaping @Sendable (JSONNode, inout ScenarioDecoder) -> JSONValue? = { node, _ in node.value },
        condition: @escaping @Sendable (JSONValue) -> Predicate.Condition?
    ) {
        self.name = name
        self.shape = shape
        self.about = about
        self.takesNames = takesNames
        self.read = read
        self.condition = condition
    }

    /// The word that is written so.
    static func named(_ name: String) -> PredicateWord? { all.first { $0.name == name } }

    /// All words, as keys of a check.
    static var fields: [Record.Field] { all.map { .init($0.name, $0.shape, $0.about) } }

    /// The types that `type` knows.
    private static let typeNames = ["null", "boolean", "integer", "number", "string", "array", "object"]

    /// Every word, in the order of the reference page.
    static let all: [PredicateWord] = [
        PredicateWord("equals", .any, "The value is this one.", takesNames: true) { wanted in
            .init(Predicate.shown(wanted), isAboutText: wanted.string != nil) { $0 == wanted }
        },
        PredicateWord("notEquals", .any, "The value is not this one.", takesNames: true) { unwanted in
            .init("anything but \(Predicate.shown(unwanted))", isAboutText: unwanted.string != nil) {
                $0 != unwanted
            }
        },
        PredicateWord(
            "contains", .any, "The text has this part, the array this element, the object this key.",
            takesNames: true
        ) { part in
            .init("something that contains \(Predicate.shown(part))", isAboutText: true) { value in
                switch (value, part) {
                case (.string(let text), .string(let part)): text.containsBytes(of: part)
                case (.array(let elements), _): elements.contains(part)
                case (.object(let object), .string(let key)): object[key] != nil
                default: false
                }
            }
        },
        text("startsWith", .plain, "The text starts so.", takesNames: true) { head in
            .init("text that starts with \"\(head)\"", isAboutText: true) {
                $0.string.map { $0.utf8.starts(with: head.utf8) } ?? false
            }
        },
        text("endsWith", .plain, "The text ends so.", takesNames: true) { tail in
            .init("text that ends with \"\(tail)\"", isAboutText: true) {
                $0.string.map { $0.utf8.reversed().starts(with: tail.utf8.reversed()) } ?? false
            }
        },
        text("matches", .pattern, "The regular expression is found in the text.") { text in
            // An expression that cannot be read is a finding of the shape checker already.
            let pattern: TextPattern
            do { pattern = try TextPattern(text, dialect: .full) } catch { return nil }
            return .init("text that matches /\(pattern.text)/", isAboutText: true) {
                $0.string.map { pattern.firstMatch(in: $0) != nil } ?? false
            }
        },
        PredicateWord("exists", .boolean, "There is a value, or there is none.") { operand in
            guard let wanted = operand.bool else { return nil }
            return .init(isAboutText: true) { values, _ in
                if wanted == !values.isEmpty { return nil }
                return wanted
                    ? "expected a value, found none"
                    : "expected no value, found \(Predicate.shown(values[0]))"
            }
        },
        PredicateWord(
            "type", .choice(typeNames),
            "The value has this type; 1.0 and 1e2 are integers too, as in JSON Schema."
        ) { operand in
            guard let name = operand.string else { return nil }
            return .init("a value of type \(name)") {
                $0.typeName == name || (name == "number" && $0.typeName == "integer")
            }
        },
        PredicateWord(
            "count", .count, "So many elements.",
            read: { node, decoder in decoder.countRange(node).map(Predicate.json) },
            condition: { operand in
                guard let range = Predicate.range(operand) else { return nil }
                return .init { values, isSingular in
                    let count = isSingular ? elements(values) : values.count
                    return range.contains(count)
                        ? nil : "expected a count of \(Predicate.shown(range)), found \(count)"
                }
            }),
        number("greaterThan", "The number is greater.", "more than") { $0 > $1 },
        number("lessThan", "The number is less.", "less than") { $0 < $1 },
        number("atLeast", "The number is as great or greater.", "at least") { $0 >= $1 },
        number("atMost", "The number is as small or smaller.", "at most") { $0 <= $1 },
        PredicateWord("oneOf", .list(.any, minimum: 1), "The value is one of these.") { operand in
            guard let choices = operand.array else { return nil }
            let wanted = "one of \(choices.map { Predicate.shown($0) }.joined(separator: ", "))"
            return .init(wanted, isAboutText: choices.contains { $0.string != nil }) { choices.contains($0) }
        },
        PredicateWord(
            "schema", .union([.any]),
            "The value keeps this JSON Schema (2020-12); formats are checked, and a keyword that nobody knows is a finding.",
            read: { node, decoder in
                let (schema, mistakes) = SchemaReader.read(node, of: decoder.source)
                decoder.findings += mistakes
                return schema == nil ? nil : node.value
            },
            condition: { operand in
                let schema: JSONSchema
                // Its mistakes were found when it was read.
                do {
                    schema = try JSONSchema(operand, options: JSONSchema.Options(assertsFormats: true))
                } catch {
                    return nil
                }
                return .init(
                    "something that keeps the schema",
                    complaint: { value in
                        schema.violations(of: value).first.map { "does not keep the schema: \($0)" }
                    })
            }),
    ]

    private static func text(
        _ name: String, _ rule: TextRule, _ about: String, takesNames: Bool = false,
        condition: @escaping @Sendable (String) -> Predicate.Condition?
    ) -> PredicateWord {
        PredicateWord(name, .text(rule), about, takesNames: takesNames) { $0.string.flatMap(condition) }
    }

    private static func number(
        _ name: String, _ about: String, _ wanted: String,
        holds: @escaping @Sendable (JSONNumber, JSONNumber) -> Bool
    ) -> PredicateWord {
        PredicateWord(name, .number, about) { operand in
            guard let bound = operand.number else { return nil }
            return .init("\(wanted) \(bound.literal)") { $0.number.map { holds($0, bound) } ?? false }
        }
    }

    /// How many elements or members the one value has; of several values, how many they are.
    private static func elements(_ values: [JSONValue]) -> Int {
        guard values.count == 1 else { return values.count }
        return values[0].array?.count ?? values[0].object?.count ?? 1
    }
}

extension String {
    fileprivate func containsBytes(of part: String) -> Bool {
        let needle = Array(part.utf8)
        let hay = Array(utf8)
        guard needle.count <= hay.count else { return false }
        return needle.isEmpty || (0...(hay.count - needle.count)).contains { hay[$0...].starts(with: needle) }
    }
}
