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
    /// When attempts that were not acknowledged are followed by others; the provider's rules unless a channel has
    /// its own.
    func retries(of delivery: PlannedDelivery) -> RetrySchedule
    /// Makes one attempt. Many may be under way at once.
    func attempt(_ order: AttemptOrder) async -> Observation
}

extension Channel {
    package func retries(of delivery: PlannedDelivery) -> RetrySchedule { delivery.rules.retries }
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
