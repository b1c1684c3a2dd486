import CurlTransport
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

    let target: TargetOptions
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
        let spec = item.scenario.target
        let key = target.effectiveKey ?? spec.key
        if let url = target.target ?? spec.url { return try await connected(spec, url, key, body) }
        let ownKey = key ?? Self.embeddedKey
        do {
            return try await ReferenceReceiver.withReceiver(configuration(item, ownKey)) { _, address in
                try await connected(spec, address.url + Self.embeddedPath, ownKey, body)
            }
        } catch let error as ReceiverStartError {
            throw Failure.cannotWork(error.description)
        }
    }

    /// The embedded receiver for the scenario.
    private func configuration(_ item: Inputs.Item, _ key: String) -> ReceiverConfiguration {
        var configuration = ReceiverConfiguration()
        configuration.bug = bug
        configuration.keys = [key] + (item.scenario.target.previousKey.map { [$0] } ?? [])
        if let signed = target.signedURL ?? item.scenario.target.signedURL {
            configuration.callbackURL = .exactly(signed)
        }
        if scriptsAnswers { configuration.script = item.scenario.receiverAnswers }
        configuration.envelopeProvider = envelopeProvider(item.plan)
        for provider in item.catalogue.providers {
            configuration.schemes[provider.name] = provider.rules.signature
        }
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
        _ spec: TargetSpec, _ url: String, _ key: String?,
        _ body: @escaping @Sendable (CurlEngine, RunTarget) async throws -> Result
    ) async throws -> Result {
        let engine: CurlEngine
        do {
            engine = try CurlEngine(
                configuration: CurlEngine.Configuration(
                    caCertificateFile: target.caCertificate ?? spec.caCertificateFile,
                    insecure: target.insecure || spec.insecure,
                    http2: target.http2 || spec.http2 ? .on : .off,
                    proxyFromEnvironment: target.proxy))
        } catch {
            throw Failure.cannotWork(error.description)
        }
        let runTarget = RunTarget(
            url: url,
            signer: Signer(
                url: target.signedURL ?? spec.signedURL ?? url, key: key, previousKey: spec.previousKey),
            contentType: spec.contentType, headers: spec.headers)
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
