import VodHookDelivery

/// Makes one failing history small and sees whether it fails each time.
struct HistoryShrinking {
    let runner: HistoryRunner
    let options: ExploreOptions
    let salts: SaltSource
    let names: [String]
    /// How long the receiver works on after its answers.
    let pace: ReceiverPace
    /// Nothing new begins later than this; nil for no limit.
    let deadline: Duration?
    /// False for a receiver that answers nobody while a request is held open.
    let canHold: Bool
    /// False for a receiver that many at once would only make late.
    let mayCrowd: Bool
    /// True when a state that was wrong has been seen to stay so.
    var isCalm = false
    let observer: @Sendable (ExploreEvent) -> Void

    /// How many requests were sent.
    private(set) var requests = 0
    /// What plain histories of some of the events came to.
    private var plains: [History: [HistoryRecord]] = [:]
    /// Says that the plain order itself did not leave the same each time, if that was seen.
    private(set) var flake: String?

    init(
        runner: HistoryRunner, options: ExploreOptions, salts: SaltSource, names: [String],
        pace: ReceiverPace, deadline: Duration? = nil,
        canHold: Bool = true, mayCrowd: Bool = true, observer: @escaping @Sendable (ExploreEvent) -> Void
    ) {
        self.runner = runner
        self.options = options
        self.salts = salts
        self.names = names
        self.pace = pace
        self.deadline = deadline
        self.canHold = canHold
        self.mayCrowd = mayCrowd
        self.observer = observer
    }

    /// What one run of a history came to, compared with the plain one of the same events.
    private struct Comparison {
        let record: HistoryRecord
        let plain: HistoryRecord
        let symptoms: [Symptom]
    }

    /// The shrunk history; nil when it does not fail again, neither by itself nor among its likes.
    mutating func shrink(_ failing: PartExplorer.Failing) async -> ShrunkHistory? {
        let kinds = Set(failing.symptoms.map(\.kind))
        observer(.repeating)
        await confirmPlain(of: failing.history, times: 2)
        if pace.work > .zero, await isRightInTheEnd(failing.history, kinds) { return nil }
        var first = await repeated(failing.history, kinds, times: options.repetitions)
        if first.failed == 0, flake == nil, !isOver, mayCrowd {
            // A race may need company.
            first = await repeated(
                failing.history, kinds, times: options.jobs * 4, atOnce: true,
                pace.work > .zero ? pace.confirming : nil)
        }
        guard let seen = first.failing, let kind = seen.symptoms.map(\.kind).min(by: Self.isWorse) else {
            return nil
        }
        // What fails only sometimes is tried more than once before it counts as passing.
        let tries = first.failed == first.of ? 1 : min(first.of * 3 / max(first.failed, 1) + 1, 16)
        let (history, runs) = await shrunk(failing.history, kind, tries)
        await confirmPlain(of: history, times: options.repetitions)
        let last = await repeated(history, [kind], times: max(options.repetitions, tries), atOnce: tries > 1)
        // Nothing is reported that comes right with time.
        let patient = await repeated(
            history, [kind], times: tries, atOnce: tries > 1, confirming)
        if patient.of > 0, patient.failed == 0, kind == .state, tries == 1 { return nil }
        guard let final = patient.failing ?? last.failing else {
            if await isRightInTheEnd(failing.history, [kind]) { return nil }
            return ShrunkHistory(
                kind: kind, original: failing, history: failing.history, record: seen.record,
                plain: seen.plain,
                symptoms: seen.symptoms, runs: 0, repeated: (first.failed, first.of), explains: 1,
                isShrunk: false, flake: flake)
        }
        return ShrunkHistory(
            kind: kind, original: failing, history: history, record: final.record, plain: final.plain,
            symptoms: final.symptoms, runs: runs, repeated: (last.failed, last.of), explains: 1,
            isShrunk: true, flake: flake)
    }

    private var confirming: HistoryRunner.Patience {
        isCalm ? pace.confirmingShortly : pace.confirming
    }

    /// Whether a history does not fail when its state gets many times what the receiver needs.
    private mutating func isRightInTheEnd(_ history: History, _ kinds: Set<Symptom.Kind>) async -> Bool {
        let patient = await repeated(history, kinds, times: 1, confirming)
        return patient.of > 0 && patient.failed == 0
    }

    private var isOver: Bool { deadline.map { runner.wall.now() >= $0 } ?? false }

