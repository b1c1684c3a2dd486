import VodHookDelivery

extension ScenarioResult {
    /// Where to look first when every attempt failed alike, as one sentence; nil when the scenario did not fail, or
    /// attempts differ, or the reports say enough without it.
    package var hint: String? {
        let observations = deliveries.flatMap(\.attempts).map(\.observation)
        guard verdict.isRed, !isTargetEmbedded, let advice = observations.first?.advice,
            observations.allSatisfy({ $0.advice == advice })
        else { return nil }
        return advice
    }
}
