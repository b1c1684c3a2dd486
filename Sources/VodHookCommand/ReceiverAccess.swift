import CurlTransport
import JSONText
import ReferenceReceiver
import VodHookDelivery
import VodHookPlan

/// Opens the way to the receiver of one scenario, by the channel that its target names.
struct ReceiverAccess: Sendable {
    /// The key that the embedded receiver knows unless the scenario or a flag gives another.
    static let embeddedKey = "Key12345"
    /// Where the embedded receiver takes callbacks.
    static let embeddedPath = "/vod/callback"

    /// What is open: deliveries go by the channel, probes through the asker.
    struct Opened: Sendable {
        let channel: any Channel
        let asker: Asker
        /// Begins when it was opened.
        let wall: WallTime
    }

    /// The bug that the embedded receiver has, if any.
    var bug: PlantedBug?
    /// True when the embedded receiver gives the answers that the scenario scripts before it behaves.
    ///
    /// They are meant for one run of the scenario, or one load; a search runs its deliveries many times.
    var scriptsAnswers = false

    /// Says that the answers of the scenario are not those of the receiver at `url`.
    static func noteUnusedAnswers(of scenario: Scenario, target url: String) {
        if scenario.receiverAnswers.isEmpty { return }
        Output.standardError.write(
            "note: \(scenario.file): the answers under \"receiver\" are for the embedded receiver; \(URLText(url)?.host ?? url) answers for itself\n"
        )
    }

    /// Calls `body` with the channel of the scenario; all that is open ends with it.
    func with<Result: Sendable>(
        _ item: Inputs.Item, _ body: @escaping @Sendable (Opened) async throws -> Result
    ) async throws -> Result {
        let kind = try Channels.kind(of: item, self)
        return try await explained {
            try await kind.open(item.scenario, item.plan, target: item.target, catalogue: item.catalogue) {
                make in
                try await connected(item.target) { engine in
                    let wall = WallClock.start()
                    let asker = Asker(transport: engine, commands: ProcessRunner())
                    return try await body(Opened(channel: make(engine, wall), asker: asker, wall: wall))
                }
            }
        }
    }

    /// Calls `body` with a transport and where its requests go: for what delivers by HTTP without a channel.
    func overHTTP<Result: Sendable>(
        _ item: Inputs.Item, _ body: @escaping @Sendable (CurlEngine, RunTarget) async throws -> Result
    ) async throws -> Result {
        let receiver = HTTPReceiver(bug: bug, scriptsAnswers: scriptsAnswers)
        return try await explained {
            try await receiver.withTarget(item.scenario, item.plan, item.target, item.catalogue) { target in
                try await connected(item.target) { engine in try await body(engine, target) }
            }
        }
    }

    /// What `body` returns; a channel that cannot be opened is a failure of the command.
    private func explained<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let problem as ChannelProblem {
            throw Failure.cannotWork(problem.message)
        }
    }

    private func connected<Result: Sendable>(
        _ target: ResolvedTarget, _ body: @escaping @Sendable (CurlEngine) async throws -> Result
    ) async throws -> Result {
        let engine: CurlEngine
        do {
            engine = try CurlEngine(configuration: CurlEngine.Configuration(target))
        } catch {
            throw Failure.cannotWork(error.description)
        }
        do {
            let result = try await body(engine)
            await engine.shutdown()
            return result
        } catch {
            await engine.shutdown()
            throw error
        }
    }
}

extension CurlEngine.Configuration {
    /// How connections to the target are made.
    init(_ target: ResolvedTarget) {
        let spec = target.spec
        self.init(
            caCertificateFile: spec.caCertificateFile, insecure: spec.insecure,
            http2: spec.http2 ? .on : .off,
            proxyFromEnvironment: spec.proxy)
    }
}
