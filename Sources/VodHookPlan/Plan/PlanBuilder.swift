package import JSONText
import VodHookCatalogue

/// One plan in the making.
package struct PlanBuilder {
    let planner: Planner
    let scenario: Scenario
    private(set) var findings: [Finding] = []
    private var instance: Int
    private var nextInstance: Int
    private(set) var deliveryCount = 0
    private var probeCount = 0
    /// How many deliveries each fault of the scenario or of a step has been offered, by its place in the file.
    private var offered: [SourcePosition: Int] = [:]
    private var scopes: [String: FactScope] = [:]
    private var usedOverrides: Set<Int> = []
    /// The faults about one place of a body that some body had, by where they stand.
    var usedFaults: Set<SourcePosition> = []
    /// Why the others did nothing to a body.
    var idleFaults: [SourcePosition: (message: String, remedy: String?)] = [:]
    /// How much has been planned: deliveries, and steps without any.
    private var planned = 0
    /// The repetitions around what is being planned, the innermost last.
    private var repetitions: [(times: Int, position: SourcePosition)] = []
    /// True when the plan was given up since it is beyond `limit`.
    private(set) var isFull = false

    /// The most deliveries, waits and probes that one scenario may plan: more do not go into memory.
    static let limit = 1_000_000

    init(planner: Planner, scenario: Scenario, instance: Int) {
        self.planner = planner
        self.scenario = scenario
        self.instance = Self.first(of: instance)
        nextInstance = self.instance + 1
    }

    /// The number by which the media of an instance are simulated.
    ///
    /// Rounds of a repetition take the numbers after this one; those of another instance begin far away.
    package static func first(of instance: Int) -> Int { instance << 20 }

    mutating func steps(_ steps: [Step]) -> [PlannedStep] { steps.flatMap { self.planned($0) } }

    mutating func checkOverrides() {
        guard deliveryCount > 0, !isFull else { return }
        for (place, change) in planner.overrides.enumerated() where !usedOverrides.contains(place) {
            report(scenario.position, "--set \(change.path): no body has such a place")
        }
    }

    mutating func report(_ position: SourcePosition, _ message: String, remedy: String? = nil) {
        findings.append(Finding(scenario.source, at: position, message, remedy: remedy))
    }

    private mutating func planned(_ step: Step) -> [PlannedStep] {
        if isFull { return [] }
        let result = laidOut(step)
        switch step.kind {
        case .emit, .send, .wait, .probe:
            planned += max(1, result.reduce(0) { $0 + $1.deliveries.count })
            if planned > Self.limit { giveUp(at: step.position) }
        case .parallel, .group, .repetition: break
        }
        return isFull ? [] : result
    }

    private mutating func giveUp(at position: SourcePosition) {
        if isFull { return }
        isFull = true
        report(
            position, "the plan would have more than \(Self.limit) deliveries, waits and probes",
            remedy: "repeat it less often; vodhook load delivers any number")
    }

    /// Gives up when as many further rounds as the repetitions ask for, each as long as the one of `count`, are too
    /// many: before they are planned, since they would take all memory.
    private mutating func foresee(_ count: Int) {
        var product = count
        for repetition in repetitions.reversed() {
            product = product.clampedProduct(repetition.times)
            if product > Self.limit { return giveUp(at: repetition.position) }
        }
    }

    private mutating func laidOut(_ step: Step) -> [PlannedStep] {
        switch step.kind {
        case .emit(let emit):
            let deliveries = deliveries(emit, step)
            return [PlannedStep(kind: .deliver(deliveries), at: step.at, position: step.position)]
        case .send(let send):
            return [PlannedStep(kind: .deliver(deliveries(send, step)), at: step.at, position: step.position)]
        case .wait(let duration): return [PlannedStep(kind: .wait(duration), position: step.position)]
        case .probe(let probe):
            return [PlannedStep(kind: .probe(self.probe(probe, step)), at: step.at, position: step.position)]
        case .parallel(let branches):
            let planned = branches.map { self.steps($0) }
            return [PlannedStep(kind: .parallel(planned), position: step.position)]
        case .group(let inner): return steps(inner)
        case .repetition(let times, let inner):
            let outer = (instance, scopes)
            defer { (instance, scopes) = outer }
            var rounds: [PlannedStep] = []
            repetitions.append((times, step.position))
            defer { repetitions.removeLast() }
            for round in 0..<times where !isFull {
                if round > 0 {
                    instance = nextInstance
                    nextInstance += 1
                    scopes = [:]
                }
                let before = planned
                rounds += steps(inner)
                if round == 0 { foresee(planned - before) }
            }
            return rounds
        }
    }

    /// The facts of a media, simulated once for each instance.
    private mutating func scope(_ name: String) -> FactScope? {
        if let known = scopes[name] { return known }
        guard let place = scenario.media.firstIndex(where: { $0.name.hasSameBytes(as: name) }),
            let provider = planner.catalogue.provider(scenario.media[place].provider)
        else { return nil }
        var simulation = Simulation(seed: planner.seed, start: planner.start, salt: planner.salt)
        simulation.marksIdentities = planner.marksIdentities
        let facts = simulation.facts(
            of: scenario.media[place], provider: provider, instance: instance, offset: .seconds(place))
        let scope = FactScope(
            event: [:], media: facts, provider: provider, marksIdentities: planner.marksIdentities)
        scopes[name] = scope
        return scope
    }

    /// The facts of the media called `name`, or nil when there is none.
    mutating func facts(of name: String) -> Facts? { scope(name)?.media }

    private mutating func probe(_ probe: ProbeSpec, _ step: Step) -> PlannedProbe {
        var planned = probe
        let name: String
        switch probe.question {
        case .request(let question):
            let resolved = question.resolved { resolve($0) }
            planned.question = .request(resolved)
            name = "\(resolved.method) \(resolved.url.replacing("${target.origin}", with: ""))"
        case .command(let words):
            let resolved = words.map { resolve($0) }
            planned.question = .command(resolved)
            name = resolved.joined(separator: " ")
        }
        planned.expect = resolved(probe.expect)
        probeCount += 1
        return PlannedProbe(id: "p\(probeCount)", name: step.name ?? name, spec: planned)
    }

    mutating func resolve(_ text: String) -> String {
        guard text.utf8.contains(0x24) else { return text }
        return Interpolation.resolve(text, keepingEscapes: true) { reference in value(of: reference.name) }
    }

    /// True for a name that the provider of the media knows, and this media has no value of.
    mutating func isWithoutValue(_ reference: String) -> Bool {
        let parts = reference.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let scope = scope(parts[0]),
            let template = scope.provider.references[parts[1]]
        else { return false }
        return scope.text(template) == nil
    }

    /// The value of `movie.videoId`, or nil when it is no reference to a media.
    private mutating func value(of reference: String) -> String? {
        let parts = reference.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let scope = scope(parts[0]) else { return nil }
        if let template = scope.provider.references[parts[1]] { return scope.text(template) ?? "" }
        guard let place = EventReference(parts[1]), scope.provider.event(place.event) != nil else {
            return nil
        }
        let value = place.value(in: bodies(of: place.event, media: parts[0]).map(\.body))
        if value == nil { report(scenario.position, "nothing stands at ${\(reference)}") }
        return value
    }

    /// The bodies of `event` about a media, in the order in which a step of that event makes them.
    mutating func bodies(of event: String, media: String) -> [(subject: String?, body: JSONValue)] {
        guard let scope = scope(media), let spec = scope.provider.event(event) else { return [] }
        let profile = scenario.media.first { $0.name.hasSameBytes(as: media) }?.profile
        var projector = EventProjector(
            scope: scope, emit: EmitStep(what: .event(event), media: media), wantedProfile: profile,
            seed: planner.seed, instance: instance, salt: planner.salt)
        return projector.events(of: spec).map { ($0.subject, $0.body) }
    }

    private mutating func deliveries(_ emit: EmitStep, _ step: Step) -> [PlannedDelivery] {
        guard let scope = scope(emit.media) else { return [] }
        let media = scenario.media.first { $0.name.hasSameBytes(as: emit.media) }
        var projector = EventProjector(
            scope: scope, emit: emit, wantedProfile: emit.profile ?? media?.profile, seed: planner.seed,
            instance: instance, salt: planner.salt)
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
        var usedChanges: Set<Int> = []
        var deliveries: [PlannedDelivery] = []
        for event in events {
            let body = changed(event.body, emit.changes, &usedChanges)
            deliveries += delivery(event, body, emit, step, scope)
        }
        for (place, change) in emit.changes.enumerated()
        where !usedChanges.contains(place) && !events.isEmpty {
            report(
                change.position, "\(change.path) selects nothing in this body",
                remedy: "vodhook emit \(scope.provider.name)/\(events[0].event) prints one")
        }
        if let only = emit.only { deliveries = self.only(only, of: deliveries, step) }
        if emit.meanwhile.isEmpty { return reordered(deliveries) }
        let inner = emit.meanwhile.flatMap { step -> [PlannedDelivery] in
            if case .emit(let emit) = step.kind { return self.deliveries(emit, step) }
            return []
        }
        return held(deliveries, during: inner)
    }

    /// The faults that this delivery has: those without a choice, every n-th, and those that chance picks.
    private mutating func chosen(_ faults: [Fault], for id: String) -> [Fault] {
        faults.filter { fault in
            if let every = fault.every {
                offered[fault.position, default: 0] += 1
                if !offered[fault.position, default: 0].isMultiple(of: every) { return false }
            }
            guard let chance = fault.chance else { return true }
            // The folder is left out, so that the same file draws the same from any working directory.
            let place = fault.position.description.split(separator: "/").last.map(String.init) ?? ""
            var draw = SeededGenerator(seed: planner.seed).branch("fault", place, id)
            return draw.bool(chance: chance)
        }
    }

    mutating func nextID() -> String {
        deliveryCount += 1
        return "d\(deliveryCount)"
    }

    /// One event as deliveries: none when it is dropped, two when it is duplicated.
    private mutating func delivery(
        _ event: ProjectedEvent, _ body: JSONValue, _ emit: EmitStep, _ step: Step, _ scope: FactScope
    ) -> [PlannedDelivery] {
        let id = nextID()
        let offered = emit.faults + scenario.faults
        let wanted = chosen(offered, for: id)
        let remedy = "vodhook emit \(scope.provider.name)/\(event.event) prints one"
        let (faults, bytes) = broken(
            wanted, of: offered, body, scope.provider.envelope, remedy: remedy
        ) {
            BodyFaults.bytes(of: body, $0, scope.provider.envelope)
        }
        let delivery = PlannedDelivery(
            id: id, provider: scope.provider.name, event: event.event, profile: event.profile,
            media: emit.media, subject: event.subject, eventTime: event.time,
            offset: event.offset + jitter(emit.jitter, id),
            rules: scenario.delivery.applied(to: scope.provider.rules), name: step.name,
            deliveryChanges: scenario.delivery,
            body: bytes, envelope: scope.provider.envelope, faults: faults,
            captures: emit.captures, expect: emit.expect.over(scenario.expect), position: step.position)
        return withOrderFaults(delivery)
    }

    /// A body of the scenario's own: its bytes stay as they are unless a fault or --set changes them.
    private mutating func deliveries(_ send: SendStep, _ step: Step) -> [PlannedDelivery] {
        guard let provider = planner.catalogue.provider(send.provider) else { return [] }
        let id = nextID()
        var body = send.body
        if send.hasNames {
            body = Array(
                Interpolation.resolve(resolve(String(decoding: body, as: UTF8.self))) { _ in nil }.utf8)
        }
        var value: JSONValue?
        do throws(JSONSyntaxError) {
            value = try JSONReader.value(of: body)
        } catch {
            // What is no JSON is sent all the same; only faults of single fields cannot be had.
            value = nil
        }
        let time = value.flatMap(provider.envelope.time(in:)) ?? planner.start
        if let original = value {
            var used: Set<Int> = []
            let changed = self.changed(original, [], &used)
            if changed != original {
                value = changed
                body = JSONWriter.bytes(of: changed)
            }
        }
        let offered = send.faults + scenario.faults
        let wanted = chosen(offered, for: id)
        let (faults, bytes) = broken(wanted, of: offered, value, provider.envelope) {
            BodyFaults.bytes(of: value, written: body, $0, provider.envelope)
        }
        return withOrderFaults(
            PlannedDelivery(
                id: id, provider: provider.name, event: send.event, profile: "", media: send.media,
                eventTime: time, offset: .zero, rules: scenario.delivery.applied(to: provider.rules),
                path: send.path, name: step.name, deliveryChanges: scenario.delivery,
                body: bytes, envelope: provider.envelope, faults: faults,
                captures: send.captures, expect: send.expect.over(scenario.expect), position: step.position))
    }

    private mutating func changed(_ body: JSONValue, _ changes: [Change], _ used: inout Set<Int>) -> JSONValue
    {
        var body = body
        for (place, change) in changes.enumerated() where change.apply(to: &body) { used.insert(place) }
        for (place, change) in planner.overrides.enumerated() where change.apply(to: &body) {
            usedOverrides.insert(place)
        }
        return body
    }
}

extension Change {
    /// Makes the change; false when its path selects nothing.
    @discardableResult package func apply(to body: inout JSONValue) -> Bool {
        switch action {
        case .set(let value):
            guard let changed = path.setting(value, in: body) else { return false }
            body = changed
            return true
        case .drop:
            let (changed, count) = path.removing(from: body)
            body = changed
            return count > 0
        }
    }
}
