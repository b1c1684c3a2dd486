import ArgumentParser
import CurlTransport
import FoundationEssentials
import ReferenceReceiver
import VodHookKit

/// One call of `vodhook load`: the scenario is compiled, its target found, the engine run and watched.
struct LoadSession: Sendable {
    let load: LoadOptions
    let target: TargetOptions
    let speed: Speed
    let reports: ReportOptions
    let overrides: [Change]

    /// Offers the load and returns what came of it.
    func run(_ item: Inputs.Item) async throws -> (LoadResult, LoadResult.Heading) {
        let planner = Planner(
            catalogue: item.catalogue, seed: item.plan.seed, start: item.plan.start, overrides: overrides)
        guard let script = try LoadScript.compile(item.scenario, planner: planner).script else {
            throw ExitCode.invalidInput
        }
        let profile = try load.profile(eventsPerUpload: script.eventsPerUpload)
        let heading = LoadResult.Heading(
            toolVersion: VodHook.version, scenario: item.scenario.name, seed: item.plan.seed,
            profile: profile.summary)
        let spec = item.scenario.target
        let key = target.effectiveKey ?? spec.key
        if let url = target.target ?? spec.url {
            try checkHost(url)
            return (try await offer(script, profile, spec, url: url, key: key), heading)
        }
        let embeddedKey = key ?? ReceiverAccess.embeddedKey
        var configuration = ReceiverConfiguration()
        configuration.keys = [embeddedKey]
        configuration.schemes = Dictionary(
            item.catalogue.providers.compactMap { provider in
                provider.rules.signature.map { (provider.name, $0) }
            },
            uniquingKeysWith: { first, _ in first })
        do {
            let result = try await ReferenceReceiver.withReceiver(configuration) { _, address in
                try await offer(
                    script, profile, spec, url: address.url + ReceiverAccess.embeddedPath, key: embeddedKey)
            }
            return (result, heading)
        } catch let error as ReceiverStartError {
            throw Failure.cannotWork(error.description)
        }
    }

    private func offer(
        _ script: LoadScript, _ profile: LoadProfile, _ spec: TargetSpec, url: String, key: String?
    ) async throws -> LoadResult {
        var configuration = LoadEngine.Configuration()
        configuration.connections = max(load.connections, load.concurrency ?? 0)
        configuration.workers = load.workers
        configuration.repeats = !load.noRetries
        if let drain = try load.time(load.drain, "--drain") { configuration.drain = drain }
        if let lateness = try load.time(load.maxLateness, "--max-lateness") {
            configuration.maxLateness = lateness
        }
        if case .times(let factor) = speed {
            configuration.speed = factor
        } else {
            configuration.speed = .infinity
        }
        if let startAt = load.startAt {
            configuration.startDelay = .fractional(max(0, startAt - Date().timeIntervalSince1970))
        }
        configuration.connecting = CurlEngine.Configuration(
            caCertificateFile: target.caCertificate ?? spec.caCertificateFile,
            insecure: target.insecure || spec.insecure, http2: target.http2 || spec.http2 ? .on : .off,
            proxyFromEnvironment: target.proxy)
        let runTarget = RunTarget(
            url: url,
            signer: Signer(
                url: target.signedURL ?? spec.signedURL ?? url, key: key, previousKey: spec.previousKey),
            contentType: spec.contentType, headers: spec.headers)
        let engine = try LoadEngine(configuration, target: runTarget)
        let watch = LoadWatch(isQuiet: reports.quiet)
        defer { watch.finish() }
        return try await engine.run(script, profile, segment: try load.effectiveSegment()) { watch.show($0) }
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

/// Which hosts may be put under load without saying so.
enum HostSafety {
    /// True for this machine and for addresses that are private by RFC 1918, RFC 4193 or link-local.
    static func isNear(_ host: String) -> Bool {
        let name = host.lowercased().drop { $0 == "[" }.prefix { $0 != "]" }
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        if name.contains(":") {
            return ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { name.hasPrefix($0) }
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt8($0) }
        guard parts.count == 4, numbers.count == 4 else { return false }
        switch (numbers[0], numbers[1]) {
        case (127, _), (10, _), (192, 168), (169, 254): return true
        case (172, 16...31): return true
        default: return false
        }
    }
}

/// Shows a load under way: a line that changes on a terminal, else one line per second.
final class LoadWatch: Sendable {
    private let isQuiet: Bool
    private let state = Guarded((seconds: 0, attempts: 0, rates: [Int]()))

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ progress: LoadProgress) {
        let (seconds, rate, rates) = state.withLock { state in
            state.seconds += 1
            let rate = progress.counts.attempts - state.attempts
            state.attempts = progress.counts.attempts
            state.rates = Array((state.rates + [rate]).suffix(60))
            return (state.seconds, rate, state.rates)
        }
        let output = Output.standardError
        let text = Self.text(progress, seconds: seconds, rate: rate)
        if output.isTerminal {
            output.status("\(Self.sparkline(rates)) \(text)")
        } else if !isQuiet {
            output.write(text + "\n")
        }
    }

    func finish() { Output.standardError.write("") }

    private static func text(_ progress: LoadProgress, seconds: Int, rate: Int) -> String {
        let counts = progress.counts
        var parts = ["\(seconds)s", "\(rate)/s", "\(progress.inFlight) in flight"]
        if progress.waiting > 0 { parts.append("\(progress.waiting) waiting") }
        parts += progress.statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        parts += progress.errors.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        parts.append("p50 \(shown(progress.p50Milliseconds)) p99 \(shown(progress.p99Milliseconds)) ms")
        if counts.lost > 0 { parts.append("lost \(counts.lost)") }
        if counts.dropped > 0 { parts.append("dropped \(counts.dropped)") }
        return parts.joined(separator: "  ")
    }

    private static func shown(_ value: Double) -> String {
        JSONNumber(shortest: (value * 100).rounded() / 100)?.literal ?? "?"
    }

    private static func sparkline(_ rates: [Int]) -> String {
        let bars = Array("▁▂▃▄▅▆▇█")
        let most = max(1, rates.max() ?? 1)
        return String(rates.suffix(20).map { bars[min(7, $0 * 8 / most)] })
    }
}

/// Writes the result of a load in the forms that were asked for.
enum LoadReports {
    /// Writes all reports and ends with the exit code of the verdict.
    static func write(
        _ result: LoadResult, _ heading: LoadResult.Heading, _ thresholds: [Threshold],
        _ options: ReportOptions
    ) throws {
        let requests = options.reports
        let json = { JSONWriter.text(of: result.json(heading, thresholds: thresholds)) + "\n" }
        let text = { (usesColor: Bool) in
            LoadSummary.text(result, heading, thresholds: thresholds, style: TextStyle(usesColor: usesColor))
        }
        let out = Output.standardOutput
        if !requests.contains(where: { $0.path == nil }) { out.write(text(out.usesColor(options))) }
        for request in requests {
            let isToFile = request.path != nil
            let content: String
            switch request.kind {
            case .json: content = json()
            case .terminal: content = text(!isToFile && out.usesColor(options))
            default: throw Failure.flag("a load is reported as terminal or json")
            }
            if let path = request.path { try Files.write(content, to: path) } else { out.write(content) }
        }
        switch result.verdict(thresholds) {
        case .pass: return
        case .fail: throw ExitCode.checkFailed
        case .interrupted: throw ExitCode.interrupted
        }
    }
}
