/// Explores the deliveries of one group: the plain history first, then the others side by side, then what fails.
struct PartExplorer {
    /// A history that fails, with what it came to.
    struct Failing: Sendable {
        let history: History
        let record: HistoryRecord
        let symptoms: [Symptom]
        /// How often it has been seen to fail and to pass.
        var seen: (failed: Int, of: Int) = (1, 1)
    }

    /// So many failing histories tell enough.
    private static let failingLimit = 60
    /// The longest wait for a receiver that is gone to come back.
    private static let restart = Duration.seconds(3)

    let runner: HistoryRunner
    let options: ExploreOptions
    let budget: Int
    let deadline: Duration?
    let salts: SaltSource
    let observer: @Sendable (ExploreEvent) -> Void
    /// How people see the events.
    let names: [String]

    private(set) var part: ExploreResult.Part
    private(set) var problem: ExploreResult.Problem?
    private(set) var findings: [ShrunkHistory] = []
    private(set) var notes: [String] = []
    private(set) var requests = 0
    private(set) var isReceiverGone = false
    private var isTimeUp = false
    private var isInterrupted = false
    private var plain = HistoryRecord()
    private var patience = HistoryRunner.Patience(limit: .milliseconds(100))

    init(
        runner: HistoryRunner, options: ExploreOptions, budget: Int, deadline: Duration?, salts: SaltSource,
        observer: @escaping @Sendable (ExploreEvent) -> Void
    ) {
        self.runner = runner
        self.options = options
        self.budget = budget
        self.deadline = deadline
        self.salts = salts
        self.observer = observer
        let deliveries = runner.group.events.map { runner.dealer.base.deliveries[$0] }
        let hasSeveral = runner.group.media.count > 1
        names = deliveries.map { delivery in
            let subject = delivery.subject.map { " \($0)" } ?? ""
            return "\(delivery.event)\(subject)\(hasSeveral ? " (\(delivery.media))" : "")"
        }
        part = ExploreResult.Part(
            media: runner.group.media, deliveries: deliveries.count, total: nil, selected: 0, run: 0,
            isExhaustive: false, failing: 0,
            isObserved: runner.group.probes.contains { $0 >= runner.dealer.expectedProbes })
    }

    /// Runs everything.
    mutating func explore() async {
        guard await establishPlain() else { return }
        let space = HistorySpace(
            events: names.count, duplicates: options.duplicates, losses: options.losses,
            overlaps: options.overlaps)
        let selection = space.selection(limit: budget, seed: options.seed)
        part.total = selection.total
        part.selected = selection.histories.count
        part.isExhaustive = selection.isExhaustive
        let failing = await search(selection.histories)
        part.failing = failing.count
        guard !failing.isEmpty, !isInterrupted, await plainIsSteady() else { return }
        await examine(failing)
    }

    /// Adds what was found to the result of the whole exploration.
    func add(to result: inout ExploreResult, scenario: Scenario) {
        result.parts.append(part)
        result.requests += requests
        result.notes += notes
        result.problem = result.problem ?? problem
        result.isInterrupted = result.isInterrupted || isInterrupted
        result.isTimeUp = result.isTimeUp || isTimeUp
        let writer = HistoryScenarioWriter(
            scenario: scenario, dealer: runner.dealer, group: runner.group, seed: result.seed,
            catalogFolder: options.catalogFolder)
        result.findings += findings.map { $0.finding(names: names, writer: writer) }
    }

    // MARK: The plain history

    private mutating func establishPlain() async -> Bool {
        let history = History.plain(names.count)
        plain = await runner.run(history, salt: salts.next(), plain: nil, patience: patience)
        requests += plain.requests
        part.run = 1
        if note(plain) { return false }
        if let refusal = plain.refusal {
            problem = .unreachable(refusal)
            return false
        }
        var failures = plain.failedProbes.values.sorted()
        for delivery in plain.deliveries {
            failures += delivery.failedChecks.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        }
        guard failures.isEmpty else {
            problem = .plainFails(failures)
            return false
        }
        // What the plain history needed, many times over: a state that is still another one by then stays so.
        let usual = plain.settled > .milliseconds(200) ? plain.settled * 5 : .milliseconds(100)
        patience.limit = min(max(usual, .milliseconds(100)), .seconds(10))
        return await plainIsSteady()
    }

    /// Runs the plain history once more; false, with the problem noted, when it does not leave the same state.
    private mutating func plainIsSteady() async -> Bool {
        if isReceiverGone { return true }
        let again = await runner.run(
            History.plain(names.count), salt: salts.next(), plain: nil, patience: patience)
        requests += again.requests
        if note(again) { return false }
        let places = zip(plain.states, again.states).flatMap {
            StateDifference.all(expected: $0.comparable, found: $1.comparable).map(\.path)
        }
        if !places.isEmpty {
            var seen: Set<String> = []
            problem = .unsteady(places.filter { seen.insert($0).inserted })
            return false
        }
        return true
    }

