package import JSONText

/// Everything that one search with odd bodies found.
package struct FuzzResult: SearchResult {
    /// A delivery whose bodies were varied.
    package struct Subject: Sendable {
        /// The event as people see it, with its profile.
        package var name: String
        /// How many bodies were tried in each tier.
        package var tried: [FuzzTier: Int] = [:]
        /// True when a probe reads the state.
        package var isObserved: Bool
    }

    /// A body that the receiver takes badly, as small as it goes.
    package struct Finding: SearchFinding {
        /// What is sent and what comes of it, in one sentence.
        package var rule: String
        /// The tier of the body.
        package var tier: FuzzTier
        /// `death`, `answer` or `state`.
        package var kind: String
        /// The deliveries, one line each; the last one is the odd one.
        package var lines: [String]
        /// How often it failed when it was run again, and how often that was.
        package var repeated: (failed: Int, of: Int)
        /// How many of the failing bodies it stands for.
        package var explains: Int
        /// How the final state differs: `-` as it should be, `+` as it is.
        package var difference: [String]
        /// Other bodies of which the same is true.
        package var alike: [String]
        /// The scenario that shows it; nil when no scenario can.
        package var scenario: JSONValue?
        /// Why a forward-compatible body is to be accepted; nil when that is because vendors add to their events.
        package var reason: String?
        /// How many requests the receiver had served before; nil when that says nothing.
        package var served: Int?
        /// Why no scenario shows it, or none that could be relied on; nil when one does.
        package var unsaved: String?
        /// What was sent last before the receiver went, oldest first; empty for what is no end.
        package var lastBodies: [String] = []
    }

    /// What was fuzzed: the scenario's name, or provider and event.
    package var name: String
    /// The scenario's file, or provider and event.
    package var file: String
    /// Where deliveries went.
    package var target: String
    /// The seed of the cases.
    package var seed: UInt64
    /// What was varied.
    package var subjects: [Subject] = []
    /// How many bodies are made on purpose, apart from those drawn.
    package var available = 0
    /// How many bodies were to be tried.
    package var planned = 0
    /// How many bodies were tried.
    package var run = 0
    /// After how many bodies and how long the first one failed; nil when none did.
    package var firstFailure: (bodies: Int, after: Duration)?
    /// How many of them are findings.
    package var failing = 0
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
