package import JSONText

/// Everything that one exploration found.
package struct ExploreResult: SearchResult {
    /// What was explored for media that a probe looks at together.
    package struct Part: Sendable {
        /// The names of the media.
        package var media: [String]
        /// How many deliveries the plain history has.
        package var deliveries: Int
        /// How many histories there are within the bounds; nil when they are beyond counting.
        package var total: Int?
        /// How many of them were chosen.
        package var selected: Int
        /// How many were run.
        package var run: Int
        /// True when the chosen ones are all there are.
        package var isExhaustive: Bool
        /// How many of those that were run fail.
        package var failing: Int
        /// True when a probe reads the state.
        package var isObserved: Bool
        /// After how many histories and how long the first one failed; nil when none did.
        package var firstFailure: (histories: Int, after: Duration)?
    }

    /// A shrunk history that fails.
    package struct Finding: SearchFinding {
        /// What does not commute and what comes of it, in one sentence.
        package var rule: String
        /// `death`, `answer`, `state` or `expectation`.
        package var kind: String
        /// The deliveries, one line each.
        package var lines: [String]
        /// The deliveries as numbers.
        package var history: History
        /// How many deliveries the history had in which it was found.
        package var foundWith: Int
        /// How many histories were run to make it small; 0 when that was not possible.
        package var shrinkRuns: Int
        /// How often it failed when it was run again, and how often that was.
        package var repeated: (failed: Int, of: Int)
        /// How many of the failing histories it explains.
        package var explains: Int
        /// How the final state differs: `-` plain, `+` this history.
        package var difference: [String]
        /// What else is wrong, one sentence each.
        package var messages: [String]
        /// Other deliveries of which the same is true.
        package var alike: [String] = []
        /// The scenario that shows it.
        package var scenario: JSONValue
        /// Why the scenario is no regression test; nil when it failed twice, and its control passed.
        package var unsaved: String?
    }

    /// The scenario's name.
    package var name: String
    /// The scenario's file.
    package var file: String
    /// Where deliveries went.
    package var target: String
    /// The seed of the scenario, which the bodies are drawn from.
    package var seed: UInt64
    /// The seed of the histories.
    package var historySeed: UInt64
    /// The parts of the scenario.
    package var parts: [Part] = []
    /// What was found.
    package var findings: [Finding] = []
    /// What was seen but is no finding, one sentence each.
    package var notes: [String] = []
    /// What stood in the way.
    package var problem: SearchProblem?
    /// How many requests were sent.
    package var requests = 0
    /// How long it took.
    package var duration: Duration = .zero
    /// True when it was interrupted.
    package var isInterrupted = false
    /// True when the time limit ended it.
    package var isTimeUp = false
}
