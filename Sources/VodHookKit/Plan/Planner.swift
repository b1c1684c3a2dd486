// Came from: Scenario/ScenarioLoader.swift. Here: media are simulated, their facts projected into events by the
// catalogue, and deliveries laid out on the time line; pure, no clock, no network. Goes on in: Deliver/Runner.swift.

/// Makes the plan of a scenario. The same scenario, seed and start give the same plan, byte for byte.
public struct Planner: Sendable {
    /// The catalogue that events are projected by.
    public let catalogue: Catalogue
    /// The seed.
    public let seed: UInt64
    /// The scenario time at which the plan begins.
    public let start: Timestamp
    /// Changes made to every body that has the path; from --set.
    public let overrides: [Change]

    /// A planner.
    public init(catalogue: Catalogue, seed: UInt64, start: Timestamp, overrides: [Change] = []) {
        self.catalogue = catalogue
        self.seed = seed
        self.start = start
        self.overrides = overrides
    }

    /// The plan of `scenario`, with findings for what cannot be done; nil when one of them is an error.
    ///
    /// `instance` gives all media other ids and draws; exploration and load use one for each history or upload.
    public func plan(_ scenario: Scenario, instance: Int = 0) -> (plan: Plan?, findings: [Finding]) {
        var work = Planning(planner: self, scenario: scenario, instance: instance)
        let steps = work.steps(scenario.steps)
        work.checkOverrides()
        let plan = Plan(name: scenario.name, file: scenario.file, seed: seed, start: start, steps: steps)
        return (work.findings.containsError ? nil : plan, work.findings.inOrder)
    }
}

extension Planner {
    /// The plan of `count` single events: the first event of `scenario`, each time about another media.
    public func plan(_ scenario: Scenario, count: Int) -> (plan: Plan?, findings: [Finding]) {
        var whole = Plan(name: scenario.name, file: scenario.file, seed: seed, start: start, steps: [])
        var findings: [Finding] = []
        for instance in 0..<count {
            let (one, problems) = plan(scenario, instance: instance)
            for problem in problems where !findings.contains(problem) { findings.append(problem) }
            guard let step = one?.steps.first, var delivery = one?.deliveries.first else { break }
            delivery.id = "d\(instance + 1)"
            whole.steps.append(PlannedStep(kind: .deliver([delivery]), position: step.position))
        }
        return (findings.containsError ? nil : whole, findings)
    }
}

/// One plan in the making.
private struct Planning {
    let planner: Planner
    let scenario: Scenario
    private(set) var findings: [Finding] = []
    private var instance: Int
    private var nextInstance: Int
    private var deliveryCount = 0
    private var scopes: [String: FactScope] = [:]
    private var usedOverrides: Set<Int> = []

    init(planner: Planner, scenario: Scenario, instance: Int) {
        self.planner = planner
        self.scenario = scenario
        self.instance = instance
        nextInstance = instance + 1
    }

    mutating func steps(_ steps: [Step]) -> [PlannedStep] { steps.flatMap { self.planned($0) } }

    mutating func checkOverrides() {
        guard deliveryCount > 0 else { return }
        for (place, change) in planner.overrides.enumerated() where !usedOverrides.contains(place) {
            report(scenario.position, "--set \(change.path): no body has such a place")
        }
    }

    private mutating func report(_ position: SourcePosition, _ message: String, remedy: String? = nil) {
        findings.append(Finding(scenario.source, at: position, message, remedy: remedy))
    }

    private mutating func planned(_ step: Step) -> [PlannedStep] {
        switch step.kind {
        case .emit(let emit):
            let deliveries = deliveries(emit, step)
            return [PlannedStep(kind: .deliver(deliveries), position: step.position)]
        case .wait(let duration): return [PlannedStep(kind: .wait(duration), position: step.position)]
        case .probe(let probe):
            return [PlannedStep(kind: .probe(self.probe(probe, step)), position: step.position)]
        case .parallel(let branches):
            let planned = branches.map { self.steps($0) }
            return [PlannedStep(kind: .parallel(planned), position: step.position)]
        case .repetition(let times, let inner):
            let outer = (instance, scopes)
            defer { (instance, scopes) = outer }
            var planned: [PlannedStep] = []
            for round in 0..<times {
                if round > 0 {
                    instance = nextInstance
                    nextInstance += 1
                    scopes = [:]
                }
                planned += steps(inner)
            }
            return planned
        }
    }

