package import JSONText
import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan

/// Sends odd bodies to a receiver and sees whether it takes them as it should.
///
/// Each body is about media with ids of their own, so the receiver needs no reset between them.
package struct Fuzzer: Sendable {
    let input: FuzzInput
    let planner: Planner
    let channel: any Channel
    let asker: Asker
    let wall: WallTime
    let options: FuzzOptions
    /// Makes a scenario of the text of one.
    let load: @Sendable (SourceText) -> Scenario?
    let observer: @Sendable (FuzzEvent) -> Void

    /// `load` reads scenarios as the input was read; unless it is given, with the planner's catalogue and nothing else.
    package init(
        _ input: FuzzInput, planner: Planner, channel: any Channel, asker: Asker, wall: WallTime,
        options: FuzzOptions, load: (@Sendable (SourceText) -> Scenario?)? = nil,
        observer: @escaping @Sendable (FuzzEvent) -> Void = { _ in }
    ) {
        self.input = input
        self.planner = planner
        let limit = RequestLimit(options.jobs)
        self.channel = LimitedChannel(channel, limit)
        self.asker = asker.limited(by: limit)
        self.wall = wall
        self.options = options
        self.observer = observer
        self.load =
            load ?? { ScenarioLoader(ScenarioLoader.Context(catalogue: planner.catalogue)).load($0).scenario }
    }

    /// Fuzzes until all cases have run, the time is up, the receiver is gone or the task is cancelled.
    package func run() async -> FuzzResult {
        let begin = wall.now()
        let scenario = input.scenarios.first
        var result = FuzzResult(
            name: input.event?.name ?? scenario?.name ?? "", file: scenario?.file ?? "",
            target: channel.shownTarget, seed: options.seed)
        var session = FuzzSession(fuzzer: self, deadline: options.timeLimit.map { begin + $0 })
        await session.run(&result)
        result.duration = wall.now() - begin
        return result
    }

    var presence: ReceiverPresence {
        ReceiverPresence(channel: channel, wall: wall)
    }

    /// What runs deliveries of `scenario`; nil when it has none.
    func runners(of scenario: Scenario) -> [HistoryRunner] {
        guard let copies = PlanCopies(scenario, planner: planner) else { return [] }
        return HistoryGroup.all(of: copies).map { group in
            var group = group
            // Expectations are about the end of the whole scenario, and bodies are varied in its middle.
            group.probes = group.probes.filter { $0 >= copies.expectedProbes }
            return HistoryRunner(
                copies: copies, group: group, channel: channel, asker: asker, wall: wall)
        }
    }
}
