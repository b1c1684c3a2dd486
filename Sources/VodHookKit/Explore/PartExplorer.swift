/// Explores the deliveries of one group: the plain history first, then the others side by side, then what fails.
struct PartExplorer {
    /// A history that fails, with what it came to.
    struct Failing: Sendable {
        let history: History
        let record: HistoryRecord
        let symptoms: [Symptom]
    }

    /// So many failing histories tell enough.
    private static let failingLimit = 40
    /// So many failing histories get the time to turn out right after all.
    private static let failingWithTime = 4
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

    var part: ExploreResult.Part
    var problem: SearchProblem?
    var findings: [ShrunkHistory] = []
    var notes: [String] = []
    var requests = 0
    var isReceiverGone = false
    var isTimeUp = false
    var isInterrupted = false
    var plain = HistoryRecord()
    var patience = HistoryRunner.Patience(limit: .milliseconds(100))

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
        names = runner.dealer.names(of: runner.group)
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
        plain = await runner.run(history, salt: salts.next(), plain: nil, patience: patience, isPatient: true)
        requests += plain.requests
        part.run = 1
        if note(plain) { return false }
        if let refusal = plain.refusal {
            let answered = plain.deliveries.prefix { Int($0.answer) != nil }
            let next = answered.count < names.count ? names[answered.count] : "the last event"
            problem =
                answered.isEmpty && plain.deliveries.first?.answer == refusal
                ? .unreachable(refusal) : .died("the receiver was gone with \(next): \(refusal)")
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
        let history = History.plain(names.count)
        let again = await runner.run(
            history, salt: salts.next(), plain: nil, patience: patience, isPatient: true)
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
        let (runner, salts, plain, names) = (runner, salts, plain, names)
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
                    // Under load a receiver may need longer; that is seen from the first ones that fail.
                    let isFirst = failing.count < Self.failingWithTime
                    let limit = isFirst ? max(self.patience.limit * 5, .seconds(1)) : self.patience.limit
                    let patience = HistoryRunner.Patience(limit: limit)
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
                let symptoms = Symptom.all(record, against: plain, names: names)
                if !symptoms.isEmpty {
                    failing.append(Failing(history: history, record: record, symptoms: symptoms))
                }
                if record.refusal != nil, !isReceiverGone {
                    isReceiverGone = !(await runner.presence.returns(within: Self.restart))
                }
                observer(.ran(part.run, of: histories.count, failing: failing.count))
            }
        }
        return failing.sorted { $0.history.size < $1.history.size }
    }

    mutating func timeIsUp() -> Bool {
        guard let deadline, runner.wall.now() >= deadline else { return false }
        isTimeUp = true
        return true
    }
}
