package import JSONText

/// One condition on a value: a word of scenario files with what stands behind it.
package struct Predicate: Sendable {
    package let word: String
    /// What stands behind the word.
    package let operand: JSONValue
    private let condition: Condition

    /// The condition that `word` makes of `operand`; nil when there is no such word, or it takes no such operand.
    package init?(_ word: String, _ operand: JSONValue) {
        guard let condition = PredicateWord.named(word)?.condition(operand) else { return nil }
        self.word = word
        self.operand = operand
        self.condition = condition
    }

    /// Why the selected values break the condition, or nil when they keep it.
    ///
    /// A condition holds when every selected value keeps it and there is at least one; `exists: false` holds
    /// when there is none. `count` counts the elements of the one array or object that a singular path selects,
    /// and the values that any other path selects.
    package func complaint(about values: [JSONValue], isSingular: Bool = true) -> String? {
        condition.complaint(values, isSingular)
    }

    /// True when a text alone can be meant: `equals` with a number is not about the text of a body, `contains` is.
    package var isAboutText: Bool { condition.isAboutText }

    /// What a word demands of the selected values.
    struct Condition: Sendable {
        let isAboutText: Bool
        /// Takes the selected values, and whether the path selects one at most.
        let complaint: @Sendable ([JSONValue], Bool) -> String?

        /// A condition on the selected values together.
        init(isAboutText: Bool = false, complaint: @escaping @Sendable ([JSONValue], Bool) -> String?) {
            self.isAboutText = isAboutText
            self.complaint = complaint
        }

        /// A condition on each value, in words such as `a value of type string`, with a complaint of its own.
        init(
            _ wanted: String, isAboutText: Bool = false, complaint: @escaping @Sendable (JSONValue) -> String?
        ) {
            self.init(isAboutText: isAboutText) { values, _ in
                if values.isEmpty { return "expected \(wanted), found nothing there" }
                for value in values {
                    if let complaint = complaint(value) { return complaint }
                }
                return nil
            }
        }

        /// A condition that holds for each value, in words such as `a value of type string`.
        init(_ wanted: String, isAboutText: Bool = false, holds: @escaping @Sendable (JSONValue) -> Bool) {
            self.init(wanted, isAboutText: isAboutText) { value -> String? in
                holds(value) ? nil : "expected \(wanted), found \(Predicate.shown(value))"
            }
        }
    }

    /// `2`, `at least 2` or `2 to 3`.
    package static func shown(_ range: ClosedRange<Int>) -> String {
        if range.lowerBound == range.upperBound { return String(range.lowerBound) }
        return range.upperBound == Int.max
            ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }

    /// A range as scenario files write it: `2`, or `{"min":2,"max":3}`.
    package static func json(_ range: ClosedRange<Int>) -> JSONValue {
        if range.lowerBound == range.upperBound { return .int(range.lowerBound) }
        var object = JSONObject([.init(key: "min", value: .int(range.lowerBound))])
        if range.upperBound != Int.max { object.append("max", .int(range.upperBound)) }
        return .object(object)
    }

    /// The range that `json` has written; nil for any other value.
    static func range(_ value: JSONValue) -> ClosedRange<Int>? {
        if let exact = value.number?.int64 { return Int(exact)...Int(exact) }
        guard case .object(let object) = value else { return nil }
        let low = object["min"]?.number?.int64.map(Int.init) ?? 0
        let high = object["max"]?.number?.int64.map(Int.init) ?? Int.max
        return low <= high ? low...high : nil
    }

    /// A value as compact JSON, cut after 200 characters.
    package static func shown(_ value: JSONValue) -> String {
        let text = JSONWriter.text(of: value)
        return text.count > 200 ? String(text.prefix(200)) + "…" : text
    }
}
