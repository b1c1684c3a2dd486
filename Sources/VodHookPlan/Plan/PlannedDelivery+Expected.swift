import VodHookCatalogue

package extension PlannedDelivery {
    /// How it is expected to end: as the scenario says, else lost where only statuses are expected that the provider
    /// takes for a refusal, else delivered.
    var expectedOutcome: ExpectedOutcome {
        expect.outcome?.value ?? (expectsRefusal ? .lost : .delivered)
    }

    /// True when the scenario names no outcome, and a status that the provider never takes for success.
    var expectsRefusal: Bool {
        guard expect.outcome == nil, let status = expect.status?.value, !status.isEmpty else { return false }
        return !rules.http.successStatuses.contains { code in status.contains { $0.matches(code) } }
    }
}
