package import JSONText

/// One field of a body: its type, when it is there, and the fact it shows.
package struct FieldSpec: Sendable {
    /// How a value is written.
    package enum FieldType: String, Sendable, CaseIterable {
        /// A string; numbers become their shortest text.
        case string
        /// A whole number.
        case integer
        /// A number without `.0` when it is whole, as Go writes.
        case number
        /// A number that keeps `.0` when it is whole, as Java writes.
        case float
        case boolean
        case object
        case array
        /// A string that holds the JSON text of an object.
        case objectText = "object-text"
        /// A string that holds the JSON text of an array.
        case arrayText = "array-text"
        /// Any JSON value, given as a constant.
        case any
    }

    /// Where the value comes from.
    package enum Content: Sendable {
        /// Always this value.
        case constant(JSONValue)
        /// A fact, with the vendor's word for it where there is one.
        case fact(FactExpression, words: [String: JSONValue])
        /// Text with facts in it.
        case template(FactTemplate)
        /// An object of fields; `with` becomes the item, and its absence the object's.
        case fields([FieldSpec], with: FactExpression?)
        /// An object whose fields depend on a fact.
        case cases(FactExpression, [Case])
        /// One text for each element of a list of facts, with a separator between them.
        case joined(FactExpression, FactTemplate, separator: String)
        /// An object with one object for each element of a list of facts, under the key that a fact of it gives.
        case keyedFields(FactExpression, key: FactExpression, words: [String: JSONValue], [FieldSpec])
        /// An array of objects, one for each element of a list of facts.
        case eachFields(FactExpression, [FieldSpec])
        /// An array of values, one for each element of a list of facts.
        case eachValue(FactExpression, FactTemplate, FieldType)
    }

    /// The fields of an object for some values of a fact.
    package struct Case: Sendable {
        /// The values of the fact; empty for all that no other case names.
        package let values: [String]
        /// The fields that then stand in the object.
        package let fields: [FieldSpec]
    }

    /// The key.
    package let name: String
    /// How the value is written.
    package let type: FieldType
    /// One sentence for people; empty when the name says it.
    package let about: String
    /// True when the vendor's page says that it is always there.
    package let isRequired: Bool
    /// Where the value comes from.
    package let content: Content
    /// A condition for its presence beyond that of its fact.
    package let when: Condition?
    /// What is written when the fact is absent; nil leaves the field out.
    package let absent: JSONValue?
    /// The documented values; empty when it is open.
    package let values: [JSONValue]
    /// The smallest number allowed, or nil.
    package let minimum: JSONNumber?
    /// Why this field is a guess, or nil when the source states it.
    package let assumed: String?
    /// True when `null` stands for absence in this field's documents.
    package let isNullable: Bool
    /// True for the constant that tells events apart.
    package let isEventName: Bool
}

extension FieldSpec {
    /// True when the field, or one inside it, shows a fact whose path begins with `path`.
    func shows(_ path: [String]) -> Bool {
        func begins(_ fact: FactExpression) -> Bool { fact.path.starts(with: path) }
        return switch content {
        case .constant: false
        case .fact(let fact, _): begins(fact)
        case .template(let template): template.facts.contains(where: begins)
        case .fields(let fields, let with): with.map(begins) ?? false || fields.contains { $0.shows(path) }
        case .cases(let by, let cases):
            begins(by) || cases.contains { $0.fields.contains { $0.shows(path) } }
        case .joined(let each, _, _), .eachValue(let each, _, _): begins(each)
        case .eachFields(let each, let fields), .keyedFields(let each, _, _, let fields):
            begins(each) || fields.contains { $0.shows(path) }
        }
    }
}

extension Provider {
    /// The names by which scenarios speak of a media's own id, sorted.
    package var identityReferences: [String] {
        references.filter { $0.value.facts.contains { $0.path == ["media", "id"] } }.keys.sorted()
    }

    /// True when some event of it shows facts whose path begins with `path`, such as `media`, `adaptive`.
    package func shows(_ path: [String]) -> Bool {
        events.contains { event in
            event.each.map { $0.path.starts(with: path) } ?? false
                || event.profiles.contains { $0.fields.contains { $0.shows(path) } }
        }
    }
}

extension EventSpec {
    /// True when every profile promises a value at `place`.
    package func requires(_ place: NormalizedPath) -> Bool {
        profiles.allSatisfy { Self.isRequired(place.steps[...], $0.fields) }
    }

    private static func isRequired(_ steps: ArraySlice<NormalizedPath.Step>, _ fields: [FieldSpec]) -> Bool {
        guard let step = steps.first else { return true }
        guard let field = fields.first(where: { .name($0.name) == step }), field.isRequired else {
            return false
        }
        guard steps.count > 1 else { return true }
        if case .fields(let inner, _) = field.content { return isRequired(steps.dropFirst(), inner) }
        return false
    }
}
