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
}
