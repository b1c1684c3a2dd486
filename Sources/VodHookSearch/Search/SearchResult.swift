package import VodHookDelivery

/// What came of a search for what breaks a receiver.
package protocol SearchResult: Sendable {
    /// What a search finds.
    associatedtype Finding: SearchFinding

    /// The scenario's name, or what was searched instead.
    var name: String { get }
    /// The scenario's file, or what was searched instead.
    var file: String { get }
    /// Where deliveries went.
    var target: String { get }
    /// The seed of the bodies.
    var seed: UInt64 { get }
    /// What was found.
    var findings: [Finding] { get }
    /// What was seen but is no finding, one sentence each.
    var notes: [String] { get }
    /// What stood in the way.
    var problem: SearchProblem? { get }
    /// How many requests were sent.
    var requests: Int { get }
    /// How long it took.
    var duration: Duration { get }
    /// True when it was interrupted.
    var isInterrupted: Bool { get }
    /// True when the time limit ended it.
    var isTimeUp: Bool { get }
}

extension SearchResult {
    /// Pass when nothing was found and nothing stood in the way.
    package var verdict: Verdict {
        if isInterrupted { return .interrupted }
        if !findings.isEmpty { return .fail }
        return problem?.verdict ?? .pass
    }
}

/// What a search has found: deliveries, as few as possible, that the receiver takes badly.
package protocol SearchFinding: Sendable {
    /// What is sent and what comes of it, in one sentence.
    var rule: String { get }
    /// What kind of symptom it is: `death`, `answer`, `state` or `expectation`.
    var kind: String { get }
    /// The deliveries, one line each.
    var lines: [String] { get }
    /// How often it failed when it was run again, and how often that was.
    var repeated: (failed: Int, of: Int) { get }
    /// How many failing trials it stands for.
    var explains: Int { get }
    /// How the final state differs: `-` as it should be, `+` as it is.
    var difference: [String] { get }
    /// Others of which the same is true.
    var alike: [String] { get }
    /// Why no scenario that shows it can be relied on; nil when one can.
    var unsaved: String? { get }
}

extension SearchFinding {
    package var unsaved: String? { nil }

    /// True when it fails each time.
    package var isRepeatable: Bool { repeated.failed == repeated.of && repeated.of > 0 }
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
    /// The time was up before anything was tried.
    case outOfTime(String)
    /// There is no delivery.
    case nothingToDeliver

    /// What a search with this problem came to, when it has found nothing else.
    package var verdict: Verdict {
        switch self {
        case .plainFails, .plainDiffers, .died, .unsteady, .nothingToCompare, .nothingToDeliver: .fail
        case .unreachable, .outOfTime: .notTested
        }
    }
}
