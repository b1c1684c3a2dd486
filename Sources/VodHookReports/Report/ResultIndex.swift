import VodHookDelivery
import VodHookPlan

/// Looks up the checks of a delivery or probe without scanning the result.
struct ResultIndex {
    /// The checks that are about no delivery and no probe.
    private(set) var otherChecks: [Check] = []
    private var checksByDelivery: [String: [Check]] = [:]
    private var checksByProbe: [String: [Check]] = [:]
    private var deliveries: [String: DeliveryResult] = [:]
    private var probes: [String: ProbeResult] = [:]

    /// The index of `scenario`.
    init(_ scenario: ScenarioResult) {
        for delivery in scenario.deliveries { deliveries[delivery.planned.id] = delivery }
        for probe in scenario.probes { probes[probe.planned.id] = probe }
        for check in scenario.checks {
            if let id = check.delivery { checksByDelivery[id, default: []].append(check) }
            if let id = check.probe { checksByProbe[id, default: []].append(check) }
            if check.delivery == nil && check.probe == nil { otherChecks.append(check) }
        }
    }

    /// The checks of a delivery in order.
    func checks(of delivery: DeliveryResult) -> [Check] { checksByDelivery[delivery.planned.id] ?? [] }

    /// The checks of a probe in order.
    func checks(of probe: ProbeResult) -> [Check] { checksByProbe[probe.planned.id] ?? [] }

    /// The delivery that a check is about, or nil.
    func delivery(of check: Check) -> DeliveryResult? { check.delivery.flatMap { deliveries[$0] } }

    /// The probe that a check is about, or nil.
    func probe(of check: Check) -> ProbeResult? { check.probe.flatMap { probes[$0] } }
}
