package import VodHookDelivery

/// What came of a search for what breaks a receiver.
package protocol SearchResult: Sendable {
    /// What stood in the way.
    var problem: SearchProblem? { get }
    /// True when it was interrupted.
    var isInterrupted: Bool { get }
    /// Pass when nothing was found and nothing stood in the way.
    var verdict: Verdict { get }
}

/// Why nothing could be searched, or not all.
package enum SearchProblem: Sendable, Equatable {
    /// The documented deliveries in their plain order do not come to what is expected.
    case plainFails([String])
    /// The same deliveries left different states; the places are to be declared volatile.
    case unsteady([String])
    /// The documented deliveries do not come to the same each time, which no declaration can cure.
    case plainDiffers(String)
    /// What is read as the state is refused, before the first delivery and after each one.
    case nothingToCompare(String)
    /// The receiver answered and then, within the plain deliveries, was gone.
    case died(String)
    /// Nothing answers.
    case unreachable(String)
    /// There is no delivery.
    case nothingToDeliver
}
