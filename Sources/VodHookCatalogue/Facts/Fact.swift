package import JSONText

/// One thing the simulation knows, free of any vendor's words; catalogue files bind fields to facts by name.
package indirect enum Fact: Sendable {
    case bool(Bool)
    case int(Int)
    case decimal(Double)
    case text(String)
    case time(Timestamp)
    /// What an id is made from; each provider writes ids its own way.
    case identity(Identity)
    case list([Fact])
    case group(Facts)

    /// The member `name` of a group; nil for everything else.
    package subscript(name: String) -> Fact? { if case .group(let facts) = self { facts[name] } else { nil } }

    /// True for everything but `false` and the empty list; what a condition asks.
    var isTrue: Bool {
        switch self {
        case .bool(let truth): truth
        case .list(let elements): !elements.isEmpty
        default: true
        }
    }
}

/// A group of facts by name.
package struct Facts: Sendable, ExpressibleByDictionaryLiteral {
    /// The facts by name, in no order.
    package private(set) var byName: [String: Fact] = [:]

    package init() {}

    /// Facts by name; nil values are left out.
    package init(dictionaryLiteral elements: (String, Fact?)...) {
        for (name, fact) in elements { byName[name] = fact }
    }

    /// The fact called `name`; setting nil removes it.
    package subscript(name: String) -> Fact? {
        get { byName[name] }
        set { byName[name] = newValue }
    }

    /// The fact at the end of a dotted path, or nil when a step is missing.
    func fact(at path: ArraySlice<String>) -> Fact? {
        guard let first = path.first, let fact = byName[first] else { return nil }
        return path.dropFirst().reduce(Optional(fact)) { $0?[$1] }
    }
}

/// The seed of one id, the same wherever that id appears.
package struct Identity: Sendable, Hashable {
    /// 64 bits that stand for the thing.
    package let token: UInt64

    package init(token: UInt64) { self.token = token }
}

/// How a provider writes an id: a prefix and so many characters of an alphabet.
package struct IdentityFormat: Sendable, Equatable {
    /// The alphabets that catalogue files can name.
    package enum Alphabet: String, Sendable, CaseIterable {
        case hex
        case upperHex = "upper-hex"
        case digits
        case lowerAlphanumeric = "lower-alphanumeric"
        case alphanumeric

        package var characters: [UInt8] {
            switch self {
            case .hex: Self.hexCharacters
            case .upperHex: Self.upperHexCharacters
            case .digits: Self.digitCharacters
            case .lowerAlphanumeric: Self.lowerCharacters
            case .alphanumeric: Self.allCharacters
            }
        }

        private static let digitCharacters = Array("0123456789".utf8)
        private static let hexCharacters = Array("0123456789abcdef".utf8)
        private static let upperHexCharacters = Array("0123456789ABCDEF".utf8)
        private static let lowerCharacters = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)
        private static let allCharacters = lowerCharacters + Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    }

    /// What stands before the random part.
    package let prefix: String
    /// Which characters the random part is made of.
    package let alphabet: Alphabet
    /// How many they are.
    package let length: Int

    package init(prefix: String = "", alphabet: Alphabet, length: Int) {
        self.prefix = prefix
        self.alphabet = alphabet
        self.length = length
    }

    /// The id that stands for `identity`.
    package func text(for identity: Identity) -> String {
        var generator = SeededGenerator(seed: identity.token)
        return prefix + generator.text(length, of: alphabet.characters)
    }
}
