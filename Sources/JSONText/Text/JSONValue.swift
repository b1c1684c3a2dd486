/// One JSON value; object members keep their order and numbers keep their literal.
///
/// Equality is JSON's: numbers compare by exact decimal value, strings by bytes, objects without regard
/// to member order.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The name of the value's type as JSON Schema has it: a whole number is an `integer` whatever its size and
    /// its literal, `1.0` and `1e2` too.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number(let number): number.isWhole ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The text of a string value, else nil.
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The number of a number value, else nil.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }
    /// The truth of a boolean value, else nil.
    public var bool: Bool? { if case .bool(let truth) = self { truth } else { nil } }
    /// The elements of an array value, else nil.
    public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    /// The members of an object value, else nil.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// The member `key` of an object value; nil for every other value and for an absent member.
    public subscript(key: String) -> JSONValue? { object?[key] }

    /// An integer value.
    public static func int(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
}

extension JSONValue: Equatable {
    /// JSON equality, see the type.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string value.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An integer value.
    public init(integerLiteral value: Int) { self = .int(value) }
    /// A boolean value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array value.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object value with the members in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }
}

/// The members of one JSON object, in order.
///
/// A repeated key is kept as it came; lookup by key returns the last one, as most readers do. Lookup is
/// constant time for large objects.
public struct JSONObject: Sendable {
    /// One key and its value.
    public struct Member: Sendable {
        /// The key, unescaped.
        public var key: String
        /// The value under the key.
        public var value: JSONValue
        /// One member.
        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    /// All members in order.
    public private(set) var members: [Member] = []
    private var index: [ByteKey: Int]?
    private static let indexedFrom = 17

    /// An empty object.
    public init() {}

    /// An object with `members` in the order given.
    public init(_ members: [Member]) {
        self.members = members
        if members.count >= Self.indexedFrom { reindex() }
    }

    /// The number of members.
    public var count: Int { members.count }

    /// The place of the last member with `key`, or nil.
    public func position(of key: String) -> Int? {
        if let index { return index[ByteKey(key)] }
        return members.lastIndex { $0.key.hasSameBytes(as: key) }
    }

    /// The value under `key`; setting replaces in place or appends, setting nil removes.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil):
                members.remove(at: place)
                if index != nil { reindex() }
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Adds a member at the end, even if the key exists.
    public mutating func append(_ key: String, _ value: JSONValue) {
        members.append(Member(key: key, value: value))
        if index != nil {
            index?[ByteKey(key)] = members.count - 1
        } else if members.count >= Self.indexedFrom {
            reindex()
        }
    }

    private mutating func reindex() {
        var fresh: [ByteKey: Int] = [:]
        for (place, member) in members.enumerated() { fresh[ByteKey(member.key)] = place }
        index = fresh
    }
}

extension JSONObject: Equatable {
    /// True when both have the same keys with equal values, in whatever order; of a repeated key the last counts.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        // Values are compared once and only where they count, so that nesting cannot multiply the work.
        left.members.enumerated().allSatisfy { place, member in
            left.position(of: member.key) != place || right[member.key] == member.value
        } && right.members.allSatisfy { left.position(of: $0.key) != nil }
    }
}

/// A string as a dictionary key that compares bytes; `String` would equate composed and decomposed letters.
public struct ByteKey: Hashable, Comparable, Sendable {
    /// The string.
    public let text: String

    /// A key of `text`.
    public init(_ text: String) { self.text = text }

    /// True for the same bytes.
    public static func == (left: ByteKey, right: ByteKey) -> Bool { left.text.hasSameBytes(as: right.text) }

    /// Order by bytes.
    public static func < (left: ByteKey, right: ByteKey) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

extension String {
    /// True when both strings have the same UTF-8 bytes; `==` would also accept canonical equivalents.
    public func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
