package import JSONText

/// A condition on all deliveries of a scenario together.
package struct RunAssertion: Sendable {
    /// What must hold.
    package enum Kind: Sendable {
        /// The time that attempts take stays below a limit at a percentile (`p50`, `p99`, `max`).
        case latency(percentile: Double, below: Duration)
        /// Every delivery of an event keeps an expectation.
        case deliveries(of: String, Expectation)
        /// Never more than so many requests are under way.
        case atMostInFlight(Int)
        /// No attempt begins after an accepted one of the same event.
        case noAttemptAfterSuccess
        /// So many deliveries end so, or come late.
        case count(of: String, ClosedRange<Int>)
    }

    /// What must hold.
    package var kind: Kind
    /// Where it stands.
    package var position: SourcePosition

    /// The words that `count` counts.
    static let counted = ["delivered", "lost", "late", "attempts", "deliveries"]
}
