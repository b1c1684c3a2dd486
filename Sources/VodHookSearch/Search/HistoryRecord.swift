package import JSONText
import VodHookCatalogue
package import VodHookDelivery
import VodHookPlan

/// What was observed while one history ran.
package struct HistoryRecord: Sendable {
    /// One delivery.
    package struct Delivery: Sendable {
        /// The event, by its place in the plain order.
        package let event: Int
        package let isAccepted: Bool
        /// `500`, or why there was no answer.
        package let answer: String
        /// The status of a complete answer.
        var status: Int?
        /// Why there was no complete answer.
        var failure: TransportFailure.Kind?
        /// The body of the answer, with the ids of the base instance; empty when there was none.
        var body = ""
        /// How long the answer took.
        var duration: Duration = .zero
        /// Expectations that did not hold, by name, beyond being delivered.
        let failedChecks: [String: Check]

        /// `; the answer was: {"error":"…"}`, cut if it is long; empty without a body.
        package var quotedBody: String {
            body.isEmpty
                ? "" : "; the answer was: \(body.count > 200 ? String(body.prefix(200)) + "…" : body)"
        }
    }

    /// One way to read the state.
    package struct State: Sendable {
        /// As it came, with the ids of the base instance.
        var raw: JSONValue
        /// As it is compared.
        package var comparable: JSONValue
        /// The URL or the command that was asked.
        var source = ""

        /// What was answered instead of a state: `is answered with 404`; nil when there is a state.
        var refusal: String? {
            if let status = raw["HTTP status"] { return "is answered with \(Predicate.shown(status))" }
            if let code = raw["exit code"] { return "ends with exit code \(Predicate.shown(code))" }
            return raw["no answer"]?.string.map { "gets no answer: \($0)" }
        }
    }

    package var deliveries: [Delivery] = []
    /// Answers that say success and hold an error, one sentence each.
    package var mixedAnswers: [String] = []
    /// Expectations of probes that did not hold, by name.
    var failedProbes: [String: Check] = [:]
    var states: [State] = []
    /// How long it took after the last answer until the state stood still, or was as wanted.
    var settled: Duration = .zero
    /// How long after the last answer the state was last seen to change.
    var changed: Duration = .zero
    /// False when the state went on changing until the time for that was up.
    var isResting = true
    /// The first failure to connect, in words.
    package var refusal: String?
    var requests = 0
    package var isInterrupted = false

    package init(
        deliveries: [Delivery] = [], failedProbes: [String: Check] = [:], states: [State] = [],
        settled: Duration = .zero, changed: Duration = .zero, isResting: Bool = true, refusal: String? = nil,
        requests: Int = 0, isInterrupted: Bool = false
    ) {
        self.deliveries = deliveries
        self.failedProbes = failedProbes
        self.states = states
        self.settled = settled
        self.changed = changed
        self.isResting = isResting
        self.refusal = refusal
        self.requests = requests
        self.isInterrupted = isInterrupted
    }

    /// True when nothing but refusals came where the state was read.
    var isUnread: Bool { !states.isEmpty && states.allSatisfy { $0.refusal != nil } }

    /// True when it came to the same as `other`.
    func isLike(_ other: HistoryRecord) -> Bool {
        states.map(\.comparable) == other.states.map(\.comparable)
            && deliveries.map(\.isAccepted) == other.deliveries.map(\.isAccepted)
            && Set(failedProbes.keys) == Set(other.failedProbes.keys)
    }

    /// In what the states of two histories differ.
    func differences(from other: HistoryRecord) -> [StateDifference] {
        zip(other.states, states).flatMap {
            StateDifference.all(expected: $0.comparable, found: $1.comparable)
        }
    }
}
