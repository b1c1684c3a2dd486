import ArgumentParser
import CurlTransport
import FoundationEssentials
import HTTPServing
import JSONText
import ReferenceReceiver
import VodHookCatalogue
import VodHookDelivery
import VodHookLoad
import VodHookPlan
import VodHookReports

/// One call of `vodhook load`: the scenario is compiled, its target found, the load offered, watched and audited.
struct LoadSession: Sendable {
    /// What came of it.
    struct Outcome: Sendable {
        var result: LoadResult
        var heading: LoadResult.Heading
        var judgement: LoadJudgement
        var search: LimitSearch?
    }

    /// How long a receiver is left alone after a trial that it did not pass.
    private static let recovery = Duration.seconds(1)

    let load: LoadOptions
    let speed: Speed
    let reports: LoadReportOptions

    /// Offers the load and returns what came of it.
    func run(_ item: Inputs.Item) async throws -> Outcome {
        guard item.target.channel == .http else {
            throw Failure.invalidInput("\(item.scenario.file): load delivers by http alone")
        }
        let script = try script(of: item)
        if let url = item.target.spec.url {
            try checkHost(url)
            ReceiverAccess.noteUnusedAnswers(of: item.scenario, target: url)
        }
        let spec = try spec(item.scenario.load)
        let segment = try load.effectiveSegment()
        if script.hasTearDown, segment != .whole {
            throw Failure.flag(
                "\(item.scenario.file): \"teardown\" would run while other segments still send; take it out"
            )
        }
        let access = ReceiverAccess(bug: load.planted.bug, scriptsAnswers: true)
        return try await access.overHTTP(item) { curl, runTarget in
            let trial = LoadTrial(
                script: script, spec: spec,
                runner: Runner(
                    transport: curl, commands: ProcessRunner(), clock: WallClock.scenarioClock(speed),
                    wall: WallClock.start(), target: runTarget),
                target: runTarget,
                configuration: try configuration(spec, item.target), startAt: load.startAt,
                segment: segment, rateLimit: try load.rateLimit())
            return try await metrics { watch in
                defer { watch.finish() }
                do {
                    let outcome = try await offer(trial, item, watch)
                    await trial.tearDown()
                    return outcome
                } catch let obstacle as LoadObstacle where obstacle.isOfReceiver {
                    await trial.tearDown()
                    return try notOffered(obstacle, trial, item)
                } catch {
                    await trial.tearDown()
                    throw error
                }
            }
        }
    }

    private func script(of item: Inputs.Item) throws -> LoadScript {
        let script: LoadScript?
        let findings: [Finding]
        do throws(LoadError) {
            (script, findings) = try LoadScript.compile(item.scenario, planner: item.planner)
        } catch {
            throw Failure.invalidInput(error.description)
        }
        if script == nil { try Inputs.report(findings) }
        guard let script else { throw ExitCode.invalidInput }
        if let obstacle = script.obstacle {
            throw Failure.invalidInput("\(item.scenario.file): \(obstacle)")
        }
        return script
    }

    private func offer(_ trial: LoadTrial, _ item: Inputs.Item, _ watch: LoadWatch) async throws -> Outcome {
        if load.findLimit { return try await search(trial, item, watch) }
        let profile = try trial.profile()
        var auditor = try await trial.auditor()
        let result = try await trial.run(profile, &auditor) { watch.show($0) }
        return Outcome(
            result: result, heading: heading(item, profile.summary, trial.spec),
            judgement: LoadJudgement(result, trial.spec.thresholds))
    }

    /// What is reported when the set-up failed or the receiver took nothing before the load, so that none was offered.
    private func notOffered(_ obstacle: LoadObstacle, _ trial: LoadTrial, _ item: Inputs.Item) throws
        -> Outcome
    {
        var result = LoadResult()
        result.segments = [trial.segment]
        result.obstacle = obstacle.description
        result.isInterrupted = Task.isCancelled
        return Outcome(
            result: result, heading: heading(item, try trial.profile().summary, trial.spec),
            judgement: LoadJudgement(result, trial.spec.thresholds))
    }

    private func heading(_ item: Inputs.Item, _ profile: String, _ spec: LoadSpec) -> LoadResult.Heading {
        let warmUp = spec.warmUp.map { ", after a warm-up of \(DurationText.text($0))" } ?? ""
        return LoadResult.Heading(
            toolVersion: VodHook.version, scenario: item.scenario.name, seed: item.plan.seed,
            profile: profile + warmUp)
    }

