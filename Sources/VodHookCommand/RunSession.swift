import JSONText
import ReferenceReceiver
import VodHookDelivery
import VodHookPlan
import VodHookReports

/// One call of `vodhook run`: each scenario gets its target, its transport and its clock.
struct RunSession: Sendable {
    /// What came of it.
    struct Outcome: Sendable {
        let result: RunResult
        /// Why a scenario could not be run; what was done before is in the result.
        let failure: (any Error)?
    }

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
    ///
    /// Nothing begins after a scenario that could not be set up.
    func run(_ items: [Inputs.Item]) async -> Outcome {
        let wall = WallClock.start()
        let out = Output.standardOutput
        let report = TerminalReport(
            style: TextStyle(usesColor: out.usesColor(reports)), detail: reports.detail)
        var results: [Int: ScenarioResult] = [:]
        var failure: (any Error)?
        var shown = 0
        await withTaskGroup(of: (Int, Result<ScenarioResult, any Error>).self) { group in
            var next = 0
            var hasFailed = false
            while next < items.count || !group.isEmpty {
                while next < items.count, next - results.count < jobs {
                    let place = next
                    next += 1
                    if Task.isCancelled || failure != nil || (hasFailed && failsFast) {
                        let isLeftOut = !Task.isCancelled && failure == nil
                        results[place] = .notBegun(items[place].plan, isLeftOut: isLeftOut)
                        continue
                    }
                    let progress = Progress(
                        name: items[place].plan.name, place: place + 1, count: items.count)
                    group.addTask {
                        defer { progress.finish() }
                        do {
                            return (place, .success(try await run(items[place], progress)))
                        } catch {
                            return (place, .failure(error))
                        }
                    }
                }
                switch await group.next() {
                case (let place, .success(let result))?:
                    let judged = isStrict ? result.failingOnAcknowledgements : result
                    results[place] = judged
                    if judged.verdict != .pass { hasFailed = true }
                case (let place, .failure(let error))?:
                    results[place] = .notBegun(items[place].plan)
                    if !(error is CancellationError) { failure = failure ?? error }
                case nil: break
                }
                while let result = results[shown] {
                    shown += 1
                    if reports.reports.showsText, let text = report.text(result) {
                        out.write(text)
                    }
                }
            }
        }
        let ordered = items.indices.compactMap { results[$0] }
        let result = RunResult(
            toolVersion: VodHook.version, seed: items.first?.plan.seed ?? 1, scenarios: ordered,
            duration: wall.now())
        if reports.reports.showsText { out.write(report.summary(result) + "\n") }
        return Outcome(result: result, failure: failure)
    }

    private func run(_ item: Inputs.Item, _ progress: Progress) async throws -> ScenarioResult {
        let scenario = item.scenario
        if let url = item.target.spec.url {
            ReceiverAccess.noteUnusedAnswers(of: scenario, target: url)
        }
        let access = ReceiverAccess(bug: bug, scriptsAnswers: true)
        return try await access.with(item) { opened in
            let runner = Runner(
                channel: opened.channel, asker: opened.asker, clock: WallClock.scenarioClock(speed),
                wall: opened.wall, observer: { progress.show($0) })
            var result = await runner.run(item.plan)
            result.isTargetEmbedded = item.target.isEmbedded
            // Every report is made of this result, so what is secret ends here.
            let spec = item.target.spec
            let scrubber = KnownSecrets.scrubber(
                keys: [spec.key ?? ReceiverAccess.embeddedKey, spec.previousKey],
                urls: [spec.url] + item.target.signedURLs)
            return result.scrubbed(by: scrubber)
        }
    }
}
