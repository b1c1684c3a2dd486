import ReferenceReceiver
import VodHookKit

/// One call of `vodhook run`: each scenario gets its target, its transport and its clock.
struct RunSession: Sendable {
    let target: TargetOptions
    let speed: Speed
    let reports: ReportOptions
    /// How many scenarios run at the same time.
    var jobs = 1
    /// True when no scenario begins after one has failed.
    var failsFast = false
    /// The bug that the embedded receiver has, if any.
    var bug: PlantedBug?
    /// True when acknowledgement findings are failures.
    var isStrict = false

    /// Runs all plans, `jobs` at a time, showing each result in their order as soon as it is there.
    func run(_ items: [Inputs.Item]) async throws -> RunResult {
        let wall = WallClock.start()
        let out = Output.standardOutput
        let report = TerminalReport(
            style: TextStyle(usesColor: out.usesColor(reports)), detail: reports.detail)
        var results: [Int: ScenarioResult] = [:]
        var shown = 0
        try await withThrowingTaskGroup(of: (Int, ScenarioResult).self) { group in
            var next = 0
            var hasFailed = false
            while next < items.count || !group.isEmpty {
                while next < items.count, next - results.count < jobs {
                    let place = next
                    next += 1
                    if Task.isCancelled || (hasFailed && failsFast) {
                        results[place] = .notBegun(items[place].plan)
                        continue
                    }
                    let progress = Progress(
                        name: items[place].plan.name, place: place + 1, count: items.count)
                    group.addTask {
                        let result = try await run(items[place], progress)
                        progress.finish()
                        return (place, result)
                    }
                }
                if let (place, result) = try await group.next() {
                    let judged = isStrict ? result.failingOnAcknowledgements : result
                    results[place] = judged
                    if judged.verdict != .pass { hasFailed = true }
                }
                while let result = results[shown] {
                    shown += 1
                    if reports.standardOutputKind == .terminal, let text = report.text(result) {
                        out.write(text)
                    }
                }
            }
        }
        let ordered = items.indices.compactMap { results[$0] }
        let result = RunResult(
            toolVersion: VodHook.version, seed: items.first?.plan.seed ?? 1, scenarios: ordered,
            duration: wall.now())
        if reports.standardOutputKind == .terminal { out.write(report.summary(result) + "\n") }
        return result
    }

    private func run(_ item: Inputs.Item, _ progress: Progress) async throws -> ScenarioResult {
        let scenario = item.scenario
        if let url = target.target ?? scenario.target.url, !scenario.receiverAnswers.isEmpty {
            Output.standardError.write(
                "note: \(scenario.file): the answers under \"receiver\" are for the embedded receiver; \(URLText(url)?.host ?? url) answers for itself\n"
            )
        }
        let access = ReceiverAccess(target: target, bug: bug, scriptsAnswers: true)
        return try await access.with(item) { engine, runTarget in
            let runner = Runner(
                transport: engine, commands: ProcessRunner(), clock: WallClock.scenarioClock(speed),
                wall: WallClock.start(), target: runTarget, observer: { progress.show($0) })
            var result = await runner.run(item.plan)
            result.isTargetEmbedded = target.target == nil && scenario.target.url == nil
            // Every report is made of this result, so what is secret ends here.
            let key = target.effectiveKey ?? scenario.target.key ?? ReceiverAccess.embeddedKey
            let scrubber = KnownSecrets.scrubber(
                keys: [key, scenario.target.previousKey],
                urls: [runTarget.url, target.signedURL, scenario.target.signedURL])
            return result.scrubbed(by: scrubber)
        }
    }
}
