import CurlTransport
import HTTPServing
import JSONText
import ReferenceReceiver
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Opens the way to the receiver of one scenario: the user's target, or the embedded receiver in this process.
struct ReceiverAccess: Sendable {
    /// The key that the embedded receiver knows unless the scenario or a flag gives another.
    static let embeddedKey = "Key12345"
    /// Where the embedded receiver takes callbacks.
    static let embeddedPath = "/vod/callback"

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

    /// Calls `body` with a transport and the target; both end with it.
    func with<Result: Sendable>(
        _ item: Inputs.Item, _ body: @escaping @Sendable (CurlEngine, RunTarget) async throws -> Result
    ) async throws -> Result {
        let target = item.target
        if let url = target.spec.url {
            return try await connected(target, RunTarget(target, defaultURL: url), body)
        }
        do {
            return try await ReferenceReceiver.withReceiver(configuration(item)) { _, address in
                let runTarget = RunTarget(
                    target, defaultURL: address.url + Self.embeddedPath, defaultKey: Self.embeddedKey)
                return try await connected(target, runTarget, body)
            }
        } catch let error as ServerStartError {
            throw Failure.cannotWork(error.description)
        }
    }

    /// The embedded receiver for the scenario.
    private func configuration(_ item: Inputs.Item) -> ReceiverConfiguration {
        let target = item.target.spec
        var configuration = ReceiverConfiguration()
        configuration.bug = bug
        configuration.keys = [target.key ?? Self.embeddedKey] + (target.previousKey.map { [$0] } ?? [])
        if let signed = target.signedURL { configuration.callbackURL = .exactly(signed) }
        if scriptsAnswers { configuration.script = item.scenario.receiverAnswers }
        configuration.envelopeProvider = envelopeProvider(item.plan)
        configuration.know(item.catalogue)
        return configuration
    }

    /// Whose bodies the receiver takes the enveloped ones for; a plan with both sister products counts as Volcengine's.
    private func envelopeProvider(_ plan: Plan) -> CallbackProvider {
        let providers = Set(plan.deliveries.map(\.provider))
        let isBytePlus =
            providers.contains(CallbackProvider.byteplus.rawValue)
            && !providers.contains(CallbackProvider.volcengine.rawValue)
        return isBytePlus ? .byteplus : .volcengine
    }

    private func connected<Result: Sendable>(
        _ target: ResolvedTarget, _ runTarget: RunTarget,
        _ body: @escaping @Sendable (CurlEngine, RunTarget) async throws -> Result
    ) async throws -> Result {
        let engine: CurlEngine
        do {
            engine = try CurlEngine(configuration: CurlEngine.Configuration(target))
        } catch {
            throw Failure.cannotWork(error.description)
        }
        do {
            let result = try await body(engine, runTarget)
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
