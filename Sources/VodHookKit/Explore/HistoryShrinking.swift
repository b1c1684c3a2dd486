/// Makes one failing history small and sees whether it fails each time.
struct HistoryShrinking {
    let runner: HistoryRunner
    let options: ExploreOptions
    let salts: SaltSource
    let names: [String]
    let patience: HistoryRunner.Patience
    let observer: @Sendable (ExploreEvent) -> Void

    /// How many requests were sent.
    private(set) var requests = 0
    /// What plain histories of some of the events came to.
    private var plains: [History: HistoryRecord] = [:]

    init(
        runner: HistoryRunner, options: ExploreOptions, salts: SaltSource, names: [String],
        patience: HistoryRunner.Patience, observer: @escaping @Sendable (ExploreEvent) -> Void
    ) {
        self.runner = runner
        self.options = options
        self.salts = salts
        self.names = names
        self.patience = patience
        self.observer = observer
    }

    /// What one run of a history came to, compared with the plain one of the same events.
    private struct Comparison {
        let record: HistoryRecord
        let plain: HistoryRecord
        let symptoms: [Symptom]
    }

    /// The shrunk history; nil when it does not fail again by itself and was no difference of the state.
    mutating func shrink(_ failing: PartExplorer.Failing) async -> ShrunkHistory? {
        let kinds = Set(failing.symptoms.map(\.kind))
        observer(.repeating)
        let first = await repeated(failing.history, kinds)
        guard let seen = first.failing, let kind = seen.symptoms.map(\.kind).min(by: Self.isWorse) else {
            // A refused request among many at once tells of the load, a wrong state tells of the receiver.
            guard kinds.contains(.state), let plain = await plain(of: failing.history) else { return nil }
            return ShrunkHistory(
                kind: .state, original: failing, history: failing.history, record: failing.record,
                plain: plain,
                symptoms: failing.symptoms, runs: 0, repeated: (first.failed + 1, first.of + 1), explains: 1,
                isShrunk: false)
        }
        // What fails only sometimes is tried more than once before it counts as passing.
        let tries = first.failed == first.of ? 1 : min(first.of * 2 / max(first.failed, 1) + 1, 12)
        let (history, runs) = await shrunk(failing.history, kind, tries)
        let last = await repeated(history, [kind])
        guard let final = last.failing else {
            return ShrunkHistory(
                kind: kind, original: failing, history: failing.history, record: seen.record,
                plain: seen.plain,
                symptoms: seen.symptoms, runs: 0, repeated: (first.failed, first.of), explains: 1,
                isShrunk: false)
        }
        return ShrunkHistory(
            kind: kind, original: failing, history: history, record: final.record, plain: final.plain,
            symptoms: final.symptoms, runs: runs, repeated: (last.failed, last.of), explains: 1,
            isShrunk: true)
    }

    private static func isWorse(_ left: Symptom.Kind, _ right: Symptom.Kind) -> Bool {
        let order: [Symptom.Kind] = [.death, .answer, .state, .expectation]
        return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }

    private mutating func shrunk(
        _ history: History, _ kind: Symptom.Kind, _ tries: Int
    ) async -> (history: History, runs: Int) {
        // The closure is called one history after the other; the box carries what it learns back to here.
        let box = Box(self)
        var shrinker = Shrinker { candidate in
            for _ in 0..<tries {
                let comparison = await box.value.compare(candidate)
                box.runs += 1
                box.value.observer(.shrinking(deliveries: candidate.slots.count, runs: box.runs))
                if let comparison, comparison.symptoms.contains(where: { $0.kind == kind }) { return true }
                if Task.isCancelled { return false }
            }
            return false
        }
        let result = await shrinker.shrink(history)
        self = box.value
        return (result, shrinker.runs)
    }

    /// Holds what the shrinker's question changes; a class because closures and their owner share it.
    private final class Box {
        var value: HistoryShrinking
        var runs = 0
        init(_ value: HistoryShrinking) { self.value = value }
    }

    /// Runs a history some times by itself.
    private mutating func repeated(
        _ history: History, _ kinds: Set<Symptom.Kind>
    ) async -> (failed: Int, of: Int, failing: Comparison?) {
        var failed = 0
        var last: Comparison?
        var count = 0
        while count < options.repetitions, !Task.isCancelled {
            count += 1
            guard let comparison = await compare(history) else { continue }
            if comparison.symptoms.contains(where: { kinds.contains($0.kind) }) {
                failed += 1
                last = comparison
            }
        }
        return (failed, count, last)
    }

    private mutating func compare(_ history: History) async -> Comparison? {
        guard let plain = await plain(of: history) else { return nil }
        let record = await runner.run(history, salt: salts.next(), plain: plain, patience: patience)
        requests += record.requests
        if record.isInterrupted { return nil }
        let symptoms = Symptom.all(record, against: plain, names: names)
        if record.refusal != nil { await untilBack() }
        return Comparison(record: record, plain: plain, symptoms: symptoms)
    }

    /// What the same events leave in the plain order; run once for each set of events.
    private mutating func plain(of history: History) async -> HistoryRecord? {
        let plain = history.plain
        if let known = plains[plain] { return known }
        let record = await runner.run(plain, salt: salts.next(), plain: nil, patience: patience)
        requests += record.requests
        if record.isInterrupted { return nil }
        plains[plain] = record
        return record
    }

    /// Gives a receiver that went down the time to come back.
    private func untilBack() async {
        for _ in 0..<50 where !Task.isCancelled {
            let request = OutgoingRequest(method: "GET", url: runner.target.url, timeout: .seconds(1))
            if await runner.transport.send(request).failure?.kind != .refused { return }
            await runner.wall.pause(.milliseconds(100))
        }
    }
}