    static func isWorse(_ left: Symptom.Kind, _ right: Symptom.Kind) -> Bool {
        let order: [Symptom.Kind] = [.death, .answer, .state, .expectation]
        return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }

    private mutating func shrunk(
        _ history: History, _ kind: Symptom.Kind, _ tries: Int
    ) async -> (history: History, runs: Int) {
        // The closure is called one history after the other; the box carries what it learns back to here.
        let box = Box(self)
        var shrinker = Shrinker(bareable: bareable, canHold: canHold) { candidate in
            if box.value.isOver { return false }
            box.runs += 1
            box.value.observer(.shrinking(deliveries: candidate.slots.count, runs: box.runs))
            return await box.value.repeated(candidate, [kind], times: tries, atOnce: tries > 1).failed > 0
        }
        let result = await shrinker.shrink(history)
        self = box.value
        return (result, box.runs)
    }

    /// Holds what the shrinker's question changes; a class because closures and their owner share it.
    private final class Box {
        var value: HistoryShrinking
        var runs = 0
        init(_ value: HistoryShrinking) { self.value = value }
    }

    /// Events that the scenario has changed, by their place in the plain order.
    private var bareable: Set<Int> {
        Set(runner.group.events.indices.filter { runner.copies.changed.contains(runner.group.events[$0]) })
    }

    /// Runs a history some times, by itself or all at once.
    private mutating func repeated(
        _ history: History, _ kinds: Set<Symptom.Kind>, times: Int, atOnce: Bool = false,
        _ patience: HistoryRunner.Patience? = nil
    ) async -> (failed: Int, of: Int, failing: Comparison?) {
        guard let plain = await plain(of: history) else { return (0, 0, nil) }
        var records: [HistoryRecord] = []
        let (runner, salts, patience) = (runner, salts, patience ?? pace.hurrying)
        if atOnce {
            records = await withTaskGroup(of: HistoryRecord.self) { group in
                for _ in 0..<times {
                    group.addTask {
                        await runner.run(history, salt: salts.next(), plain: plain, patience: patience)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        } else {
            for _ in 0..<times where !Task.isCancelled && (records.isEmpty || !isOver) {
                let record = await runner.run(history, salt: salts.next(), plain: plain, patience: patience)
                // A receiver that went down gets the time to come back.
                if record.refusal != nil { _ = await runner.presence.returns(within: .seconds(5)) }
                records.append(record)
            }
        }
        requests += records.reduce(0) { $0 + $1.requests }
        let comparisons = records.filter { !$0.isInterrupted }.map { record in
            Comparison(
                record: record, plain: plain, symptoms: Symptom.all(record, against: plain, names: names))
        }
        let failing = comparisons.filter { $0.symptoms.contains { kinds.contains($0.kind) } }
        return (failing.count, comparisons.count, failing.last)
    }

    /// What the same events leave in the plain order: what most of its runs left, or its only run.
    private mutating func plain(of history: History) async -> HistoryRecord? {
        await confirmPlain(of: history, times: 1)
        guard let runs = plains[history.plain] else { return nil }
        return Self.majority(of: runs).first
    }

    /// Runs the same events in the plain order until they have run so many times, and more often if they disagree.
    private mutating func confirmPlain(of history: History, times: Int) async {
        let plain = history.plain
        var runs = plains[plain] ?? []
        var wanted = times
        while runs.count < wanted, runs.isEmpty || !isOver {
            let record = await runner.run(plain, salt: salts.next(), plain: nil, patience: pace.hurrying)
            requests += record.requests
            if record.isInterrupted { break }
            runs.append(record)
            if runs.count == wanted, Self.majority(of: runs).count < runs.count {
                wanted = max(wanted, options.repetitions)
            }
        }
        if runs.isEmpty { return }
        plains[plain] = runs
        let others = runs.count - Self.majority(of: runs).count
        if others > 0 {
            let events = plain.slots.map { names[$0.event] }.joined(separator: ", ")
            flake =
                "the plain order itself is flaky: \(others) of \(runs.count) times \(events) came to something else"
        }
    }

    /// Those of `runs` that came to the same as most of them did.
    private static func majority(of runs: [HistoryRecord]) -> [HistoryRecord] {
        var groups: [[HistoryRecord]] = []
        for run in runs {
            if let place = groups.firstIndex(where: { $0[0].isLike(run) }) {
                groups[place].append(run)
            } else {
                groups.append([run])
            }
        }
        // Of groups of the same size the first one counts.
        return groups.max { $0.count < $1.count } ?? []
    }
}
