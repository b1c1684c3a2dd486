/// Everything that one search with odd bodies found.
public struct FuzzResult: SearchResult {
    /// A delivery whose bodies were varied.
    public struct Subject: Sendable {
        /// The event as people see it, with its profile.
        public var name: String
        /// How many bodies were tried in each tier.
        public var tried: [FuzzTier: Int] = [:]
        /// True when a probe reads the state.
        public var isObserved: Bool
    }

    /// A body that the receiver takes badly, as small as it goes.
    public struct Finding: Sendable {
        /// What is sent and what comes of it, in one sentence.
        public var rule: String
        /// The tier of the body.
        public var tier: FuzzTier
        /// `death`, `answer` or `state`.
        public var kind: String
        /// The deliveries, one line each; the last one is the odd one.
        public var lines: [String]
        /// How often it failed when it was run again, and how often that was.
        public var repeated: (failed: Int, of: Int)
        /// How many of the failing bodies it stands for.
        public var explains: Int
        /// How the final state differs: `-` as it should be, `+` as it is.
        public var difference: [String]
        /// Other bodies of which the same is true.
        public var alike: [String]
        /// The scenario that shows it; nil when no scenario can.
        public var scenario: JSONValue?
        /// Why a forward-compatible body is to be accepted; nil when that is because vendors add to their events.
        public var reason: String?
        /// How many requests the receiver had served before; nil when that says nothing.
        public var served: Int?

        /// True when it fails each time.
        public var isRepeatable: Bool { repeated.failed == repeated.of && repeated.of > 0 }
    }

    /// What was fuzzed: the scenario's name, or provider and event.
    public var name: String
    /// The scenario's file, or provider and event.
    public var file: String
    /// Where deliveries went.
    public var target: String
    /// The seed of the cases.
    public var seed: UInt64
    /// What was varied.
    public var subjects: [Subject] = []
    /// How many telling bodies there are, apart from those drawn.
    public var telling = 0
    /// How many bodies were tried.
    public var run = 0
    /// How many of them are findings.
    public var failing = 0
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
