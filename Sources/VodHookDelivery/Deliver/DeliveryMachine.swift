package import VodHookCatalogue
package import VodHookPlan

/// Decides what a provider does next with one delivery: a value, fed with what happened, answering with what to do.
///
/// `waiting` → `attempting` → `waiting` … → `ended`. Times are scenario times.
package struct DeliveryMachine: Sendable, Equatable {
    /// What to do next.
    package enum Action: Sendable, Equatable {
        /// Begin attempt `number` (from 1) at `at`.
        case attempt(number: Int, at: Duration)
        /// Nothing more: the delivery ended so.
        case end(Outcome)
    }

    private let retries: RetrySchedule
    private var attempts = 0
    private var waited = Duration.zero

    /// A delivery that has not begun.
    package init(retries: RetrySchedule) { self.retries = retries }

    /// The first attempt.
    package mutating func begin(at time: Duration) -> Action {
        attempts = 1
        return .attempt(number: 1, at: time)
    }

    /// An attempt ended at `time`; `accepted` when the provider takes the answer for an acknowledgement.
    package mutating func attemptEnded(accepted: Bool, at time: Duration) -> Action {
        if accepted { return .end(.delivered) }
        guard let gap = retries.gap(after: attempts, waited: waited) else { return .end(.lost) }
        attempts += 1
        waited += gap
        return .attempt(number: attempts, at: time + gap)
    }
}
