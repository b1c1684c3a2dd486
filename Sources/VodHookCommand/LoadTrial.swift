import CurlTransport
import FoundationEssentials
import JSONText
import VodHookDelivery
import VodHookLoad
import VodHookPlan

/// One load against a target that is found, with the audit after it; a search for the limit makes several.
struct LoadTrial: Sendable {
    var script: LoadScript
    var spec: LoadSpec
    /// Does what the load itself does not: set-up, the questions of an audit, tear-down.
    let runner: Runner
    /// Where the load goes.
    let target: RunTarget
    let configuration: LoadEngine.Configuration
    /// The Unix time at which the load begins; right away when nil.
    var startAt: Double?
    let segment: Segment
    let rateLimit: Double

    private static func seconds(_ value: Double) -> String {
        "\((value * 10).rounded(.up) / 10) s"
    }

    /// The profile that is asked for.
    func profile() throws(LoadError) -> LoadProfile {
        try spec.profile(eventsPerUpload: script.eventsPerUpload, rateLimit: rateLimit)
    }

    /// Does the set-up, then finds out the right states; nil when no audit is asked for.
    func auditor() async throws -> LoadAuditor? {
        if let failure = await script.setUp(runner) { throw LoadObstacle(failure, isOfReceiver: true) }
        guard spec.auditLimit != nil else { return nil }
        var auditor = try LoadAuditor(script, reader: runner, nonce: UInt64.random(in: 1...UInt64.max))
        Output.standardError.status("finding out the states after the plain order")
        let profile = try profile().preceded(by: configuration.warmUp)
        var plan = try LoadPlan(
            script, profile, seed: script.seed, segment: segment, speed: configuration.speed)
        if let first = plan.next() { try await auditor.prepare(first: first) }
        return auditor
    }

    /// Does the tear-down; what fails in it does not change what came of the load.
    func tearDown() async {
        // In a task of its own, which an interruption of the load spares.
        let (script, runner) = (script, runner)
        let task = Task { await script.tearDown(runner) }
        if let failure = await task.value {
            Output.standardError.write("note: \(failure)\n")
        }
    }

    /// Offers the load and audits it.
    func run(
        _ profile: LoadProfile, _ auditor: inout LoadAuditor?,
        _ observer: @escaping @Sendable (LoadProgress) -> Void
    ) async throws -> LoadResult {
        var configuration = configuration
        if let startAt {
            // Only now, since set-up and the preparation of an audit take their time.
            let left = startAt - Date().timeIntervalSince1970
            if left < 0 {
                let late = Self.seconds(-left)
                throw Failure.cannotWork(
                    "the start that --start-at gives has passed by \(late); this segment would be out of step with the others, so give a later one"
                )
            }
            configuration.startDelay = .fractional(left) ?? .zero
        }
        let engine = try LoadEngine(configuration, target: target)
        var result = try await engine.run(script, profile, segment: segment, observer: observer)
        result.segments = [segment]
        if let sample = result.sample, !result.isInterrupted, auditor != nil {
            Output.standardError.status("asking for the state of \(sample.uploads.count) uploads")
            auditor?.script.round = script.round
            result.audit = await auditor?.audit(sample)
            result.isInterrupted = Task.isCancelled
        }
        result.sample = nil
        return result
    }
}
