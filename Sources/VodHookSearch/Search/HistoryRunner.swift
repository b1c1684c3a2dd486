import JSONText
import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan

/// Runs single histories, each about an instance of its own, and reads the state they leave.
package struct HistoryRunner: Sendable {
    /// How long a state may take to become what it should be.
    package struct Patience: Sendable {
        /// The longest wait after the last answer.
        var limit: Duration
        /// The time between two questions.
        var every: Duration = .milliseconds(20)
        /// The wait before the first question, for receivers that work on after their answer.
        var rest: Duration = .zero
        /// The time between the readings that must agree before a state counts as standing still.
        var gap: Duration = .milliseconds(50)

        package init(
            limit: Duration, every: Duration = .milliseconds(20), rest: Duration = .zero,
            gap: Duration = .milliseconds(50)
        ) {
            self.limit = limit
            self.every = every
            self.rest = rest
            self.gap = gap
        }
    }

    /// How often a state is read before it counts as standing still, when nothing says how long it takes.
    private static let readsForStillness = 3
    private static let limitForStillness = Duration.seconds(10)

    package let copies: PlanCopies
    var group: HistoryGroup
    let channel: any Channel
    let asker: Asker
    let wall: WallTime
    /// How long after a delivery is held open the next one begins.
    var overlapPause: Duration = PlannedDelivery.usualOverlapPause

    package init(
        copies: PlanCopies, group: HistoryGroup, channel: any Channel, asker: Asker, wall: WallTime,
        overlapPause: Duration = PlannedDelivery.usualOverlapPause
    ) {
        self.copies = copies
        self.group = group
        self.channel = channel
        self.asker = asker
        self.wall = wall
        self.overlapPause = overlapPause
    }

    var presence: ReceiverPresence {
        ReceiverPresence(channel: channel, wall: wall)
    }

    /// Runs `history` and waits until its states are those of `plain`, as long as `patience` allows.
    ///
    /// Without `plain` it waits until the states stand still: that is how the plain histories themselves are run.
    /// With `isPatient` the scenario's probes get all the time that they ask for. `alter` changes the last delivery,
    /// and then a state as that of `other` is waited for no longer either.
    package func run(
        _ history: History, salt: UInt64, plain: HistoryRecord?, patience: Patience, isPatient: Bool = false,
        other: HistoryRecord? = nil, alter: (inout PlannedDelivery) -> Void = { _ in }
    ) async -> HistoryRecord {
        let copy = copies.copy(salt: salt)
        let bare = history.slots.contains(where: \.isBare) ? copies.copy(salt: salt, isBare: true) : copy
        let deliveries = history.slots.enumerated().map { place, slot in
            let number = group.events[slot.event]
            var delivery = (slot.isBare && bare.deliveries.indices.contains(number) ? bare : copy).deliveries[
                number]
            delivery.id = "h\(place + 1)"
            if place == history.slots.count - 1 { alter(&delivery) }
            return delivery
        }
        let runner = Runner(channel: channel, asker: asker, clock: VirtualClock(), wall: wall)
        let expected = group.probes.filter { $0 < copies.expectedProbes }
        let probes = expected.map { place -> PlannedStep in
            var probe = copy.probes[place]
            if !isPatient, let within = probe.spec.within { probe.spec.within = min(within, patience.limit) }
            probe.spec.every = min(probe.spec.every, patience.every)
            // What does not hold after the plain order of these events need not be waited for.
            let name = copy.normaliser.withBaseIDs(probe.name)
            let isFailing = plain?.failedProbes.keys.contains { $0.hasPrefix("\(name):") } ?? false
            if isFailing, !probe.spec.never { probe.spec.within = nil }
            return PlannedStep(kind: .probe(probe), position: probe.spec.position)
        }
        let plan = Plan(
            name: copies.scenario.name, file: copies.scenario.file, seed: 0,
            start: Timestamp(milliseconds: 0),
            steps: steps(history, deliveries), setup: copy.setup)
        let delivered = await runner.run(plan)
        var record = HistoryRecord()
        record.note(delivered, history, copy.normaliser)
        if record.isInterrupted { return record }
        let begin = wall.now()
        if !probes.isEmpty { record.note(await runner.run(Self.plan(probes, copies)), copy.normaliser) }
        if patience.rest > .zero { await wall.pause(patience.rest) }
        await observe(runner, copy, [plain, other].compactMap(\.self), patience, &record)
        record.settled = wall.now() - begin
        if !copy.teardown.isEmpty {
            record.note(await runner.run(Self.plan(copy.teardown, copies)), copy.normaliser)
        }
        record.isInterrupted = record.isInterrupted || Task.isCancelled
        return record
    }

    /// The steps of a history: one for each delivery, or for two that overlap.
    func steps(_ history: History, _ deliveries: [PlannedDelivery]) -> [PlannedStep] {
        var steps: [PlannedStep] = []
        var place = 0
        while place < deliveries.count {
            var pair = [deliveries[place]]
            if history.slots[place].overlap != .none {
                var first = deliveries[place]
                var second = deliveries[place + 1]
                if history.slots[place].overlap == .held {
                    first.holdAfterBytes = first.body.count / 2
                    // It is held open by us, so its time says nothing.
                    first.expect.within = nil
                    second.during = first.id
                    second.overlapPause = overlapPause
                }
                pair = [first, second]
            }
            steps.append(PlannedStep(kind: .deliver(pair), position: pair[0].position))
            place += pair.count
        }
        return steps
    }

    private static func plan(_ steps: [PlannedStep], _ copies: PlanCopies) -> Plan {
        Plan(
            name: copies.scenario.name, file: copies.scenario.file, seed: 0,
            start: Timestamp(milliseconds: 0),
            steps: steps)
    }

    // MARK: State

    private func observe(
        _ runner: Runner, _ copy: PlanCopies.PlanCopy, _ wanted: [HistoryRecord], _ patience: Patience,
        _ record: inout HistoryRecord
    ) async {
        let places = group.probes.filter { $0 >= copies.expectedProbes }
        for (number, place) in places.enumerated() {
            let settle = copies.observations[place - copies.expectedProbes].settle
            let spec = copy.probes[place].spec
            let wanted = wanted.compactMap {
                $0.states.indices.contains(number) ? $0.states[number].comparable : nil
            }
            let state =
                if wanted.isEmpty {
                    await restingState(spec, runner, copy.normaliser, settle, &record, gap: patience.gap)
                } else {
                    await read(
                        spec, runner, copy.normaliser, until: wanted, settle ?? patience.limit, patience,
                        &record)
                }
            record.states.append(state)
        }
    }

    private func read(
        _ spec: ProbeSpec, _ runner: Runner, _ normaliser: StateNormaliser, until wanted: [JSONValue],
        _ limit: Duration, _ patience: Patience, _ record: inout HistoryRecord
    ) async -> HistoryRecord.State {
        let deadline = wall.now() + limit
        while true {
            let state = await ask(spec, runner, normaliser, &record)
            if wanted.contains(state.comparable) || wall.now() >= deadline || Task.isCancelled
                || record.refusal != nil
            {
                return state
            }
            await wall.pause(patience.every)
        }
    }

    /// Reads the state until it stands still.
    package func restingState(
        _ spec: ProbeSpec, _ runner: Runner, _ normaliser: StateNormaliser, _ settle: Duration?,
        _ record: inout HistoryRecord, gap: Duration = .milliseconds(50)
    ) async -> HistoryRecord.State {
        if let settle {
            await wall.pause(settle)
            return await ask(spec, runner, normaliser, &record)
        }
        let begin = wall.now()
        let deadline = begin + Self.limitForStillness
        var last = await ask(spec, runner, normaliser, &record)
        var same = 1
        while same < Self.readsForStillness, wall.now() < deadline, !Task.isCancelled, record.refusal == nil {
            await wall.pause(gap)
            let next = await ask(spec, runner, normaliser, &record)
            if next.comparable == last.comparable {
                same += 1
            } else {
                same = 1
                record.changed = max(record.changed, wall.now() - begin)
            }
            last = next
        }
        record.isResting = record.isResting && same >= Self.readsForStillness
        return last
    }

    /// Reads the state once.
    package func ask(
        _ spec: ProbeSpec, _ runner: Runner, _ normaliser: StateNormaliser, _ record: inout HistoryRecord
    ) async -> HistoryRecord.State {
        let (shown, answer) = await runner.ask(spec)
        record.requests += 1
        let failure = answer.reply.failure
        if failure?.kind == .refused, record.refusal == nil { record.refusal = failure?.message }
        let raw = Self.state(answer)
        let state = normaliser.withBaseIDs(raw)
        return HistoryRecord.State(raw: state, comparable: normaliser.comparable(raw), source: shown)
    }

    /// The state that an answer tells: its JSON, or for anything but success what came instead.
    private static func state(_ answer: ProbeAnswer) -> JSONValue {
        let reply = answer.reply
        guard let code = reply.code, let bytes = reply.body, reply.failure == nil else {
            return ["no answer": .string(reply.failure?.kind.rawValue ?? "nothing came")]
        }
        let text = JSONValue.string(String(decoding: bytes, as: UTF8.self))
        let body: JSONValue
        do { body = try JSONReader.value(of: bytes) } catch { body = text }
        switch answer {
        case .http: return (200...299).contains(code) ? body : ["HTTP status": .int(code), "body": body]
        case .command: return code == 0 ? body : ["exit code": .int(code), "body": body]
        }
    }
}

