import CurlTransport
import ReferenceReceiver
import VodHookKit

/// One call of `vodhook run`: each scenario gets its target, its transport and its clock.
struct RunSession: Sendable {
    /// The key that the embedded receiver knows unless the scenario or a flag gives another.
    static let embeddedKey = "Key12345"
    /// Where the embedded receiver takes callbacks.
    static let embeddedPath = "/vod/callback"

    let target: TargetOptions
    let speed: Speed
    let reports: ReportOptions
    /// How many scenarios run at the same time.
    var jobs = 1
    /// True when no scenario begins after one has failed.
    var failsFast = false
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
        let spec = scenario.target
        let key = target.effectiveKey ?? spec.key
        guard let url = target.target ?? spec.url else {
            return try await runEmbedded(item, key: key ?? Self.embeddedKey, progress)
        }
        if !scenario.receiverAnswers.isEmpty {
            Output.standardError.write(
                "note: \(scenario.file): the answers under \"receiver\" are for the embedded receiver; \(URLText(url)?.host ?? url) answers for itself\n"
            )
        }
        return try await deliver(item, url: url, key: key, progress)
    }

    private func runEmbedded(
        _ item: Inputs.Item, key: String, _ progress: Progress
    ) async throws -> ScenarioResult {
        let scenario = item.scenario
        var configuration = ReceiverConfiguration()
        configuration.keys = [key] + (scenario.target.previousKey.map { [$0] } ?? [])
        if let signed = target.signedURL ?? scenario.target.signedURL {
            configuration.callbackURL = .exactly(signed)
        }
        configuration.schemes = Dictionary(
            item.catalogue.providers.compactMap { provider in
                provider.rules.signature.map { (provider.name, $0) }
            },
            uniquingKeysWith: { first, _ in first })
        configuration.script = scenario.receiverAnswers.map { ScriptedAnswer($0) }
        do {
            return try await ReferenceReceiver.withReceiver(configuration) { _, address in
                var result = try await deliver(item, url: address.url + Self.embeddedPath, key: key, progress)
                result.isTargetEmbedded = true
                return result
            }
        } catch let error as ReceiverStartError {
            throw Failure.cannotWork(error.description)
        }
    }

    private func deliver(
        _ item: Inputs.Item, url: String, key: String?, _ progress: Progress
    ) async throws -> ScenarioResult {
        let spec = item.scenario.target
        let engine = try makeEngine(spec)
        let runTarget = RunTarget(
            url: url,
            signer: Signer(
                url: target.signedURL ?? spec.signedURL ?? url, key: key, previousKey: spec.previousKey),
            contentType: spec.contentType, headers: spec.headers)
        let runner = Runner(
            transport: engine, commands: ProcessRunner(), clock: WallClock.scenarioClock(speed),
            wall: WallClock.start(),
            target: runTarget,
            observer: { progress.show($0) })
        let result = await runner.run(item.plan)
        await engine.shutdown()
        // Every report is made of this result, so what is secret ends here.
        let scrubber = KnownSecrets.scrubber(
            keys: [key, spec.previousKey], urls: [url, target.signedURL, spec.signedURL])
        return result.scrubbed(by: scrubber)
    }

    private func makeEngine(_ spec: TargetSpec) throws -> CurlEngine {
        do {
            return try CurlEngine(
                configuration: CurlEngine.Configuration(
                    caCertificateFile: target.caCertificate ?? spec.caCertificateFile,
                    insecure: target.insecure || spec.insecure,
                    http2: target.http2 || spec.http2 ? .on : .off,
                    proxyFromEnvironment: target.proxy))
        } catch {
            throw Failure.cannotWork(error.description)
        }
    }
}
