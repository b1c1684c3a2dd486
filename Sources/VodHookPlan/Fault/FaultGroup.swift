import JSONText

/// Faults that touch the same thing and are applied in one place: an enum of them and the words for them.
///
/// A new fault is a case of it, a line of `words`, and an arm of the one switch that applies the group.
protocol FaultGroup: Sendable {
    /// The words of scenario files for these faults, in the order of the reference page.
    static var words: [FaultWord] { get }
    /// The fault as one of all kinds.
    var kind: Fault.Kind { get }
}

extension FaultGroup {
    /// One line of the table: the word, its parameters, what people read of it, and how it is made from the parameters.
    ///
    /// `{by}` in `about` stands for the default of the parameter `by`, and so on.
    static func word<each Value: Sendable>(
        _ text: String, _ parameters: repeat FaultParameter<each Value>, about: String,
        make: @escaping @Sendable (repeat each Value) -> Self
    ) -> FaultWord {
        var facts: [FaultWord.Parameter] = []
        for parameter in repeat each parameters { facts.append(parameter.facts) }
        return FaultWord(text, facts, about: about) { make(repeat (each parameters).read($0)).kind }
    }

    static func bytes(demand: FaultWord.Demand? = nil) -> FaultParameter<Int?> {
        FaultParameter(.bytes, demand: demand) { $0.bytes }
    }

    static func bytes(_ usual: Int, limit: FaultWord.Limit = .none) -> FaultParameter<Int> {
        let isWhole = usual > 0 && usual.isMultiple(of: 1 << 20)
        return FaultParameter(.bytes, usual: isWhole ? "\(usual >> 20) MiB" : "\(usual)", limit: limit) {
            $0.bytes ?? usual
        }
    }

    static func bytesPerSecond(_ usual: Int) -> FaultParameter<Int> {
        FaultParameter(.bytesPerSecond, usual: "\(usual)") { $0.bytesPerSecond ?? usual }
    }

    static func by(_ usual: Duration) -> FaultParameter<Duration> {
        FaultParameter(.by, usual: DurationText.text(usual)) { $0.by ?? usual }
    }

    static func value(_ usual: String) -> FaultParameter<String> {
        FaultParameter(.value, usual: usual) { $0.value ?? usual }
    }

    static func charset(_ usual: BodyCharset) -> FaultParameter<BodyCharset> {
        FaultParameter(.value, usual: usual.rawValue, limit: .charset) {
            $0.value.flatMap(BodyCharset.init(named:)) ?? usual
        }
    }

    static func path(demand: FaultWord.Demand) -> FaultParameter<JSONPath?> {
        FaultParameter(.path, demand: demand) { $0.path }
    }
}

/// A parameter with its default: what is known of it, and how its value is read from what was given.
struct FaultParameter<Value: Sendable>: Sendable {
    let facts: FaultWord.Parameter
    let read: @Sendable (FaultParameters) -> Value

    init(
        _ key: FaultParameters.Key, usual: String? = nil, limit: FaultWord.Limit = .none,
        demand: FaultWord.Demand? = nil, read: @escaping @Sendable (FaultParameters) -> Value
    ) {
        facts = FaultWord.Parameter(key: key, usual: usual, limit: limit, demand: demand)
        self.read = read
    }
}