extension HistoryRecord {
    /// Adds what the deliveries came to.
    mutating func note(_ result: ScenarioResult, _ history: History, _ normaliser: StateNormaliser) {
        note(result, normaliser)
        for (place, slot) in history.slots.enumerated() {
            guard let delivery = result.deliveries.first(where: { $0.planned.id == "h\(place + 1)" }) else {
                continue
            }
            let observation = delivery.attempts.last?.observation
            let reply = observation?.reply
            var failed: [String: Check] = [:]
            for check in result.checks where check.delivery == delivery.planned.id && check.verdict.isRed {
                failed[normaliser.withBaseIDs(check.name)] = normaliser.withBaseIDs(check)
            }
            let answer = reply?.failure?.message ?? reply?.code.map(String.init) ?? "nothing was sent"
            deliveries.append(
                Delivery(
                    event: slot.event, isAccepted: observation?.isAccepted ?? false,
                    answer: answer, status: reply?.failure == nil ? reply?.code : nil,
                    failure: reply?.failure?.kind, duration: reply?.duration ?? .zero,
                    failedChecks: failed))
        }
    }

    /// Adds what probes, set-up and tear-down came to.
    mutating func note(_ result: ScenarioResult, _ normaliser: StateNormaliser) {
        isInterrupted = isInterrupted || result.isInterrupted
        let attempts = result.deliveries.flatMap(\.attempts)
        requests += attempts.count + result.probes.reduce(0) { $0 + $1.requests }
        let replies = attempts.map(\.observation.reply) + result.probes.map(\.last.reply)
        if refusal == nil { refusal = replies.first { $0.failure?.kind == .refused }?.failure?.message }
        for check in result.checks
        where check.probe != nil && check.verdict.isRed {
            failedProbes[normaliser.withBaseIDs(check.name)] = normaliser.withBaseIDs(check)
        }
    }
}
