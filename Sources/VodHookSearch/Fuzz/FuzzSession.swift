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
    }

    /// A body that failed.
    struct Failing: Sendable {
        let trial: Trial
        let record: HistoryRecord
        let symptom: FuzzSymptom
        /// How many requests the receiver had served before, as far as is known.
        let served: Int

        /// True when it can have ended the receiver: who comes after an end is refused, who brings it about is cut off.
        var isSuspect: Bool { record.deliveries.last?.failure == .closed }
    }

    /// So many failing bodies tell enough.
    private static let failingLimit = 400
    /// The longest wait for a receiver that is gone to come back.
    private static let restart = Duration.seconds(3)

    let fuzzer: Fuzzer
    let deadline: Duration?
    let salts: SaltSource
    let volatile = VolatilePlaces()
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

    init(fuzzer: Fuzzer, deadline: Duration?) {
        self.fuzzer = fuzzer
        self.deadline = deadline
        salts = SaltSource(nonce: fuzzer.options.nonce, part: 0)
    }

    mutating func run(_ result: inout FuzzResult) async {
        result.problem = await establish()
        result.subjects = subjects.map {
            FuzzResult.Subject(name: $0.name, isObserved: $0.isObserved)
        }
        defer {
            result.requests = requests
            result.isInterrupted = isInterrupted
        }
        result.findings = refusals
        if isRead { result.notes += unread.map { "\($0): only answers are judged there" } }
        guard result.problem == nil, !isInterrupted, !subjects.isEmpty else { return }
        let trials = FuzzTrials(
            subjects, event: fuzzer.input.event, refusedProfiles: refusedProfiles, options: fuzzer.options)
        result.available = trials.available
        let failing = await search(trials.all, &result)
        result.failing = failing.count
        var examiner = FuzzExaminer(session: self)
        result.findings += await examiner.findings(failing)
        requests = examiner.requests
        if let note = volatile.note { result.notes.append(note) }
        isInterrupted = isInterrupted || Task.isCancelled
        if examiner.leftOut > 0 {
            result.notes.append(
                "\(Shown.count(examiner.leftOut, "more kind")) of failing bodies not examined; fix these first"
            )
        }
    }

    // MARK: Search

    private mutating func search(_ trials: [Trial], _ result: inout FuzzResult) async -> [Failing] {
        var failing: [Failing] = []
        let this = self
        await withTaskGroup(of: (Trial, HistoryRecord, FuzzSymptom?)?.self) { group in
            var next = 0
            var running = 0
            while true {
                let isLate = deadline.map { fuzzer.wall.now() >= $0 } ?? false
                if isLate, next < trials.count { result.isTimeUp = true }
                let isOver =
                    isInterrupted || isReceiverGone || isLate || failing.count >= Self.failingLimit
                while !isOver, running < fuzzer.options.jobs, next < trials.count {
                    let trial = trials[next]
                    next += 1
                    running += 1
                    group.addTask {
                        guard let (record, symptom) = await this.run(trial) else { return nil }
                        return (trial, record, symptom)
                    }
                }
                guard let done = await group.next() else { break }
                running -= 1
                guard let (trial, record, symptom) = done else { continue }
                let served = requests
                requests += record.requests
                isInterrupted = isInterrupted || record.isInterrupted
                if isInterrupted { continue }
                note(trial, in: &result)
                if let symptom {
                    failing.append(
                        Failing(trial: trial, record: record, symptom: symptom, served: served))
                } else {
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

    private func note(_ trial: Trial, in result: inout FuzzResult) {
        result.run += 1
        switch trial {
        case .varied(let place, let trial): result.subjects[place].tried[trial.tier, default: 0] += 1
        case .drawn: result.subjects[0].tried[.valid, default: 0] += 1
        }
    }

    /// Sends one body; nil when a drawn media does not have the event.
    func run(_ trial: Trial) async -> (record: HistoryRecord, symptom: FuzzSymptom?)? {
        switch trial {
        case .varied(let place, let trial):
            return await run(subjects[place], trial)
        case .drawn(let number):
            guard let event = fuzzer.input.event else { return nil }
            return await run(event.media(number, seed: fuzzer.options.seed), profile: event.profile(number))
        }
    }

    /// Sends one body; a state that is wrong only where two documented runs differ is right.
    func run(_ subject: FuzzSubject, _ trial: FuzzCase) async -> (
        record: HistoryRecord, symptom: FuzzSymptom?
    ) {
        var record = await subject.run(trial, salt: salts.next())
        let symptom = subject.symptom(record, trial, volatile)
        guard symptom?.kind == .state else { return (record, symptom) }
        // Times and counters have moved on since the documented body was sent.
        let again = await subject.again(salt: salts.next())
        record.requests += again.requests
        volatile.note(subject.after, again)
        return (record, subject.symptom(record, trial, volatile))
    }

    /// Sends the event about `media`, as documented; nil when it does not have the event.
    func run(_ media: JSONValue, profile: String) async -> (record: HistoryRecord, symptom: FuzzSymptom?)? {
        guard let scenario = fuzzer.input.event?.scenario(media, profile: profile),
            var runner = fuzzer.runners(of: scenario).first
        else { return nil }
        runner.group.probes = []
        let record = await runner.run(
            .plain(runner.group.events.count), salt: salts.next(), plain: nil,
            patience: HistoryRunner.Patience(limit: .zero))
        let symptoms = record.deliveries.compactMap { FuzzJudge.answer(record, $0, .valid) }
        return (record, symptoms.first)
    }
}
