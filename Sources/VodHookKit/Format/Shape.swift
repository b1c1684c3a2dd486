/// What an input file may hold at one place.
///
/// One description serves three readers: `ShapeChecker` finds mistakes by it, `ShapeSchema` publishes it as
/// JSON Schema for editors, and the reference page is written from it. So they cannot disagree.
public indirect enum Shape: Sendable {
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
public enum TextRule: String, Sendable, CaseIterable {
    case plain, name, duration, instant, path, pattern, url, rate, threshold

    /// Why `text` breaks the rule, or nil when it keeps it.
    func complaint(about text: String) -> String? {
        switch self {
        case .plain: nil
        case .name:
            text.isEmpty || text.utf8.contains { $0 < 0x20 } ? "expected a name, found \"\(text)\"" : nil
        case .duration: Self.durationComplaint(text)
        case .instant:
            Timestamp(iso: text) == nil
                ? "expected a time such as \"2026-01-15T08:00:00Z\", found \"\(text)\"" : nil
        case .path: Self.complaint { () throws(JSONPathError) in _ = try JSONPath(text) }
        case .pattern: Self.patternComplaint(text)
        case .url:
            URLText.lack(in: text).map { "expected a URL that \($0), found \"\(text)\"" }
        case .rate:
            LoadProfile.rate(text) == nil
                ? "expected a rate such as \"500/s\" or \"30/m\", found \"\(text)\"" : nil
        case .threshold: Self.thresholdComplaint(text)
        }
    }

    private static func durationComplaint(_ text: String) -> String? {
        if DurationText.parse(text) != nil { return nil }
        if DurationText.isTooLong(text) {
            return
                "expected a duration of at most 10 years (\(DurationText.text(DurationText.longest))), found \"\(text)\""
        }
        return "expected a duration such as \"250ms\", \"5s\", \"2m\" or \"1h\", found \"\(text)\""
    }

    private static func thresholdComplaint(_ text: String) -> String? {
        do throws(LoadError) {
            _ = try Threshold(text)
            return nil
        } catch {
            return error.description
        }
    }

    private static func complaint(_ parse: () throws(JSONPathError) -> Void) -> String? {
        do throws(JSONPathError) {
            try parse()
            return nil
        } catch {
            return "not a JSONPath: \(error.message)"
        }
    }

    private static func patternComplaint(_ text: String) -> String? {
        do throws(PatternError) {
            _ = try TextPattern(text, dialect: .full)
            return nil
        } catch {
            return "not a regular expression: \(error.message)"
        }
    }

    /// The regular expression that JSON Schema publishes for the rule, or nil when none is needed.
    var schemaPattern: String? {
        switch self {
        case .plain, .path, .pattern, .threshold: nil
        case .rate: "^[0-9.]+/[smh]$"
        case .name: "^[^\\u0000-\\u001f]+$"
        case .duration: "^[0-9]+(\\.[0-9]+)?(ms|s|m|h)$"
        case .instant: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?Z$"
        case .url: "^https?://"
        }
    }
}

/// An object with known keys.
public struct Record: Sendable {
    /// One key of a record.
    public struct Field: Sendable {
        /// The key.
        public let key: String
        /// What stands under it.
        public let shape: Shape
        /// One sentence for people.
        public let about: String
        /// True when the key must be there.
        public let isRequired: Bool

        /// One key of a record.
        public init(_ key: String, _ shape: Shape, _ about: String, required: Bool = false) {
            self.key = key
            self.shape = shape
            self.about = about
            isRequired = required
        }
    }

    /// The name that shapes refer to.
    public let name: String
    /// One sentence for people.
    public let about: String
    /// All keys.
    public let fields: [Field]
    /// Keys of which exactly one must be there; empty when there is no such choice.
    public let exactlyOneOf: [String]

    /// A record.
    public init(_ name: String, _ about: String, exactlyOneOf: [String] = [], fields: [Field]) {
        self.name = name
        self.about = about
        self.exactlyOneOf = exactlyOneOf
        self.fields = fields
    }
}

/// All records of one kind of file.
public struct FileFormat: Sendable {
    /// A heading for people.
    public let title: String
    /// The record of the whole file.
    public let root: String
    /// Every record, in the order in which the reference page shows them.
    public let records: [Record]
    private let byName: [String: Record]

    /// A file format; every record that a shape names must be among `records`.
    public init(title: String, root: String, records: [Record]) {
        self.title = title
        self.root = root
        self.records = records
        byName = Dictionary(records.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The record called `name`.
    public func record(_ name: String) -> Record? { byName[name] }
}
