/// A JSON value that knows where it stands in its file; what the reader returns.
public struct JSONNode: Sendable {
    /// What the value is.
    public indirect enum Kind: Sendable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case string(String)
        case array([JSONNode])
        case object([Member])
    }

    /// One member of an object, with the place of its key.
    public struct Member: Sendable {
        /// The key, unescaped.
        public let key: String
        /// The byte offset of the key's opening quote.
        public let keyOffset: Int
        /// The value.
        public let value: JSONNode

        package init(key: String, keyOffset: Int, value: JSONNode) {
            self.key = key
            self.keyOffset = keyOffset
            self.value = value
        }
    }

    /// What the value is.
    public let kind: Kind
    /// The byte offset of its first character.
    public let offset: Int

    package init(kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// The value without positions.
    public var value: JSONValue {
        switch kind {
        case .null: .null
        case .bool(let truth): .bool(truth)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .array(let elements): .array(elements.map(\.value))
        case .object(let members):
            .object(JSONObject(members.map { JSONObject.Member(key: $0.key, value: $0.value.value) }))
        }
    }

    /// The member `key` of an object, else nil.
    public subscript(key: String) -> JSONNode? { member(key)?.value }

    /// The last member with `key` of an object, else nil.
    public func member(_ key: String) -> Member? { members.last { $0.key.hasSameBytes(as: key) } }

    /// The members of an object; empty for every other value.
    public var members: [Member] { if case .object(let members) = kind { members } else { [] } }
    /// The elements of an array; empty for every other value.
    public var elements: [JSONNode] { if case .array(let elements) = kind { elements } else { [] } }
    /// The text of a string, else nil.
    public var string: String? { if case .string(let text) = kind { text } else { nil } }
    /// The number of a number, else nil.
    public var number: JSONNumber? { if case .number(let number) = kind { number } else { nil } }
    /// The truth of a boolean, else nil.
    public var bool: Bool? { if case .bool(let truth) = kind { truth } else { nil } }
}
