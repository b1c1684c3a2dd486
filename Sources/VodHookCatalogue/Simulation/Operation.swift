import JSONText

/// What a scenario says about one operation on a media; what it leaves open is drawn from the seed.
struct Operation {
    /// The name in scenarios, such as `deletion`.
    let name: String
    /// Chance that belongs to this operation alone.
    var chance: SeededGenerator
    private let given: JSONObject

    init(_ name: String, in story: MediaStory) {
        self.name = name
        chance = story.generator.branch("operation", name)
        given = story.spec.operations[name]?.object ?? JSONObject()
    }

    /// The text under `key`, or nil.
    func text(_ key: String) -> String? { given[key]?.string }
    /// The whole number under `key`, or nil.
    func integer(_ key: String) -> Int? { given[key]?.number?.int64.map(Int.init) }
    /// The number under `key`, or nil.
    func number(_ key: String) -> Double? { given[key]?.number?.double }
    /// True when `key` is true.
    func flag(_ key: String) -> Bool { given[key]?.bool ?? false }
    /// The texts under `key`, or nil.
    func texts(_ key: String) -> [String]? { given[key]?.array?.compactMap(\.string) }
    /// The object under `key`, or nil.
    func object(_ key: String) -> JSONObject? { given[key]?.object }

    /// How it fails, if it does: `true`, a code, or an object with code and message.
    var failure: FailureSpec? {
        switch given["fail"] {
        case .bool(true): FailureSpec()
        case .string(let code): FailureSpec(code: code)
        case .object(let object):
            FailureSpec(code: object["code"]?.string, message: object["message"]?.string)
        default: nil
        }
    }
}
