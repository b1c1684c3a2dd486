import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Runs a scenario that is to be saved, as `vodhook run` will: it has to fail, and its control has to pass.
struct FuzzProof {
    /// It is run so often, each time with ids of its own.
    private static let runs = 2

    let session: FuzzSession
    private let counted = Guarded(0)

    init(session: FuzzSession) { self.session = session }

    /// How many requests it took.
    var spent: Int { counted.withLock { $0 } }

    /// Why `scenario` cannot be relied on; nil when it fails each time and `control` passes.
    func doubt(about scenario: JSONValue, control: JSONValue) async -> String? {
        for _ in 0..<Self.runs {
            switch await run(scenario) {
            case .unreadable: return "it cannot be written as a scenario"
            case .interrupted: return "there was no time to run it again as a scenario"
            case .passed: return "run again as a scenario it passed"
            case .untested(let why): return "run again as a scenario it was not tested: \(why)"
            case .failed: continue
            }
        }
        switch await run(control) {
        case .unreadable, .passed: return nil
        case .untested(let why): return "the documented body was not tested: \(why)"
        case .interrupted: return "there was no time to run it again as a scenario"
        case .failed(let complaint):
            return "the documented body fails in the same scenario: \(complaint)"
        }
    }

    private enum Outcome {
        case passed, interrupted, unreadable
        /// What the first check says that failed.
        case failed(String)
        /// What the first check says that was not tested.
        case untested(String)
    }

    private func run(_ document: JSONValue) async -> Outcome {
        guard !Task.isCancelled else { return .interrupted }
        guard case .object(var object) = document else { return .unreadable }
        // The planner's catalogue has it already.
        object["catalog"] = nil
        let source = SourceText(
            name: session.fuzzer.input.scenarios.first?.file ?? "finding.json",
            text: JSONWriter.text(of: .object(object), layout: .pretty))
        var planner = session.fuzzer.planner
        planner.salt = session.salts.next()
        guard let scenario = session.fuzzer.load(source), let plan = planner.plan(scenario).plan else {
            return .unreadable
        }
        let runner = Runner(
            channel: session.fuzzer.channel, asker: session.fuzzer.asker, clock: VirtualClock(),
            wall: session.fuzzer.wall)
        let result = await runner.run(plan)
        counted.withLock { count in
            count += result.deliveries.reduce(0) { $0 + $1.attempts.count }
            count += result.probes.reduce(0) { $0 + $1.requests }
        }
        let complaint = result.checks.first { $0.verdict != .pass }?.complaint ?? "nothing was checked"
        return switch result.verdict {
        case .pass: .passed
        case .fail: .failed(complaint)
        case .notTested, .skipped: .untested(complaint)
        case .interrupted: .interrupted
        }
    }
}
