package import JSONText
import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan

/// Runs single histories, each about an instance of its own, and reads the state they leave.
package struct HistoryRunner: Sendable {
    package let copies: PlanCopies
    var group: HistoryGroup
    let channel: any Channel
    let asker: Asker
    let wall: WallTime
    /// How long after a delivery is held open the next one begins.
    var overlapPause: Duration = PlannedDelivery.usualOverlapPause
    /// What is read before the first event, in the order of the observations; empty when that is not known.
    ///
    /// A receiver that accepts an event and still shows this has not done its work yet.
    package var blank: [JSONValue] = []

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
    /// `alter` changes the last delivery, and then a state as that of `other` is waited for no longer either.
    package func run(
        _ history: History, salt: UInt64, plain: HistoryRecord?, patience: Patience,
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
            if patience.shortensProbes, !probe.spec.never, let within = probe.spec.within {
                probe.spec.within = min(within, patience.limit)
            }
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
        let reader = StateReader(runner: runner, normaliser: copy.normaliser, wall: wall, since: begin)
        await observe(reader, copy, [plain, other].compactMap(\.self), patience, &record)
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
        _ reader: StateReader, _ copy: PlanCopies.PlanCopy, _ wanted: [HistoryRecord], _ patience: Patience,
        _ record: inout HistoryRecord
    ) async {
        let isAccepted = !record.deliveries.isEmpty && record.deliveries.allSatisfy(\.isAccepted)
        for (number, place) in observationPlaces.enumerated() {
            let settle = copies.observations[place - copies.expectedProbes].settle
            let spec = copy.probes[place].spec
            let wanted = wanted.compactMap {
                $0.states.indices.contains(number) ? $0.states[number].comparable : nil
            }
            let blank = isAccepted && blank.indices.contains(number) ? blank[number] : nil
            let state =
                if wanted.isEmpty {
                    await reader.resting(spec, patience, settle: settle, blank: blank, &record)
                } else {
                    await reader.wanted(spec, wanted, patience, settle: settle, &record)
                }
            record.states.append(state)
        }
    }

    /// The places of the observations of the group among the probes of a copy.
    private var observationPlaces: [Int] { group.probes.filter { $0 >= copies.expectedProbes } }

    /// True when states can be read again later: nothing is taken down behind a history.
    package var keepsStates: Bool { copies.base.teardown.isEmpty }

    /// Reads the states of an instance again, once and at once.
    package func statesNow(salt: UInt64) async -> HistoryRecord {
        let copy = copies.copy(salt: salt)
        let runner = Runner(channel: channel, asker: asker, clock: VirtualClock(), wall: wall)
        let reader = StateReader(runner: runner, normaliser: copy.normaliser, wall: wall, since: wall.now())
        var record = HistoryRecord()
        for place in observationPlaces {
            let state = await reader.ask(copy.probes[place].spec, &record)
            record.states.append(state)
        }
        record.isInterrupted = Task.isCancelled
        return record
    }
}

extension HistoryRecord {
    /// Adds what the deliveries came to.
    mutating func note(_ result: ScenarioResult, _ history: History, _ normaliser: StateNormaliser) {
        note(result, normaliser)
        let accepted = Set(result.deliveries.filter { $0.outcome == .delivered }.map(\.planned.id))
        mixedAnswers = result.acknowledgements.filter { accepted.contains($0.delivery) }.map {
            normaliser.withBaseIDs($0.message)
        }
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
                    failure: reply?.failure?.kind,
                    body: reply?.body.map { normaliser.withBaseIDs(String(decoding: $0, as: UTF8.self)) }
                        ?? "",
                    duration: reply?.duration ?? .zero,
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