    /// The facts of a media, simulated once for each instance.
    private mutating func scope(_ name: String) -> FactScope? {
        if let known = scopes[name] { return known }
        guard let place = scenario.media.firstIndex(where: { $0.name.hasSameBytes(as: name) }),
            let provider = planner.catalogue.provider(scenario.media[place].provider)
        else { return nil }
        let simulation = Simulation(seed: planner.seed, start: planner.start)
        let facts = simulation.facts(
            of: scenario.media[place], provider: provider, instance: instance, offset: .seconds(place))
        let scope = FactScope(event: [:], media: facts, provider: provider)
        scopes[name] = scope
        return scope
    }

    private mutating func probe(_ probe: ProbeSpec, _ step: Step) -> PlannedProbe {
        var planned = probe
        let resolve = { (text: String, work: inout Planning) -> String in
            Interpolation.resolve(text) { reference in work.value(of: reference.name) }
        }
        planned.url = Located(resolve(probe.url.value, &self), at: probe.url.position)
        planned.headers = probe.headers.map { HTTPHeader($0.name, resolve($0.value, &self)) }
        let shown = planned.url.value.replacing("${target.origin}", with: "")
        return PlannedProbe(name: step.name ?? "\(planned.method) \(shown)", spec: planned)
    }

    /// The value of `movie.videoId`, or nil when it is no reference to a media.
    private mutating func value(of reference: String) -> String? {
        let parts = reference.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let scope = scope(parts[0]),
            let template = scope.provider.references[parts[1]]
        else { return nil }
        return scope.text(template) ?? ""
    }

    private mutating func deliveries(_ emit: EmitStep, _ step: Step) -> [PlannedDelivery] {
        guard let scope = scope(emit.media) else { return [] }
        let media = scenario.media.first { $0.name.hasSameBytes(as: emit.media) }
        var projector = EventProjector(
            scope: scope, emit: emit, wantedProfile: emit.profile ?? media?.profile, seed: planner.seed,
            instance: instance)
        let events: [ProjectedEvent]
        switch emit.what {
        case .lifecycle:
            events = projector.lifecycle()
            if events.isEmpty {
                report(
                    step.position, "a real upload of \"\(emit.media)\" produces no event",
                    remedy: "its upload never completes, or its provider has no life cycle")
            }
        case .event(let name):
            guard let event = scope.provider.event(name) else { return [] }
            events = projector.events(of: event)
            if events.isEmpty { report(step.position, projector.reasonForNone(event)) }
        }
        var deliveries: [PlannedDelivery] = []
        var usedChanges: Set<Int> = []
        for event in events {
            let body = changed(event.body, emit.changes, &usedChanges)
            let delivery = delivery(event, body, emit, step, scope)
            deliveries.append(delivery)
            for fault in emit.faults where fault.value == .duplicate {
                var copy = delivery
                copy.id = nextID()
                copy.follows = delivery.id
                deliveries.append(copy)
            }
        }
        for (place, change) in emit.changes.enumerated() where !usedChanges.contains(place) && !events.isEmpty
        {
            report(
                change.position, "\(change.path) selects nothing in this body",
                remedy: "vodhook emit \(scope.provider.name)/\(events[0].event) prints one")
        }
        return deliveries
    }

    private mutating func nextID() -> String {
        deliveryCount += 1
        return "d\(deliveryCount)"
    }

    private mutating func delivery(
        _ event: ProjectedEvent, _ body: JSONValue, _ emit: EmitStep, _ step: Step, _ scope: FactScope
    ) -> PlannedDelivery {
        PlannedDelivery(
            id: nextID(), provider: scope.provider.name, event: event.event, profile: event.profile,
            media: emit.media, subject: event.subject, eventTime: event.time, offset: event.offset,
            rules: scenario.delivery.applied(to: scope.provider.rules),
            body: JSONWriter.bytes(of: body), faults: emit.faults.map(\.value).filter { $0 != .duplicate },
            expect: emit.expect.over(scenario.expect), position: step.position)
    }

    private mutating func changed(_ body: JSONValue, _ changes: [Change], _ used: inout Set<Int>) -> JSONValue
    {
        var body = body
        for (place, change) in changes.enumerated() where Self.apply(change, to: &body) { used.insert(place) }
        for (place, change) in planner.overrides.enumerated() where Self.apply(change, to: &body) {
            usedOverrides.insert(place)
        }
        return body
    }

    /// Makes a change; false when its path selects nothing.
    private static func apply(_ change: Change, to body: inout JSONValue) -> Bool {
        switch change.action {
        case .set(let value):
            guard let changed = change.path.setting(value, in: body) else { return false }
            body = changed
            return true
        case .drop:
            let (changed, count) = change.path.removing(from: body)
            body = changed
            return count > 0
        }
    }
}
