// Came from: Plan/Planner.swift. Here: each planned delivery waits, is attempted through its channel, and is
// judged by its `DeliveryMachine` until it ends; then its checks are made. Goes on in: HTTPChannel.swift.

import JSONText
import VodHookCatalogue
package import VodHookPlan

/// Something that happened in a run, for progress.
package enum RunEvent: Sendable {
    case attemptEnded(PlannedDelivery, Attempt)
    case retryPlanned(PlannedDelivery, number: Int, gap: Duration)
    case deliveryEnded(DeliveryResult)
    case waiting(until: Duration)
}

/// Runs plans: waits, hands attempts to a channel, repeats them as the provider would, asks, and checks.
///
/// What is HTTP, or another way to deliver, is behind the channel.
package struct Runner: Sendable {
    /// By which it delivers.
    package let channel: any Channel
    /// Asks the questions of its probes.
    package let asker: Asker
    package let wall: WallTime
    let captured = CapturedValues()
    private let clock: any ScenarioClock
    private let observer: @Sendable (RunEvent) -> Void

    package init(
        channel: any Channel, asker: Asker, clock: any ScenarioClock, wall: WallTime,
        observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.channel = channel
        self.asker = asker
        self.clock = clock
        self.wall = wall
        self.observer = observer
    }

    /// Runs `plan` to its end, or until the task is cancelled; the result holds what was done until then.
    ///
    /// Steps are left out when a check of the set-up fails; the tear-down is done in any case.
    package func run(_ plan: Plan) async -> ScenarioResult {
        let begin = wall.now()
        var pieces = await run(plan.setup)
        let isSetUp = pieces.allSatisfy { $0.checks.allSatisfy { $0.verdict == .pass } }
        if isSetUp { pieces += await run(plan.steps) }
        if !plan.teardown.isEmpty {
            // In a task of its own, which an interruption of this one spares: what was set up is taken down.
            pieces += await Task { await run(plan.teardown) }.value
        }
        var result = ScenarioResult(
            name: plan.name, file: plan.file, seed: plan.seed, target: channel.shownTarget,
            deliveries: [], probes: [], checks: [],
            plannedDeliveries: plan.deliveries.count, isInterrupted: Task.isCancelled,
            duration: wall.now() - begin)
        for piece in pieces {
            result.probes += piece.probes.map { probe in
                var probe = probe
                probe.deliveriesBefore = result.deliveries.count
                return probe
            }
            result.deliveries += piece.deliveries
            result.checks += piece.checks
        }
        result.acknowledgements = result.deliveries.flatMap(Acknowledgement.findings)
        result.settle()
        if result.isInterrupted { return result }
        if isSetUp { result.checks += plan.assertions.flatMap { $0.checks(result) } }
        result.settle()
        if let reason = Self.whyNothingArrived(result, isSetUp: isSetUp) {
            result.checks.append(
                Check(
                    name: "something was delivered", verdict: .notTested, message: reason,
                    position: plan.steps.first?.position
                        ?? SourcePosition(file: plan.file, line: 1, column: 1)))
        }
        return result
    }

    /// Why no byte can have reached the receiver, unless a check says so already or a downtime was planned; nil when
    /// one did.
    private static func whyNothingArrived(_ result: ScenarioResult, isSetUp: Bool) -> String? {
        let observations = result.deliveries.filter { $0.planned.expectedOutcome != .unreachable }
            .flatMap(\.attempts).map(\.observation)
        if observations.isEmpty, !result.deliveries.isEmpty { return nil }
        guard let first = observations.first else {
            return isSetUp ? "nothing was delivered" : "nothing was delivered: the set-up failed"
        }
        guard let failure = first.failure, result.checks.allSatisfy({ $0.verdict == .pass }),
            observations.allSatisfy({ $0.reach == .notSent })
        else { return nil }
        return "nothing was delivered: \(failure.message)"
    }

    /// Does `steps` by themselves; returns the first failed check with its place, nil when there is none.
    package func failure(of steps: [PlannedStep]) async -> String? {
        let pieces = await run(steps)
        let checks = pieces.flatMap(\.checks)
            .settled(after: pieces.flatMap(\.deliveries), pieces.flatMap(\.probes))
        if Task.isCancelled { return nil }
        return checks.first { $0.verdict != .pass }.map { "\($0.position): \($0.message)" }
    }

    /// What one step came to.
    struct Piece: Sendable {
        var deliveries: [DeliveryResult] = []
        var probes: [ProbeResult] = []
        var checks: [Check] = []
    }

    private func run(_ steps: [PlannedStep]) async -> [Piece] {
        var pieces: [Piece] = []
        for step in steps {
            if Task.isCancelled { break }
            if let at = step.at { await sleep(until: at) }
            switch step.kind {
            case .wait(let duration): await sleep(until: clock.now + duration)
            case .probe(let probe): pieces.append(await run(probe))
            case .deliver(let deliveries): pieces += await run(deliveries)
            case .parallel(let branches):
                let results = await clock.concurrently(branches.map { branch in { await self.run(branch) } })
                pieces += results.flatMap { $0 }
            }
        }
        return pieces
    }

    private func sleep(until time: Duration, order: Int = 0) async {
        if time > clock.now { observer(.waiting(until: time)) }
        await clock.sleep(until: time, order: order)
    }

    // MARK: Deliveries

    /// Runs the deliveries of one step, each at its offset, those that follow others after them.
    private func run(_ deliveries: [PlannedDelivery]) async -> [Piece] {
        let begin = clock.now
        let gates = Dictionary(
            deliveries.compactMap { $0.during.map { ($0, RequestGate()) } },
            uniquingKeysWith: { first, _ in first })
        var chains: [[PlannedDelivery]] = []
        for delivery in deliveries {
            if let leader = delivery.follows,
                let place = chains.firstIndex(where: { $0.contains { $0.id == leader } })
            {
                chains[place].append(delivery)
            } else {
                chains.append([delivery])
            }
        }
        let bodies = chains.enumerated().map { order, chain -> @Sendable () async -> [Piece] in
            {
                var pieces: [Piece] = []
                for delivery in chain {
                    let due = Due(time: begin + delivery.offset, order: order, gates: gates)
                    // Those behind one that did not begin do not begin either, but open the gates that others wait at.
                    if let piece = await self.deliver(delivery, due) { pieces.append(piece) }
                }
                return pieces
            }
        }
        if bodies.count == 1 { return await bodies[0]() }
        return await clock.concurrently(bodies).flatMap { $0 }
    }

    /// When a delivery begins, and the gates by the ids of the deliveries that are held open.
    private struct Due {
        let time: Duration
        let order: Int
        let gates: [String: RequestGate]
    }

    /// Runs one delivery to its end; nil when the run was interrupted before its first attempt.
    private func deliver(_ planned: PlannedDelivery, _ due: Due) async -> Piece? {
        var delivery = planned
        delivery.rules.retries = channel.retries(of: planned)
        var machine = DeliveryMachine(retries: delivery.rules.retries)
        var attempts: [Attempt] = []
        // The gate that this delivery opens for the one that is held, after its first attempt.
        let heldByMe = delivery.during.flatMap { due.gates[$0] }
        defer {
            heldByMe?.open()
            due.gates[delivery.id]?.open()
        }
        var action = machine.begin(at: max(due.time, clock.now))
        while case .attempt(let number, let at) = action {
            if number > 1 { observer(.retryPlanned(delivery, number: number, gap: at - clock.now)) }
            if number == 1, let heldByMe {
                // It begins when the other is held; until then it does not work, so that time can reach the other.
                clock.leave()
                await heldByMe.untilHeld()
                clock.fork(2)
                // What is sent has yet to be read: the receiver shall have begun with it.
                await wall.pause(delivery.overlapPause)
            } else {
                await sleep(until: at, order: due.order)
            }
            if Task.isCancelled { break }
            let gate = number == 1 ? due.gates[delivery.id] : nil
            let plannedAt = heldByMe != nil && number == 1 ? clock.now : at
            let observation = await channel.attempt(AttemptOrder(delivery, number: number, gate: gate))
            let attempt = Attempt(number: number, plannedAt: plannedAt, observation: observation)
            gate?.open()
            heldByMe?.open()
            attempts.append(attempt)
            observer(.attemptEnded(delivery, attempt))
            if observation.failure?.kind == .cancelled { break }
            action = machine.attemptEnded(accepted: observation.isAccepted, at: clock.now)
        }
        if attempts.isEmpty { return nil }
        let outcome: Outcome = if case .end(let outcome) = action { outcome } else { .interrupted }
        let result = DeliveryResult(planned: delivery, attempts: attempts, outcome: outcome)
        observer(.deliveryEnded(result))
        var checks = outcome == .interrupted ? [] : Checker.checks(of: result)
        checks += capture(
            delivery.captures, from: attempts.last?.observation.reply, Checker.title(delivery),
            delivery: delivery.id)
        return Piece(deliveries: [result], checks: checks)
    }
}
