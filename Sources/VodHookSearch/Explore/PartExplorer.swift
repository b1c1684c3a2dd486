import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Explores the deliveries of one group: the plain history first, then the others side by side, then what fails.
struct PartExplorer {
    /// A history that fails, with what it came to.
    struct Failing: Sendable {
        let history: History
        let record: HistoryRecord
        let symptoms: [Symptom]
    }

    /// A plain history, the salt of its media, and when its state had been read.
    struct Kept: Sendable {
        let salt: UInt64
        let record: HistoryRecord
        let end: Duration
    }

    /// So many failing histories tell enough.
    private static let failingLimit = 40
    /// So often the search begins anew when the receiver turns out to work for longer than was known.
    private static let rounds = 3
    /// When the state of the plain history is looked at again while the search is under way.
    private static let looks: [Duration] = [.milliseconds(300), .seconds(1), .seconds(3)]
    /// The most histories that wait for their states at the same time.
    private static let mostWaiting = 32
    /// So many failing histories get the time to turn out right after all.
    private static let failingWithTime = 4
    /// The longest wait for a receiver that is gone to come back.
    static let restart = Duration.seconds(3)

    var runner: HistoryRunner
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
    /// When it began.
    private var begin = Duration.zero
    /// Answers that say success and hold an error, in the order in which they were seen.
    private var mixedAnswers: [String] = []
    var isReceiverGone = false
    var isTimeUp = false
    var isInterrupted = false
    var plain = HistoryRecord()
    /// True when another plain history has taken the place of the one that histories were compared with.
    var isPlainNew = false
    /// False for a receiver that answers nobody while a request is held open.
    var canHold = true
    /// False for a receiver that answers one connection at a time.
    var canOverlap = true
    /// True when histories that run at the same time make the receiver work on for longer.
    var isCrowded = false
    /// What beginnings of the plain order leave, by the number of their events.
    var beginnings: [Int: HistoryRecord] = [:]
    /// How long the receiver works on after its answers, as far as that is known.
    var pace = ReceiverPace()
    /// The plain history whose state is read again later.
    var kept: Kept?

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
        let deliveries = runner.group.events.map { runner.copies.base.deliveries[$0] }
        names = runner.copies.names(of: runner.group)
        part = ExploreResult.Part(
            media: runner.group.media, deliveries: deliveries.count, total: nil, selected: 0, run: 0,
            isExhaustive: false, failing: 0,
            isObserved: runner.group.probes.contains { $0 >= runner.copies.expectedProbes })
    }

    /// Runs everything.
    mutating func explore() async {
        begin = runner.wall.now()
        guard await establishPlain() else { return }
        measureOverlapPause()
        var space = HistorySpace(
            events: names.count, duplicates: options.duplicates, losses: options.losses,
            overlaps: options.overlaps)
        let deadly = await tryHeldOverlap(&space)
        let selection = space.selection(limit: budget, seed: options.seed)
        part.total = selection.total
        part.selected = selection.histories.count
        part.isExhaustive = selection.isExhaustive
        if let deadly {
            part.failing = 1
            return await examine([deadly])
        }
        var failing = await search(selection.histories)
        for round in 1...Self.rounds where !isInterrupted && !isReceiverGone {
            // What was compared with a state that was still to change says nothing.
            let moved = await movedPlacesInTheEnd()
            if moved.isEmpty {
                if failing.isEmpty { break }
                guard await plainIsSteady() else { return }
                if !isPlainNew { break }
            } else {
                let usual = plain
                guard round < Self.rounds, !timeIsUp() else {
                    problem = .plainDiffers(
                        "the state was taken for the last one and then changed at \(moved.joined(separator: ", ")); \"settle\" in \"observe\" says how long it takes"
                    )
                    return
                }
                guard await watchPlain(usual, moved) else { return }
            }
            if timeIsUp() { break }
            part.run = 1
            failing = await search(selection.histories)
            part.failing = failing.count
        }
        part.failing = failing.count
        await examine(failing)
        noteMixedAnswers()
        await noteTraceless()
        if findings.isEmpty, problem == nil, !isInterrupted { problem = tooLittle(selection) }
    }

    /// Why too little was tried for "no finding" to say anything; nil when enough was.
    private func tooLittle(_ selection: HistorySpace.Selection) -> SearchProblem? {
        let others = max(part.run - 1, 0)
        let wanted = min(names.count, max((selection.total ?? .max) - 1, 1))
        if others >= wanted { return nil }
        let total = selection.total.map(String.init) ?? "more than 9·10¹⁸"
        let remedy =
            selection.histories.count - 1 < wanted
            ? (selection.isExhaustive
                ? "allow duplicates, losses or overlaps" : "raise --histories")
            : "raise --time-limit"
        return .outOfTime(
            "\(part.run) of \(total) histories \(part.run == 1 ? "was" : "were") tried, which says nothing; \(remedy)"
        )
    }

    private mutating func noteMixedAnswers() {
        notes += mixedAnswers.prefix(5)
        let rest = mixedAnswers.count - 5
        if rest > 0 { notes.append("and \(Shown.count(rest, "more answer")) with an error in the body") }
    }

    /// Keeps the answers of a history that say success and hold an error, each once.
    mutating func keepMixedAnswers(_ record: HistoryRecord) {
        for message in record.mixedAnswers where !mixedAnswers.contains(message) {
            mixedAnswers.append(message)
        }
    }

    /// What a history is compared with while searching; nil when that could not be run.
    func reference(of history: History) -> HistoryRecord? {
        history.eventCount == names.count ? plain : beginnings[history.eventCount]
    }

    /// Adds what was found to the result of the whole exploration.
    func add(to result: inout ExploreResult, scenario: Scenario, planner: Planner) async {
        result.parts.append(part)
        result.requests += requests
        result.notes += notes
        result.problem = result.problem ?? problem
        result.isInterrupted = result.isInterrupted || isInterrupted
        result.isTimeUp = result.isTimeUp || isTimeUp
        let writer = HistoryScenarioWriter(
            scenario: scenario, copies: runner.copies, group: runner.group, seed: result.seed,
            catalogFolder: options.catalogFolder, overlapPause: runner.overlapPause,
            patience: pace.work * 5)
        let proof = options.load.map {
            ExploreProof(
                runner: runner, planner: planner, salts: salts, load: $0, file: scenario.file)
        }
        for shrunk in findings {
            var finding = shrunk.finding(names: names, writer: writer)
            if isReceiverGone {
                finding.unsaved = "the receiver did not come back, so that it could not be run again"
            } else if let proof {
                let (reason, spent) = await proof.doubt(
                    about: finding.scenario, control: shrunk.control(writer),
                    isAlone: lanes == 1 || shrunk.history.overlaps > 0 || shrunk.kind == .death)
                finding.unsaved = reason
                result.requests += spent
            }
            result.findings.append(finding)
        }
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
        isPlainNew = false
        part.firstFailure = nil
        await establishBeginnings(of: histories)
        let (runner, salts, names) = (runner, salts, names)
        var looks = Self.looks[...]
        var hasMoved = false
        await withTaskGroup(of: (History, HistoryRecord).self) { group in
            var next = 1
            var running = 0
            while true {
                let isOver =
                    isInterrupted || isReceiverGone || hasMoved || failing.count >= Self.failingLimit
                    || timeIsUp()
                while !isOver, running < lanes, next < histories.count {
                    let history = histories[next]
                    next += 1
                    guard let plain = reference(of: history) else { continue }
                    running += 1
                    // Under load a receiver may need longer; that is seen from the first ones that fail.
                    let patience = failing.count < Self.failingWithTime ? pace.doubting : pace.hurrying
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
                keepMixedAnswers(record)
                let symptoms = reference(of: history).map {
                    Symptom.all(record, against: $0, names: names)
                }
                if let symptoms, !symptoms.isEmpty {
                    failing.append(Failing(history: history, record: record, symptoms: symptoms))
                    if part.firstFailure == nil {
                        part.firstFailure = (part.run, runner.wall.now() - begin)
                    }
                } else {
                    // One alone needs less: whoever works on one event after the other has a queue.
                    isCrowded = isCrowded || record.changed > pace.work * 3 + .milliseconds(250)
                }
                if record.refusal != nil, !isReceiverGone {
                    isReceiverGone = !(await runner.presence.returns(within: Self.restart))
                }
                if let look = looks.first, let kept, runner.wall.now() >= kept.end + look {
                    looks.removeFirst()
                    hasMoved = !(await movedPlaces().isEmpty)
                }
                observer(.ran(part.run, of: histories.count, failing: failing.count))
            }
        }
        // Those that stop early come last: what all events show needs no explanation of why some are missing.
        let isWhole = { (failing: Failing) in failing.history.eventCount == names.count }
        let whole = failing.filter(isWhole).sorted { $0.history.size < $1.history.size }
        return whole
            + failing.filter { !isWhole($0) }.sorted { $0.history.size < $1.history.size }
    }

    /// How many histories are under way at the same time.
    var lanes: Int {
        if !canOverlap || isCrowded { return 1 }
        // Waiting costs the receiver nothing, so that more histories may wait than work.
        return pace.rest > .milliseconds(50)
            ? max(options.jobs, min(options.jobs * 8, Self.mostWaiting)) : options.jobs
    }

    mutating func timeIsUp() -> Bool {
        guard let deadline, runner.wall.now() >= deadline else { return false }
        isTimeUp = true
        return true
    }
}
