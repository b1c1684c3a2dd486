import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Runs a scenario that is to be saved as `vodhook run` will, each time about media with fresh ids.
struct ExploreProof: Sendable {
    let runner: HistoryRunner
    let planner: Planner
    let salts: SaltSource
    /// Reads a scenario as it is written; nil when it is none.
    let load: @Sendable (SourceText) -> Scenario?
    /// The name of the file that was explored.
    let file: String

    private enum Outcome: Sendable {
        case interrupted, unreadable
        /// The places of the checks that failed, and what the first one says.
        case ran(failed: Set<String>, complaint: String)
    }

    /// Why `scenario` is no regression test; nil when it is one.
    ///
    /// It has to fail twice in the same way, and `control`, which has the same deliveries in the plain order, to pass.
    /// With `isAlone` one runs after the other, since deliveries that overlap may need the receiver for themselves.
    func doubt(
        about scenario: JSONValue, control: JSONValue, isAlone: Bool
    ) async -> (reason: String?, requests: Int) {
        let requests = Guarded(0)
        var outcomes: [Outcome] = []
        let documents = [scenario, scenario, control]
        if isAlone {
            for document in documents { outcomes.append(await run(document, requests)) }
        } else {
            outcomes = await withTaskGroup(of: (Int, Outcome).self) { group in
                for (place, document) in documents.enumerated() {
                    group.addTask { (place, await run(document, requests)) }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
        return (Self.reason(outcomes), requests.withLock { $0 })
    }

    private static func reason(_ outcomes: [Outcome]) -> String? {
        var failed: [Set<String>] = []
        var complaint = ""
        for outcome in outcomes {
            switch outcome {
            case .interrupted: return "there was no time to run it again as a scenario"
            case .unreadable: return "it cannot be written as a scenario"
            case .ran(let places, let text):
                failed.append(places)
                complaint = text
            }
        }
        guard failed.count == 3 else { return "it was not run again as a scenario" }
        let passed = failed.prefix(2).count(where: \.isEmpty)
        if passed > 0 { return "run again as a scenario it passed \(passed) of 2 times" }
        if !failed[2].isEmpty {
            return "the same scenario fails with its deliveries in the plain order too: \(complaint)"
        }
        return failed[0] == failed[1] ? nil : "run again as a scenario it failed in two different ways"
    }

    private func run(_ document: JSONValue, _ requests: Guarded<Int>) async -> Outcome {
        guard !Task.isCancelled else { return .interrupted }
        guard case .object(var object) = document else { return .unreadable }
        // The planner's catalogue has it already.
        object["catalog"] = nil
        let source = SourceText(name: file, text: JSONWriter.text(of: .object(object), layout: .pretty))
        let planner = Planner(
            catalogue: planner.catalogue, seed: planner.seed, start: planner.start, salt: salts.next())
        guard let scenario = load(source), let plan = planner.plan(scenario).plan else { return .unreadable }
        let result = await Runner(
            channel: runner.channel, asker: runner.asker, clock: VirtualClock(), wall: runner.wall
        ).run(plan)
        requests.withLock { count in
            count += result.deliveries.reduce(0) { $0 + $1.attempts.count }
            count += result.probes.reduce(0) { $0 + $1.requests }
        }
        if result.isInterrupted { return .interrupted }
        let failed = result.checks.filter { $0.verdict != .pass }
        return .ran(
            failed: Set(failed.map { "\($0.position) \($0.delivery ?? "")" }),
            complaint: failed.first?.message ?? "")
    }
}
