/// Everything that one exploration found.
public struct ExploreResult: SearchResult {
    /// What was explored for media that a probe looks at together.
    public struct Part: Sendable {
        /// The names of the media.
        public var media: [String]
        /// How many deliveries the plain history has.
        public var deliveries: Int
        /// How many histories there are within the bounds; nil when they are beyond counting.
        public var total: Int?
        /// How many of them were chosen.
        public var selected: Int
        /// How many were run.
        public var run: Int
        /// True when the chosen ones are all there are.
        public var isExhaustive: Bool
        /// How many of those that were run fail.
        public var failing: Int
        /// True when a probe reads the state.
        public var isObserved: Bool
    }

    /// A shrunk history that fails.
    public struct Finding: Sendable {
        /// What does not commute and what comes of it, in one sentence.
        public var rule: String
        /// `death`, `answer`, `state` or `expectation`.
        public var kind: String
        /// The deliveries, one line each.
        public var lines: [String]
        /// The deliveries as numbers.
        public var history: History
        /// How many deliveries the history had in which it was found.
        public var foundWith: Int
        /// How many histories were run to make it small; 0 when that was not possible.
        public var shrinkRuns: Int
        /// How often it failed when it was run again, and how often that was.
        public var repeated: (failed: Int, of: Int)
        /// How many of the failing histories it explains.
        public var explains: Int
        /// How the final state differs: `-` plain, `+` this history.
        public var difference: [String]
        /// What else is wrong, one sentence each.
        public var messages: [String]
        /// Other deliveries of which the same is true.
        public var alike: [String] = []
        /// The scenario that shows it.
        public var scenario: JSONValue

        /// True when it fails each time.
        public var isRepeatable: Bool { repeated.failed == repeated.of && repeated.of > 0 }
    }

    /// The scenario's name.
    public var name: String
    /// The scenario's file.
    public var file: String
    /// Where deliveries went.
    public var target: String
    /// The seed of the scenario, which the bodies are drawn from.
    public var seed: UInt64
    /// The seed of the histories.
    public var historySeed: UInt64
    /// The parts of the scenario.
    public var parts: [Part] = []
    /// What was found.
    public var findings: [Finding] = []
    /// What was seen but is no finding, one sentence each.
    public var notes: [String] = []
    /// What stood in the way.
    public var problem: SearchProblem?
    /// How many requests were sent.
    public var requests = 0
    /// How long it took.
    public var duration: Duration = .zero
    /// True when it was interrupted.
    public var isInterrupted = false
    /// True when the time limit ended it.
    public var isTimeUp = false

    /// Pass when nothing was found and nothing stood in the way.
    public var verdict: Verdict {
        if isInterrupted { return .interrupted }
        return findings.isEmpty && problem == nil ? .pass : .fail
    }
}
