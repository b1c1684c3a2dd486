package import VodHookCatalogue
package import VodHookPlan

/// The way by which a provider delivers: hands attempts to the other side and says what was observed.
///
/// Nothing that happens to an attempt is thrown: it is in the observation. Cancelling the calling task ends the
/// attempt, whose failure is then `cancelled`.
package protocol Channel: Sendable {
    /// Where deliveries go, without secrets; fit for reports.
    var shownTarget: String { get }
    /// What stands for a name such as `target.url` in a probe; nil for a name that this channel does not know.
    func value(of name: String) -> String?
    /// Whether anybody is there to take deliveries; delivers nothing.
    func hasReceiver() async -> Bool
    /// Makes one attempt. Many may be under way at once.
    func attempt(_ order: AttemptOrder) async -> Observation
}

/// One attempt of a delivery as the runner hands it to a channel.
package struct AttemptOrder: Sendable {
    /// What is delivered, with its rules and faults.
    package var delivery: PlannedDelivery
    /// From 1.
    package var number: Int
    /// Where the attempt waits after the `holdAfterBytes` of its delivery; nil when it does not wait.
    package var gate: RequestGate?

    package init(_ delivery: PlannedDelivery, number: Int, gate: RequestGate? = nil) {
        self.delivery = delivery
        self.number = number
        self.gate = gate
    }
}

/// What a channel observed of one attempt.
package struct Observation: Sendable {
    /// What went to and fro, in the words of the channel; only reports look into it.
    package enum Record: Sendable {
        case http(HTTPRecord)
    }

    /// When it began, in wall time since the run began.
    package var startedAt: Duration
    /// True when the provider takes what was answered for an acknowledgement.
    package var isAccepted: Bool
    /// What went to and fro.
    package var record: Record

    package init(startedAt: Duration, isAccepted: Bool, record: Record) {
        self.startedAt = startedAt
        self.isAccepted = isAccepted
        self.record = record
    }

    /// How far the attempt came.
    package var reach: Reach {
        switch record {
        case .http(let http): http.exchange.reach
        }
    }

    /// What the other side said.
    package var reply: Reply {
        switch record {
        case .http(let http): Reply(http.exchange)
        }
    }

    /// Why there is no complete answer; nil when there is one.
    package var failure: TransportFailure? { reply.failure }
    /// From its beginning to the end of the answer or the failure.
    package var duration: Duration { reply.duration }
    /// What came of it in one word for people, such as `200` or `timeout`.
    package var shown: String { reply.shown }
}
