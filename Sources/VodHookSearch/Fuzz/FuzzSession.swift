import JSONText
import VodHookCatalogue
import VodHookDelivery

/// One search: the documented deliveries first, then the odd bodies side by side, then what fails.
struct FuzzSession {
    /// One body to be sent.
    enum Trial: Sendable {
        /// A variation of a subject, by the subject's place.
        case varied(Int, FuzzCase)
        /// The event about a drawn media.
        case drawn(Int)

        /// True when it is sent without a length, whose refusal says nothing of the receiver.
        var isChunked: Bool {
            switch self {
            case .varied(_, let trial): trial.isChunked
            case .drawn: false
            }
        }

        /// True when the receiver must acknowledge it.
        var mustAccept: Bool {
            switch self {
            case .varied(_, let trial): trial.tier.mustAccept
            case .drawn: true
            }
        }
    }

    /// A body that failed.
    struct Failing: Sendable {
        let trial: Trial
        let record: HistoryRecord
        let symptom: FuzzSymptom
        /// How many requests the receiver had served before, as far as is known.
        let served: Int
        /// The place of the body among those that were to be tried; bodies under way together end in any order.
        var number = 0

        /// True when it can have ended the receiver: who comes after an end is refused, who brings it about is cut off.
        var isSuspect: Bool { record.deliveries.last?.failure == .closed }
    }

    /// So many failing bodies are enough to go by.
    private static let failingLimit = 400
    /// The longest wait for a receiver that is gone to come back.
    private static let restart = Duration.seconds(3)
    /// For each request that may be under way, so many bodies may be: most of them wait for the receiver's work.
    private static let bodiesForEachRequest = 8
    private static let mostBodies = 64
    /// So many bodies are remembered as the last ones before an end.
    private static let lastBodies = 8

    let fuzzer: Fuzzer
    let deadline: Duration?
    let salts: SaltSource
    let volatile = VolatilePlaces()
    let doubts = FuzzDoubts()
    /// How long the receiver works on after its answers.
    var pace = ReceiverPace()
    var subjects: [FuzzSubject] = []
    /// Documented bodies that the receiver refuses.
    var refusals: [FuzzResult.Finding] = []
    var refusedProfiles: Set<String> = []
    /// Where no state could be read, neither before documented deliveries nor after them.
    var unread: [String] = []
    /// True when some documented delivery left a state.
    var isRead = false
    var requests = 0
    var isInterrupted = false
    var isReceiverGone = false
    /// The place of the first failing body behind which nothing went well any more.
    var onset = 0
    /// The bodies that were sent last, in the order in which they were begun.
    var last: [Trial] = []
    private let begin: Duration

    init(fuzzer: Fuzzer, deadline: Duration?) {
        self.fuzzer = fuzzer
        self.deadline = deadline
        begin = fuzzer.wall.now()
        salts = SaltSource(nonce: fuzzer.options.nonce, part: fuzzer.options.part)
    }

    /// How many bodies are under way at once; one after the other, in the same order each time, with one request.
    var bodiesAtOnce: Int {
        fuzzer.options.jobs == 1 ? 1 : min(fuzzer.options.jobs * Self.bodiesForEachRequest, Self.mostBodies)
    }

    /// True when nothing new is begun any more.
    var isLate: Bool { deadline.map { fuzzer.wall.now() >= $0 } ?? false }

