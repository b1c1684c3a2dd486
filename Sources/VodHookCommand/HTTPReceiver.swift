import HTTPServing
import JSONText
import ReferenceReceiver
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Delivery by HTTP: to the user's target, or to the embedded receiver in this process.
struct HTTPReceiver: ChannelKind {
    let name = DeliveryChannel.http
    /// The bug that the embedded receiver has, if any.
    var bug: PlantedBug?
    /// True when the embedded receiver gives the answers that the scenario scripts before it behaves.
    var scriptsAnswers = false

    func open<Result: Sendable>(
        _ scenario: Scenario, _ plan: Plan, target: ResolvedTarget, catalogue: Catalogue,
        _ body: @escaping @Sendable (@escaping ChannelMaker) async throws -> Result
    ) async throws -> Result {
        try await withTarget(scenario, plan, target, catalogue) { runTarget in
            try await body { HTTPChannel(transport: $0, target: runTarget, wall: $1) }
        }
    }

    /// Calls `body` with where requests go; the embedded receiver ends with it.
    func withTarget<Result: Sendable>(
        _ scenario: Scenario, _ plan: Plan, _ target: ResolvedTarget, _ catalogue: Catalogue,
        _ body: @escaping @Sendable (RunTarget) async throws -> Result
    ) async throws -> Result {
        if let url = target.spec.url { return try await body(RunTarget(target, defaultURL: url)) }
        noteUnchecked(scenario, plan)
        let configuration = configuration(scenario, plan, target.spec, catalogue)
        do {
            return try await ReferenceReceiver.withReceiver(configuration) { _, address in
                try await body(
                    RunTarget(
                        target, defaultURL: address.url + ReceiverAccess.embeddedPath,
                        defaultKey: ReceiverAccess.embeddedKey))
            }
        } catch let error as ServerStartError {
            throw ChannelProblem(error.description)
        }
    }

    /// Says which providers sign nothing, so that the embedded receiver has nothing to check.
    private func noteUnchecked(_ scenario: Scenario, _ plan: Plan) {
        let unsigned = plan.deliveries.filter { $0.rules.http.signature == nil }.map(\.provider)
        for provider in Set(unsigned).sorted() {
            Output.standardError.write(
                "note: \(scenario.file): \(provider) signs nothing: the embedded receiver takes its callbacks, accepted unchecked\n"
            )
        }
    }

    /// The embedded receiver for the scenario.
    private func configuration(
        _ scenario: Scenario, _ plan: Plan, _ target: TargetSpec, _ catalogue: Catalogue
    ) -> ReceiverConfiguration {
        var configuration = ReceiverConfiguration()
        configuration.bug = bug
        configuration.keys =
            [target.key ?? ReceiverAccess.embeddedKey] + (target.previousKey.map { [$0] } ?? [])
        if let signed = target.signedURL { configuration.callbackURL = .exactly(signed) }
        if scriptsAnswers { configuration.script = scenario.receiverAnswers }
        configuration.envelopeProvider = envelopeProvider(plan)
        configuration.know(catalogue)
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
}
