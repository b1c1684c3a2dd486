import JSONText

/// What an input file may hold at one place.
///
/// One description serves three readers: `ShapeChecker` finds mistakes by it, `ShapeSchema` publishes it as
/// JSON Schema for editors, and the reference page is written from it. So they cannot disagree.
package indirect enum Shape: Sendable {
    /// Any JSON value.
    case any
    /// A string that keeps a rule.
    case text(TextRule)
    /// One of some words.
    case choice([String])
    /// A whole number within limits.
    case integer(ClosedRange<Int>)
    /// Any number.
    case number
    /// `true` or `false`.
    case boolean
    /// An array of one shape with at least so many elements.
    case list(Shape, minimum: Int = 0)
    /// An object whose keys are names that the writer chooses.
    case map(Shape)
    /// An object with known keys, by the name of its record.
    case record(String)
    /// One of several shapes that differ in their JSON type.
    case union([Shape])
    /// One of several records, told apart by a key that only one of them has.
    case variant([(key: String, record: String)])
}

/// A rule for the text of a string beyond being a string.
package struct TextRule: Sendable {
    /// What people call it.
    package let name: String
    /// The regular expression that JSON Schema publishes for it, or nil when none is needed.
    package let schemaPattern: String?
    private let check: @Sendable (String) -> String?

    /// A rule; `check` says why a text breaks it, and gives nil when the text keeps it.
    package init(
        _ name: String, schemaPattern: String? = nil, check: @escaping @Sendable (String) -> String?
    ) {
        self.name = name
        self.schemaPattern = schemaPattern
        self.check = check
    }

    /// Why `text` breaks the rule, or nil when it keeps it.
    package func complaint(about text: String) -> String? { check(text) }
}

extension TextRule: Equatable {
    /// Rules are told apart by their names.
    package static func == (left: TextRule, right: TextRule) -> Bool { left.name == right.name }

    /// Any string.
    package static let plain = TextRule("plain") { _ in nil }
    /// At least one character, none of control.
    package static let name = TextRule("name", schemaPattern: "^[^\\u0000-\\u001f]+$") { text in
        text.isEmpty || text.utf8.contains { $0 < 0x20 } ? "expected a name, found \"\(text)\"" : nil
    }
    /// A number with a unit of time.
    package static let duration = TextRule("duration", schemaPattern: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h)$") {
        text in
        if DurationText.parse(text) != nil { return nil }
        if DurationText.isTooLong(text) {
            return
                "expected a duration of at most 10 years (\(DurationText.text(DurationText.longest))), found \"\(text)\""
        }
        return "expected a duration such as \"250ms\", \"5s\", \"2m\" or \"1h\", found \"\(text)\""
    }
    /// A moment in UTC.
    package static let instant = TextRule(
        "instant",
        schemaPattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?Z$"
    ) { text in
        Timestamp(iso: text) == nil
            ? "expected a time such as \"2026-01-15T08:00:00Z\", found \"\(text)\"" : nil
    }
    /// A JSONPath (RFC 9535).
    package static let path = TextRule("path") { text in
        do throws(JSONPathError) {
            // An expression that matches nothing makes a path that selects nothing, whatever comes.
            return try JSONPath(text).warnings.first.map { warning in
                "in a JSONPath \(warning.message)\(warning.remedy.map { "; \($0)" } ?? "")"
            }
        } catch {
            return "not a JSONPath: \(error.message)"
        }
    }
    /// A regular expression.
    package static let pattern = TextRule("pattern") { text in
        do throws(PatternError) {
            _ = try TextPattern(text, dialect: .full)
            return nil
        } catch {
            return "not a regular expression: \(error.message)"
        }
    }
    /// An absolute http or https URL.
    package static let url = TextRule("url", schemaPattern: "^https?://") { text in
        URLText.lack(in: text).map { "expected a URL that \($0), found \"\(text)\"" }
    }
}

/// An object with known keys.
package struct Record: Sendable {
    /// One key of a record.
    package struct Field: Sendable {
        package let key: String
        /// What stands under it.
        package let shape: Shape
        /// One sentence for people.
        package let about: String
        /// True when the key must be there.
        package let isRequired: Bool

        /// One key of a record.
        package init(_ key: String, _ shape: Shape, _ about: String, required: Bool = false) {
            self.key = key
            self.shape = shape
            self.about = about
            isRequired = required
        }
    }

    /// The name that shapes refer to.
    package let name: String
    /// One sentence for people.
    package let about: String
    /// All keys.
    package let fields: [Field]
    /// Keys of which exactly one must be there; empty when there is no such choice.
    package let exactlyOneOf: [String]

    package init(_ name: String, _ about: String, exactlyOneOf: [String] = [], fields: [Field]) {
        self.name = name
        self.about = about
        self.exactlyOneOf = exactlyOneOf
        self.fields = fields
    }
}

/// All records of one kind of file.
package struct FileFormat: Sendable {
    /// A heading for people.
    package let title: String
    /// The record of the whole file.
    package let root: String
    /// Every record, in the order in which the reference page shows them.
    package let records: [Record]
    private let byName: [String: Record]

    /// A file format; every record that a shape names must be among `records`.
    package init(title: String, root: String, records: [Record]) {
        self.title = title
        self.root = root
        self.records = records
        byName = Dictionary(records.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The record called `name`.
    package func record(_ name: String) -> Record? { byName[name] }
}