    /// True when the exploration is over because it was interrupted.
    private mutating func note(_ record: HistoryRecord) -> Bool {
        isInterrupted = isInterrupted || record.isInterrupted
        return isInterrupted
    }

    // MARK: Search

    /// Runs `histories` some at a time and returns those that fail, the simplest first.
    private mutating func search(_ histories: [History]) async -> [Failing] {
        var failing: [Failing] = []
        let (runner, salts, plain, patience, names) = (runner, salts, plain, patience, names)
        let references = PlainRecords(full: plain, events: names.count)
        await withTaskGroup(of: (History, HistoryRecord).self) { group in
            var next = 1
            var running = 0
            while true {
                let isOver =
                    isInterrupted || isReceiverGone || failing.count >= Self.failingLimit || timeIsUp()
                while !isOver, running < options.jobs, next < histories.count {
                    let history = histories[next]
                    next += 1
                    running += 1
                    group.addTask {
                        (
                            history,
                            await runner.run(history, salt: salts.next(), plain: plain, patience: patience)
                        )
                    }
                }
                guard let (history, record) = await group.next() else { break }
                running -= 1
                requests += record.requests
                if note(record) { continue }
                part.run += 1
                let symptoms = Symptom.all(record, against: references.full, names: names)
                if !symptoms.isEmpty {
                    failing.append(Failing(history: history, record: record, symptoms: symptoms))
                }
                if record.refusal != nil, !isReceiverGone { isReceiverGone = await receiverIsGone() }
                observer(.ran(part.run, of: histories.count, failing: failing.count))
            }
        }
        return failing.sorted { $0.history.size < $1.history.size }
    }

    private mutating func timeIsUp() -> Bool {
        guard let deadline, runner.wall.now() >= deadline else { return false }
        isTimeUp = true
        return true
    }

    /// Whether nothing answers, and nothing comes back within a while.
    private func receiverIsGone() async -> Bool {
        let end = runner.wall.now() + Self.restart
        while runner.wall.now() < end, !Task.isCancelled {
            let request = OutgoingRequest(method: "GET", url: runner.target.url, timeout: .seconds(1))
            let exchange = await runner.transport.send(request)
            if exchange.failure?.kind != .refused { return false }
            await runner.wall.pause(.milliseconds(100))
        }
        return !Task.isCancelled
    }

    // MARK: What fails

    /// Shrinks what fails, leaving out what a finding explains already.
    private mutating func examine(_ failing: [Failing]) async {
        if isReceiverGone {
            // Nobody is there to run it again; those that were under way are the suspects, the simplest first.
            let dead = failing.filter { $0.symptoms.contains { $0.kind == .death || $0.kind == .answer } }
            if let first = dead.first ?? failing.first {
                findings.append(
                    ShrunkHistory(
                        kind: .death, original: first, history: first.history, record: first.record,
                        plain: plain,
                        symptoms: first.symptoms, runs: 0, repeated: (1, 1), explains: failing.count,
                        isShrunk: false))
            }
            return
        }
        var rest = failing
        while let first = rest.first, findings.count < options.findings, !isInterrupted, !timeIsUp() {
            rest.removeFirst()
            var shrinking = HistoryShrinking(
                runner: runner, options: options, salts: salts, names: names, patience: patience,
                observer: observer)
            let shrunk = await shrinking.shrink(first)
            requests += shrinking.requests
            if Task.isCancelled { isInterrupted = true }
            guard var shrunk else {
                notes.append(Self.note(first, names))
                continue
            }
            let explained = rest.filter { $0.history.contains(shrunk.history) }
            rest.removeAll { $0.history.contains(shrunk.history) }
            shrunk.explains = 1 + explained.count
            let isKnown = findings.contains {
                $0.history == shrunk.history || shrunk.history.contains($0.history)
            }
            if isKnown, let place = findings.firstIndex(where: { shrunk.history.contains($0.history) }) {
                findings[place].explains += shrunk.explains
            } else {
                findings.append(shrunk)
            }
        }
        if isReceiverGone == false, !rest.isEmpty, !isInterrupted {
            notes.append("\(Shown.count(rest.count, "more failing history")) not examined; fix these first")
        }
    }

    private static func note(_ failing: Failing, _ names: [String]) -> String {
        let what = failing.symptoms.first?.message ?? "a difference"
        return "seen once while other histories ran, and not again by itself: \(what)"
    }
}

/// What the plain histories of all events came to.
private struct PlainRecords {
    let full: HistoryRecord
    let events: Int
}