    /// What flags and scenario ask for; a search has shorter trials, each with a warm-up.
    private func spec(_ ofScenario: LoadSpec?) throws -> LoadSpec {
        var flags = try load.spec()
        if load.findLimit {
            if let shape = ofScenario, shape.stages != nil || shape.concurrency != nil {
                // Only the thresholds and the like are taken over: the search sets the rate.
                flags.rate = flags.rate ?? 100
            }
            flags.duration = flags.duration ?? .seconds(10)
            flags.warmUp = flags.warmUp ?? .seconds(2)
        }
        var spec = flags.over(ofScenario ?? LoadSpec())
        if load.findLimit { spec.count = nil }
        if load.findLimit && spec.thresholds.isEmpty {
            throw Failure.flag(
                "--find-limit needs something that must hold, such as --threshold \"p99 < 50ms\"")
        }
        if spec.auditLimit == nil, spec.thresholds.contains(where: \.isAboutAudit) {
            spec.auditLimit = LoadSpec.mostAudited
        }
        return spec
    }

    private func configuration(_ spec: LoadSpec, _ target: ResolvedTarget) throws -> LoadEngine.Configuration
    {
        var configuration = LoadEngine.Configuration()
        configuration.connections = max(spec.connections ?? 64, spec.concurrency ?? 0)
        configuration.workers = load.workers
        configuration.repeats = spec.repeats ?? true
        if let drain = spec.drain { configuration.drain = drain }
        if let lateness = try load.time(load.maxLateness, "--max-lateness") {
            configuration.maxLateness = lateness
        }
        configuration.warmUp = spec.warmUp ?? .zero
        configuration.auditLimit = spec.auditLimit
        configuration.speed = speed.factor
        configuration.connecting = CurlEngine.Configuration(target)
        return configuration
    }

    // MARK: Search

    private func search(_ trial: LoadTrial, _ item: Inputs.Item, _ watch: LoadWatch) async throws -> Outcome {
        var trial = trial
        var search = LimitSearch(start: trial.spec.rate ?? 100, maximum: trial.rateLimit)
        var auditor = try await trial.auditor()
        var best: (result: LoadResult, profile: String)?
        var last: (result: LoadResult, profile: String)?
        while let rate = search.next, !Task.isCancelled {
            trial.spec.rate = rate
            trial.script.round = UInt64(search.trials.count)
            let profile = try trial.profile()
            var result = try await trial.run(profile, &auditor) { watch.show($0) }
            trial.startAt = nil
            var judgement = LoadJudgement(result, trial.spec.thresholds, scope: .trial)
            var verdict = LimitSearch.Verdict(judgement)
            if verdict == .senderLimited, !result.isInterrupted {
                // Something else may have kept this machine busy; only twice in a row counts.
                trial.script.round += 1 << 32
                result = try await trial.run(profile, &auditor) { watch.show($0) }
                judgement = LoadJudgement(result, trial.spec.thresholds, scope: .trial)
                verdict = LimitSearch.Verdict(judgement)
            }
            last = (result, profile.summary)
            if result.isInterrupted { break }
            search.note(verdict)
            if verdict == .pass { best = (result, profile.summary) }
            let missed = judgement.missed.map { "\($0.text) (\($0.shown))" }
            watch.say(LoadSummary.trial(rate, verdict, result, missed: missed))
            // What a trial left in the receiver's queues must not fail the next one.
            if verdict != .pass { await WallClock.start().pause(Self.recovery) }
        }
        guard let shown = last.map({ $0.result.isInterrupted ? $0 : best ?? $0 }) else {
            throw ExitCode.interrupted
        }
        return Outcome(
            result: shown.result, heading: heading(item, shown.profile, trial.spec),
            judgement: LoadJudgement(shown.result, trial.spec.thresholds, scope: .trial), search: search)
    }

    // MARK: Watching

    /// Runs `work` with its watch, and with a server of the figures if one is asked for.
    private func metrics(_ work: @Sendable (LoadWatch) async throws -> Outcome) async throws -> Outcome {
        let watch = LoadWatch(isQuiet: reports.quiet)
        guard let port = load.metrics else { return try await work(watch) }
        do {
            return try await MetricsServer.with(
                port: port, contentType: LoadMetrics.contentType, text: { LoadMetrics.text(watch.progress) }
            ) { address in
                watch.say("figures for Prometheus: \(address.url)/metrics")
                return try await work(watch)
            }
        } catch let error as ServerStartError {
            throw Failure.cannotWork(error.description)
        }
    }

    /// Load on somebody else's host by mistake is an attack, so a host must be named unless it is near.
    private func checkHost(_ url: String) throws {
        guard let host = URLText(url)?.host, !HostSafety.isNear(host),
            !load.allowRemote.contains(where: { $0.lowercased() == host.lowercased() })
        else { return }
        throw Failure.flag(
            "\(host) is not this machine or a private address; --allow-remote \(host) allows load on it")
    }
}
