package import JSONText
package import VodHookPlan

/// What an exploration tries and how long.
package struct ExploreOptions: Sendable {
    /// The most histories that are run, shrinking not counted.
    package var histories = 1000
    /// How many deliveries of one history may be duplicates.
    package var duplicates = 1
    /// How many deliveries of one history may be lost and repeated.
    package var losses = 1
    /// How many pairs of neighbours in one history may overlap.
    package var overlaps = 1
    /// How many histories run at the same time.
    package var jobs = 4
    /// The seed of the histories that are drawn.
    package var seed: UInt64 = 1
    /// No history begins later than this; nil for no limit.
    package var timeLimit: Duration?
    /// What makes the ids of this exploration differ from those of every other one.
    package var nonce: UInt64 = 1
    /// How often a finding is run again to see whether it repeats.
    package var repetitions = 5
    /// How long after a last answer the state of the plain history is looked at for the last time.
    package var watch = ReceiverPace.watch
    /// The most findings that are shrunk.
    package var findings = 5
    /// The folder of the scenario's own catalogue as a saved scenario has to name it.
    package var catalogFolder: String?

    /// Events of which nothing has to be seen in the state.
    package var untraced: Set<String> = []
    /// Reads a scenario that is to be saved as the command does that runs it; nil proves none.
    package var load: (@Sendable (SourceText) -> Scenario?)?

    package init() {}
}

/// Something that happened while exploring, for progress.
package enum ExploreEvent: Sendable {
    /// So many of so many histories have run, and so many of them fail.
    case ran(Int, of: Int, failing: Int)
    /// A failing history is made smaller: so many deliveries are left, after so many runs.
    case shrinking(deliveries: Int, runs: Int)
    /// A finding is run again.
    case repeating
}
