import JSONText
import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan

/// Searches for a history that a receiver does not take like the plain one: another order, a repetition, an overlap.
///
/// Each history is about media with ids of their own, so the receiver needs no reset between them.
package struct Explorer: Sendable {
    private let scenario: Scenario
    private let planner: Planner
    private let channel: any Channel
    private let asker: Asker
    private let wall: WallTime
    private let options: ExploreOptions
    private let observer: @Sendable (ExploreEvent) -> Void

    /// An explorer of `scenario`, which has been planned without mistakes.
    package init(
        _ scenario: Scenario, planner: Planner, channel: any Channel, asker: Asker, wall: WallTime,
        options: ExploreOptions,
        observer: @escaping @Sendable (ExploreEvent) -> Void = { _ in }
    ) {
        self.scenario = scenario
        self.planner = planner
        self.channel = channel
        self.asker = asker
        self.wall = wall
        self.options = options
        self.observer = observer
    }

    /// Explores until all chosen histories have run, the time is up, the receiver is gone or the task is cancelled.
    package func run() async -> ExploreResult {
        let begin = wall.now()
        var result = ExploreResult(
            name: scenario.name, file: scenario.file, target: channel.shownTarget, seed: planner.seed,
            historySeed: options.seed)
        guard let copies = PlanCopies(scenario, planner: planner), !copies.base.deliveries.isEmpty else {
            result.problem = .nothingToDeliver
            return result
        }
        if !copies.leftOut.isEmpty {
            let places = copies.leftOut.map(\.description).joined(separator: ", ")
            result.notes.append(
                "left out, because only deliveries are explored: the \(copies.leftOut.count == 1 ? "step" : "steps") at \(places); what the receiver needs before the first event belongs into \"setup\""
            )
        }
        let groups = HistoryGroup.all(of: copies)
        let deadline = options.timeLimit.map { begin + $0 }
        for (place, group) in groups.enumerated() {
            // What is left is shared out evenly.
            let used = result.parts.reduce(0) { $0 + $1.selected }
            let budget = max((options.histories - used) / (groups.count - place), 1)
            var part = PartExplorer(
                runner: HistoryRunner(
                    copies: copies, group: group, channel: channel, asker: asker, wall: wall),
                options: options, budget: budget, deadline: deadline,
                salts: SaltSource(nonce: options.nonce, part: place), observer: observer)
            await part.explore()
            await part.add(to: &result, scenario: scenario, planner: planner)
            if result.problem != nil || result.isInterrupted || part.isReceiverGone { break }
        }
        result.duration = wall.now() - begin
        return result
    }
}

/// Fresh salts, and so fresh ids, one for each history that is run.
package final class SaltSource: Sendable {
    private let state: Guarded<SeededGenerator>

    package init(nonce: UInt64, part: Int) {
        state = Guarded(SeededGenerator(seed: nonce).branch("history", String(part)))
    }

    package func next() -> UInt64 { state.withLock { $0.next() | 1 } }
}
