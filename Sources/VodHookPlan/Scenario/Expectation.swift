package import JSONText

/// What is expected of a delivery or of a probe's answer.
///
/// Every part remembers its place in the file.
package struct Expectation: Sendable {
    /// How the delivery ends; `delivered` when nobody says otherwise.
    package var outcome: Located<ExpectedOutcome>?
    /// The status of the last answer.
    package var status: Located<[StatusPattern]>?
    /// The statuses of all attempts in order; 0 stands for no answer.
    package var statuses: Located<[Int]>?
    /// The longest time that the last attempt may take.
    package var within: Located<Duration>?
    /// How many attempts there are.
    package var attempts: Located<ClosedRange<Int>>?
    /// Conditions on headers of the last answer.
    package var headers: [HeaderCheck] = []
    /// Conditions on the body of the last answer.
    package var body: [BodyCheck] = []

    /// Nothing beyond delivery.
    package init() {}

    /// True when nothing is asked beyond delivery.
    package var isEmpty: Bool {
        outcome == nil && status == nil && statuses == nil && within == nil && attempts == nil
            && headers.isEmpty
            && body.isEmpty
    }

    /// This expectation, with every part it does not have taken from `outer`.
    package func over(_ outer: Expectation) -> Expectation {
        var merged = self
        merged.outcome = outcome ?? outer.outcome
        merged.status = status ?? outer.status
        merged.statuses = statuses ?? outer.statuses
        merged.within = within ?? outer.within
        merged.attempts = attempts ?? outer.attempts
        if headers.isEmpty { merged.headers = outer.headers }
        if body.isEmpty { merged.body = outer.body }
        return merged
    }
}

/// How a delivery is expected to end.
package enum ExpectedOutcome: String, Sendable, CaseIterable {
    case delivered
    /// The receiver has every attempt and acknowledges none.
    case lost
    /// A planned downtime: no attempt gets a connection.
    case unreachable
}

/// How a delivery ended.
package enum Outcome: String, Sendable, CaseIterable {
    /// The receiver acknowledged it.
    case delivered
    /// The provider gave up.
    case lost
    /// The run was interrupted before it ended.
    case interrupted
}

/// A status code or a class of them.
package enum StatusPattern: Sendable, Equatable, CustomStringConvertible {
    case code(Int)
    /// The first digit, as in `2xx`.
    case hundreds(Int)

    /// A pattern from `200` or `2xx`, or nil.
    package init?(_ text: String) {
        if text.count == 3, text.lowercased().hasSuffix("xx"), let digit = Int(text.prefix(1)),
            (1...5).contains(digit)
        {
            self = .hundreds(digit)
        } else if let code = Int(text), (100...599).contains(code) {
            self = .code(code)
        } else {
            return nil
        }
    }

    /// True when `status` fits.
    package func matches(_ status: Int) -> Bool {
        switch self {
        case .code(let code): status == code
        case .hundreds(let digit): status / 100 == digit
        }
    }

    /// `200` or `2xx`.
    package var description: String {
        switch self {
        case .code(let code): String(code)
        case .hundreds(let digit): "\(digit)xx"
        }
    }
}

/// A condition on one header.
package struct HeaderCheck: Sendable {
    /// The name, whatever its case.
    package var name: String
    /// What must hold for its value.
    package var predicates: [Located<Predicate>]
    /// Where it stands.
    package var position: SourcePosition
}

/// A condition on the body, or on the part of it that a path selects.
package struct BodyCheck: Sendable {
    /// The path; nil takes the body as text.
    package var path: JSONPath?
    /// What must hold.
    package var predicates: [Located<Predicate>]
    /// Where it stands.
    package var position: SourcePosition
}
