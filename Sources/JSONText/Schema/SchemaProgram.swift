/// A schema ready for use: its subschemas in one list, referring to each other by number.
struct SchemaProgram: Sendable {
    var nodes: [SchemaNode] = []
    var resources: [SchemaResource] = []
    var root = 0
    /// True when some subschema asks what others have looked at.
    var tracksEvaluated = false
}

/// A schema with a URI of its own, inside which anchors are unique.
struct SchemaResource: Sendable {
    let uri: String
    let document: Int
    let pointer: String
    let root: Int
    let value: JSONValue
    var vocabularies: SchemaVocabularies
    var anchors: [ByteKey: Int] = [:]
    var dynamicAnchors: [ByteKey: Int] = [:]
}

/// The groups of keywords that a meta-schema may switch off; the core is always on.
struct SchemaVocabularies: OptionSet, Sendable {
    let rawValue: Int
    static let applicator = SchemaVocabularies(rawValue: 1)
    static let validation = SchemaVocabularies(rawValue: 2)
    static let unevaluated = SchemaVocabularies(rawValue: 4)
    static let content = SchemaVocabularies(rawValue: 8)
    static let formatAssertion = SchemaVocabularies(rawValue: 16)
    /// What the standard meta-schema has.
    static let standard: SchemaVocabularies = [.applicator, .validation, .unevaluated, .content]

    private static let uriStart = "https://json-schema.org/draft/2020-12/vocab/"

    /// The vocabulary with `uri`; empty for those without effect here, nil when it is unknown.
    init?(uri: String) {
        guard uri.hasPrefix(Self.uriStart) else { return nil }
        switch uri.dropFirst(Self.uriStart.count) {
        case "applicator": self = .applicator
        case "validation": self = .validation
        case "unevaluated": self = .unevaluated
        case "content": self = .content
        case "format-assertion": self = .formatAssertion
        case "core", "meta-data", "format-annotation": self = []
        default: return nil
        }
    }

    init(rawValue: Int) { self.rawValue = rawValue }
}

/// One schema of a program.
struct SchemaNode: Sendable {
    let location: String
    var resource: Int
    /// Set for the schemas `true` and `false`, which have nothing else.
    var truth: Bool?
    var assertions: [SchemaAssertion] = []
    var applicators: [SchemaApplicator] = []
    var members: SchemaMemberRules?
    var elements: SchemaElementRules?
    var unevaluatedProperties: Int?
    var unevaluatedItems: Int?

    init(location: String, resource: Int, truth: Bool? = nil) {
        self.location = location
        self.resource = resource
        self.truth = truth
    }
}

/// A keyword that judges the value alone.
enum SchemaAssertion: Sendable {
    case type(SchemaTypes)
    case enumeration(SchemaEnumeration)
    case constant(JSONValue, weight: Int)
    case multiple(of: JSONNumber)
    case bound(SchemaBound, JSONNumber)
    case size(SchemaSize, isMaximum: Bool, Int)
    case pattern(SchemaPattern)
    case uniqueItems
    case required([String])
    case dependentRequired([(key: String, needed: [String])])
    case format(SchemaFormat)
    case content
}

/// A keyword that applies other schemas to the same value.
enum SchemaApplicator: Sendable {
    case reference(Int)
    case dynamicReference(Int, anchor: ByteKey)
    case allOf([Int])
    case anyOf([Int])
    case oneOf([Int])
    case not(Int)
    case condition(Int, then: Int?, otherwise: Int?)
    case dependent([(key: String, node: Int)])
    case content(Int)
}

/// The keywords that apply schemas to the members of an object.
struct SchemaMemberRules: Sendable {
    var properties: [ByteKey: Int] = [:]
    var patterns: [(pattern: SchemaPattern, node: Int)] = []
    var additional: Int?
    var names: Int?
}

/// The keywords that apply schemas to the elements of an array.
struct SchemaElementRules: Sendable {
    var prefix: [Int] = []
    var rest: Int?
    var contains: Int?
    var leastContained = 1
    var mostContained: Int?
}

/// The four limits of numbers, named as their keywords.
enum SchemaBound: String, Sendable {
    case maximum, minimum, exclusiveMaximum, exclusiveMinimum
}

/// What the six counting keywords count.
enum SchemaSize: String, Sendable {
    case characters = "Length"
    case elements = "Items"
    case properties = "Properties"
}

/// The values of an `enum`, scalars ready for look-up.
struct SchemaEnumeration: Sendable {
    let values: [JSONValue]
    let scalars: Set<JSONValue>
    let compounds: [JSONValue]
    let weight: Int

    init(_ values: [JSONValue]) {
        self.values = values
        compounds = values.filter { $0.array != nil || $0.object != nil }
        scalars = Set(values.filter { $0.array == nil && $0.object == nil })
        weight = compounds.reduce(1) { $0 + $1.weight }
    }

    func contains(_ value: JSONValue) -> Bool {
        if value.array != nil || value.object != nil { return compounds.contains(value) }
        return scalars.contains(value)
    }
}

/// A compiled expression with an idea of what it costs per character.
struct SchemaPattern: Sendable {
    let pattern: TextPattern
    let size: Int

    init(_ text: String) throws(PatternError) {
        pattern = try TextPattern(text, dialect: .full)
        var parser = TextPatternParser(text, dialect: .full)
        size = try parser.parse().size
    }

    /// What a search in `text` costs, in the units of the evaluator.
    func cost(in text: String) -> Int { 1 + text.utf8.count * size / 32 }
}

/// A set of the type names of JSON Schema.
struct SchemaTypes: OptionSet, Sendable {
    let rawValue: Int
    /// Each name with its article, in the order in which sentences list them.
    static let names = [
        ("null", "null"), ("boolean", "a boolean"), ("integer", "an integer"), ("number", "a number"),
        ("string", "a string"), ("array", "an array"), ("object", "an object"),
    ]

    init(rawValue: Int) { self.rawValue = rawValue }

    init?(name: String) {
        guard let place = Self.names.firstIndex(where: { $0.0 == name }) else { return nil }
        rawValue = 1 << place
    }

    static let integer = SchemaTypes(rawValue: 4)
    static let number = SchemaTypes(rawValue: 8)

    func accepts(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(SchemaTypes(rawValue: 1))
        case .bool: contains(SchemaTypes(rawValue: 2))
        case .number(let number): contains(.number) || (contains(.integer) && number.isWhole)
        case .string: contains(SchemaTypes(rawValue: 16))
        case .array: contains(SchemaTypes(rawValue: 32))
        case .object: contains(SchemaTypes(rawValue: 64))
        }
    }

    /// Such as `a string, an array or null`.
    var sentence: String {
        SchemaSentence.list(
            Self.names.indices.filter { contains(SchemaTypes(rawValue: 1 << $0)) }.map { Self.names[$0].1 })
    }
}
