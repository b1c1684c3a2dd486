import JSONText
import VodHookCatalogue
package import VodHookPlan

/// Copies of a scenario's plan, each about media with other ids and otherwise the same.
package struct PlanCopies: Sendable {
    /// The deliveries of one instance with all that is needed to run and compare them.
    package struct PlanCopy: Sendable {
        /// In the plain order, without retries and without any order among themselves.
        package var deliveries: [PlannedDelivery] = []
        var setup: [PlannedStep] = []
        var teardown: [PlannedStep] = []
        /// The probes whose expectations must hold, then the observations.
        package var probes: [PlannedProbe] = []
        package var normaliser = StateNormaliser(own: [], base: [], volatile: [])
    }

    /// The scenario as it is explored: events and probes, nothing that makes an order.
    let scenario: Scenario
    /// How many of a copy's probes are expectations; the others are observations.
    package let expectedProbes: Int
    /// What is observed, in the order of the copy.
    package let observations: [ObserveSpec]
    /// Where steps stand that do something and are in no history.
    let leftOut: [SourcePosition]
    /// What the bodies of the plain scenario hold; ids are translated to these.
    package let base: PlanCopy
    /// What `${…}` can stand for in a saved scenario, with the text of the base instance.
    let references: [(name: String, text: String)]

    /// The deliveries in whose bodies or requests the scenario has changed something.
    let changed: Set<Int>

    /// The bodies of each `media.event`, in the order in which a step of that event makes them.
    private let eventBodies: [String: [JSONValue]]
    /// The deliveries without the scenario's changes and faults.
    private let plainDeliveries: [PlannedDelivery]
    private let planner: Planner
    /// Which of the draws of the scenario it is about.
    private let instance: Int
    private let bare: Scenario
    private let baseTexts: [String]
    /// Which ids of each media are seen by the receiver; the others need not be looked for in its state.
    private let kept: [Set<Int>]
    /// Where bodies differ from instance to instance in what `IdentityTexts` does not know, by delivery.
    private let otherIDs: [[NormalizedPath]]

    /// Nil when the scenario cannot be planned, which its own planning has reported.
    package init?(_ scenario: Scenario, planner: Planner, instance: Int = 0) {
        let prepared = ExploredScenario(scenario)
        self.scenario = prepared.scenario
        bare = prepared.bare
        expectedProbes = prepared.expectations.count
        observations = prepared.observations
        leftOut = prepared.leftOut
        self.planner = planner
        self.instance = instance
        let (salt, otherSalt) = (planner.salt, planner.salt ^ 0x5EED)
        guard let base = Self.copy(prepared.scenario, planner, instance, salt: salt),
            let other = Self.copy(prepared.scenario, planner, instance, salt: otherSalt)
        else { return nil }
        self.base = base
        let setup = (base.setup + base.teardown).flatMap(\.deliveries)
        let windows = TextWindows((base.deliveries + setup).map(\.body))
        let all = scenario.media.map { _ in IdentityTexts.Choice.seen(windows) }
        let texts = Self.texts(scenario, planner, instance, salt: salt, all)
        baseTexts = texts.all
        kept = texts.kept
        let bareDeliveries =
            Self.copy(prepared.bare, planner, instance, salt: salt)?.deliveries ?? base.deliveries
        plainDeliveries = bareDeliveries.count == base.deliveries.count ? bareDeliveries : base.deliveries
        changed = Set(
            zip(base.deliveries, bareDeliveries).enumerated().filter { _, pair in
                pair.0.body != pair.1.body || !pair.0.faults.allSatisfy(\.isOfOrder)
            }.map(\.offset))
        let otherTexts = Self.texts(
            scenario, planner, instance, salt: otherSalt, texts.kept.map { .numbers($0) })
        let normaliser = StateNormaliser(own: otherTexts.all, base: texts.all, volatile: [])
        otherIDs = zip(base.deliveries, other.deliveries).map { base, other in
            guard let left = Self.value(base.body), let right = Self.value(other.body) else { return [] }
            return Self.differences(left, normaliser.withBaseIDs(right), [])
        }
        let media = zip(texts.references, otherTexts.references)
            .filter { $0.text != $1.text && !$0.text.isEmpty }.map(\.0)
        var events: [(name: String, text: String)] = []
        var bodies: [String: [JSONValue]] = [:]
        var others = planner
        others.salt = otherSalt
        for delivery in base.deliveries where bodies["\(delivery.media).\(delivery.event)"] == nil {
            let own = planner.bodies(
                of: delivery.event, media: delivery.media, in: scenario, instance: instance)
            let all = others.bodies(
                of: delivery.event, media: delivery.media, in: scenario, instance: instance)
            bodies["\(delivery.media).\(delivery.event)"] = own.map(\.body)
            events += zip(own, all).enumerated().flatMap { number, pair in
                zip(EventReference.texts(in: pair.0.body), EventReference.texts(in: pair.1.body))
                    .filter { $0.text != $1.text && !$0.text.isEmpty }
                    .map { ("\(delivery.media).\(delivery.event).\(number + 1).\($0.0.path)", $0.0.text) }
            }
        }
        references = media + events
        eventBodies = bodies
    }

    /// The place of a delivery among those that a step of its event makes, from 1; nil when there is one only.
    func placeAmongEvent(_ number: Int) -> Int? {
        let delivery = base.deliveries[number]
        let bodies = eventBodies["\(delivery.media).\(delivery.event)"] ?? []
        guard bodies.count > 1 else { return nil }
        let own = Self.value(plainDeliveries[number].body)
        return bodies.firstIndex { $0 == own }.map { $0 + 1 }
    }

    /// The deliveries of the instance with `salt`; `isBare` leaves out the scenario's changes and faults.
    package func copy(salt: UInt64, isBare: Bool = false) -> PlanCopy {
        guard var copy = Self.copy(isBare ? bare : scenario, planner, instance, salt: salt) else {
            return base
        }
        var own = Self.texts(scenario, planner, instance, salt: salt, kept.map { .numbers($0) }).all
        var base = baseTexts
        for (place, paths) in otherIDs.enumerated() where !paths.isEmpty && !isBare {
            guard let left = Self.value(self.base.deliveries[place].body),
                let right = Self.value(copy.deliveries[place].body)
            else { continue }
            for path in paths {
                guard let text = Self.text(at: path, in: left), let other = Self.text(at: path, in: right)
                else { continue }
                base.append(text)
                own.append(other)
            }
        }
        copy.normaliser = StateNormaliser(own: own, base: base, volatile: observations.flatMap(\.volatile))
        return copy
    }

    /// When the media of the first one begins.
    var start: Timestamp { planner.start }

    /// How people see the events of a group.
    package func names(of group: HistoryGroup) -> [String] {
        group.events.map { base.deliveries[$0] }.map { delivery in
            let subject = delivery.subject.map { " \($0)" } ?? ""
            return "\(delivery.event)\(subject)\(group.media.count > 1 ? " (\(delivery.media))" : "")"
        }
    }

    // MARK: Planning

    private static func copy(_ scenario: Scenario, _ planner: Planner, _ instance: Int, salt: UInt64)
        -> PlanCopy?
    {
        var planner = planner
        planner.salt = salt
        guard let plan = planner.plan(scenario, instance: instance).plan else { return nil }
        var copy = PlanCopy()
        copy.setup = plan.setup
        copy.teardown = plan.teardown
        for step in plan.steps {
            switch step.kind {
            case .deliver(let deliveries): copy.deliveries += deliveries.map(single)
            case .probe(let probe): copy.probes.append(probe)
            case .wait, .parallel: break
            }
        }
        return copy
    }

    private static func single(_ delivery: PlannedDelivery) -> PlannedDelivery {
        var delivery = delivery
        delivery.rules.retries = RetrySchedule(gaps: [])
        delivery.offset = .zero
        delivery.follows = nil
        delivery.during = nil
        delivery.beside = nil
        // Each delivery of a history is a single attempt, so these say nothing.
        delivery.expect.attempts = nil
        delivery.expect.statuses = nil
        delivery.holdAfterBytes = nil
        return delivery
    }

    private static func texts(
        _ scenario: Scenario, _ planner: Planner, _ instance: Int, salt: UInt64,
        _ choices: [IdentityTexts.Choice]
    ) -> (all: [String], kept: [Set<Int>], references: [(name: String, text: String)]) {
        let simulation = Simulation(seed: planner.seed, start: planner.start, salt: salt)
        var all: [String] = []
        var kept: [Set<Int>] = []
        var references: [(name: String, text: String)] = []
        for (place, spec) in scenario.media.enumerated() {
            kept.append([])
            guard let provider = planner.catalogue.provider(spec.provider) else { continue }
            let facts = simulation.facts(
                of: spec, provider: provider, instance: PlanBuilder.first(of: instance),
                offset: .seconds(place))
            let written = IdentityTexts.all(of: facts, provider, choices[place])
            all += written.texts
            kept[place] = written.numbers
            let scope = FactScope(event: [:], media: facts, provider: provider)
            for name in provider.references.keys.sorted() {
                guard let template = provider.references[name] else { continue }
                let text = scope.text(template) ?? ""
                references.append(("\(spec.name).\(name)", text))
                // What a probe asks for may stand in its answer, though no event has told it.
                if !text.isEmpty { all.append(text) }
            }
        }
        return (all, kept, references)
    }

    private static func value(_ body: [UInt8]) -> JSONValue? {
        // A body that a fault has broken is no JSON; then its ids are not looked for.
        do { return try JSONReader.value(of: body) } catch { return nil }
    }

    private static func differences(
        _ left: JSONValue, _ right: JSONValue, _ steps: [NormalizedPath.Step]
    ) -> [NormalizedPath] {
        switch (left, right) {
        case (.object(let left), .object(let right)):
            left.members.flatMap { member in
                right[member.key].map { differences(member.value, $0, steps + [.name(member.key)]) } ?? []
            }
        case (.array(let left), .array(let right)):
            zip(left, right).enumerated().flatMap { differences($1.0, $1.1, steps + [.index($0)]) }
        case (.string, .string): left == right ? [] : [NormalizedPath(steps)]
        default: []
        }
    }

    private static func text(at path: NormalizedPath, in value: JSONValue) -> String? {
        path.steps.reduce(Optional(value)) { value, step in
            switch step {
            case .name(let name): value?[name]
            case .index(let index): value?.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            }
        }?.string
    }
}
