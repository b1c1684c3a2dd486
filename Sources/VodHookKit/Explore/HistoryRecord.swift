/// What was observed while one history ran.
struct HistoryRecord: Sendable {
    /// One delivery.
    struct Delivery: Sendable {
        /// The event, by its place in the plain order.
        let event: Int
        let isAccepted: Bool
        /// `500`, or why there was no answer.
        let answer: String
        /// The status of a complete answer.
        var status: Int?
        /// Why there was no complete answer.
        var failure: TransportFailure.Kind?
        /// Expectations that did not hold, by name, beyond being delivered.
        let failedChecks: [String: String]
    }

    /// One way to read the state.
    struct State: Sendable {
        /// As it came, with the ids of the base instance.
        var raw: JSONValue
        /// As it is compared.
        var comparable: JSONValue
    }

    var deliveries: [Delivery] = []
    /// Expectations of probes that did not hold, by name.
    var failedProbes: [String: String] = [:]
    var states: [State] = []
    /// How long it took after the last answer until the state stood still, or was as wanted.
    var settled: Duration = .zero
    /// The first failure to connect, in words.
    var refusal: String?
    var requests = 0
    var isInterrupted = false
}