    mutating func run(_ result: inout FuzzResult) async {
        result.problem = await establish()
        result.subjects = subjects.map {
            FuzzResult.Subject(name: $0.name, isObserved: $0.isObserved)
        }
        defer {
            result.requests = requests
            result.isInterrupted = isInterrupted
            result.notes += doubts.notes
        }
        result.findings = refusals
        if isRead { result.notes += unread.map { "\($0): only answers are judged there" } }
        result.notes += traceless
        result.isTimeUp = isLate
        guard result.problem == nil, !isInterrupted, !subjects.isEmpty else { return }
        let trials = FuzzTrials(
            subjects, event: fuzzer.input.event, refusedProfiles: refusedProfiles, options: fuzzer.options)
        result.available = trials.available
        result.planned = trials.all.count
        let failing = await search(trials.all, &result)
        result.failing = failing.count
        result.problem = tooFew(result)
        var examiner = FuzzExaminer(session: self)
        result.findings += await examiner.findings(failing)
        requests += examiner.spent
        if let note = volatile.note { result.notes.append(note) }
        isInterrupted = isInterrupted || Task.isCancelled
        if examiner.leftOut > 0 {
            result.notes.append(
                "\(Shown.count(examiner.leftOut, "more kind")) of failing bodies not examined; fix these first"
            )
        }
    }

    /// What to say of a search that has tried fewer bodies than are documented; nil when it has tried more.
    private func tooFew(_ result: FuzzResult) -> SearchProblem? {
        if isInterrupted || isReceiverGone || result.run >= subjects.count { return nil }
        let documented = Shown.count(subjects.count, "documented one")
        return .outOfTime(
            "\(Shown.count(result.run, "odd body")) tried, fewer than the \(documented); give a larger --cases or --time-limit"
        )
    }

    /// Documented deliveries that nothing shows which is observed.
    private var traceless: [String] {
        let some = subjects.filter(\.leavesNoTrace)
        if some.count == subjects.filter(\.isObserved).count { return [] }
        return some.map { "\($0.name) changes nothing that is observed: only answers are judged there" }
    }

    // MARK: Search

    private mutating func search(_ trials: [Trial], _ result: inout FuzzResult) async -> [Failing] {
        var failing: [Failing] = []
        let this = self
        let limit = bodiesAtOnce
        await withTaskGroup(of: (Int, HistoryRecord, FuzzSymptom?)?.self) { group in
            var next = 0
            var running = 0
            while true {
                if isLate, next < trials.count { result.isTimeUp = true }
                let isOver =
                    isInterrupted || isReceiverGone || isLate || failing.count >= Self.failingLimit
                while !isOver, running < limit, next < trials.count {
                    let number = next
                    let trial = trials[number]
                    next += 1
                    running += 1
                    remember(trial)
                    group.addTask {
                        guard let (record, symptom) = await this.run(trial) else { return nil }
                        return (number, record, symptom)
                    }
                }
                guard let done = await group.next() else { break }
                running -= 1
                guard let (number, record, symptom) = done else {
                    // A media that does not have the event is no body.
                    result.planned -= 1
                    continue
                }
                let served = requests
                requests += record.requests
                isInterrupted = isInterrupted || record.isInterrupted
                if record.isInterrupted { continue }
                note(trials[number], in: &result)
                if trials[number].mustAccept { doubts.note(record.mixedAnswers) }
                if let symptom {
                    if failing.isEmpty { result.firstFailure = (result.run, fuzzer.wall.now() - begin) }
                    failing.append(
                        Failing(
                            trial: trials[number], record: record, symptom: symptom, served: served,
                            number: number))
                } else if !trials[number].isChunked {
                    onset = failing.count
                }
                if record.refusal != nil, !isReceiverGone {
                    isReceiverGone = !(await fuzzer.presence.returns(within: Self.restart))
                }
                fuzzer.observer(.ran(result.run, of: trials.count, failing: failing.count))
            }
        }
        return failing
    }

    private mutating func remember(_ trial: Trial) {
        last.append(trial)
        if last.count > Self.lastBodies { last.removeFirst() }
    }

    private func note(_ trial: Trial, in result: inout FuzzResult) {
        result.run += 1
        switch trial {
        case .varied(let place, let trial): result.subjects[place].tried[trial.tier, default: 0] += 1
        case .drawn: result.subjects[0].tried[.valid, default: 0] += 1
        }
    }
}
