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
    }

    /// So many failing bodies tell enough.
    private static let failingLimit = 400
    /// The longest wait for a receiver that is gone to come back.
    private static let restart = Duration.seconds(3)

    let fuzzer: Fuzzer
    let deadline: Duration?
    let salts: SaltSource
    var subjects: [FuzzSubject] = []
    /// Documented bodies that the receiver refuses.
    var refusals: [FuzzResult.Finding] = []
    var refusedProfiles: Set<String> = []
    var requests = 0
    var isInterrupted = false
    var isReceiverGone = false

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
        guard result.problem == nil, !isInterrupted, !subjects.isEmpty else { return }
        let (trials, telling) = trials()
        result.telling = telling
        let failing = await search(trials, &result)
        result.failing = failing.count
        var examiner = FuzzExaminer(session: self)
        result.findings += await examiner.findings(failing)
        requests = examiner.requests
        isInterrupted = isInterrupted || Task.isCancelled
        if examiner.leftOut > 0 {
            result.notes.append(
                "\(Shown.count(examiner.leftOut, "more kind")) of failing bodies not examined; fix these first"
            )
        }
    }

    // MARK: The documented deliveries

    /// Sends every delivery as documented; returns what stands in the way, or nil.
    private mutating func establish() async -> SearchProblem? {
        var known: Set<String> = []
        for scenario in fuzzer.input.scenarios {
            for runner in fuzzer.runners(of: scenario) {
                if let problem = await establish(runner, &known) { return problem }
                if isInterrupted { return nil }
            }
        }
        return subjects.isEmpty && refusals.isEmpty ? .nothingToDeliver : nil
    }

    private mutating func establish(
        _ runner: HistoryRunner, _ known: inout Set<String>
    ) async -> SearchProblem? {
        let deliveries = runner.group.events.map { runner.dealer.base.deliveries[$0] }
        let names = deliveries.map { delivery in
            "\(delivery.event)\(delivery.subject.map { " \($0)" } ?? "")"
        }
        let identities = Set(runner.dealer.references.map(\.text))
        let new = deliveries.indices.filter { place in
            let delivery = deliveries[place]
            return known.insert("\(delivery.provider)/\(delivery.event)/\(delivery.profile)").inserted
        }
        guard let last = new.last else { return nil }
        var before = await plain(runner, 0)
        for place in 0...last where !isInterrupted {
            let delivery = deliveries[place]
            let after = await plain(runner, place + 1)
            if let refusal = after.refusal {
                return requests <= 2
                    ? .unreachable(refusal)
                    : .died("the receiver was gone with \(names[place]): \(refusal)")
            }
            if let answer = after.deliveries.last, !answer.isAccepted {
                return refused(runner, delivery, names[place], answer)
            }
            if new.contains(place),
                let profile = fuzzer.planner.catalogue.provider(delivery.provider)?.event(delivery.event)?
                    .profile(delivery.profile),
                let maker = VariationMaker(delivery, profile: profile, identities: identities)
            {
                subjects.append(
                    FuzzSubject(
                        runner: runner, prefix: Array(0..<place), event: place, names: names, maker: maker,
                        before: before, after: after))
            }
            before = after
        }
        let again = await plain(runner, last + 1)
        let places = zip(before.states, again.states).flatMap {
            StateDifference.all(expected: $0.comparable, found: $1.comparable).map(\.path)
        }
        return places.isEmpty ? nil : .unsteady(places)
    }

    /// A documented body that is refused: a finding about the event, and for a scenario the end of the search.
    private mutating func refused(
        _ runner: HistoryRunner, _ delivery: PlannedDelivery, _ name: String,
        _ answer: HistoryRecord.Delivery
    ) -> SearchProblem? {
        let what =
            Int(answer.answer) == nil
            ? "gets no answer: \(answer.answer)" : "is answered with \(answer.answer)"
        guard fuzzer.input.event != nil else { return .plainFails(["\(name), as documented, \(what)"]) }
        refusedProfiles.insert(delivery.profile)
        let rule = "\(name) in profile \(delivery.profile), as documented, \(what)"
        let root = JSONReader.read(runner.dealer.scenario.source).value?.value
        refusals.append(
            FuzzResult.Finding(
                rule: rule, tier: .valid, kind: FuzzSymptom.Kind.answer.rawValue, lines: [name],
                repeated: (1, 1), explains: 1, difference: [], alike: [],
                scenario: root.map { FuzzExaminer.named($0, rule, seed: fuzzer.planner.seed) }))
        return nil
    }

    private mutating func plain(_ runner: HistoryRunner, _ count: Int) async -> HistoryRecord {
        let record = await runner.run(
            .plain(count), salt: salts.next(), plain: nil,
            patience: HistoryRunner.Patience(limit: .milliseconds(100)))
        requests += record.requests
        isInterrupted = isInterrupted || record.isInterrupted
        return record
    }

    // MARK: Trials

    /// All telling variations, then drawn ones up to the number of cases.
    private func trials() -> (trials: [Trial], telling: Int) {
        let options = fuzzer.options
        let lists = subjects.map { subject in
            options.tiers.map { tier in (tier, subject.maker.all(tier)) }
        }
        var chance = SeededGenerator(seed: options.seed).branch("fuzz")
        let byTier = options.tiers.enumerated().map { number, tier in
            let all = lists.enumerated().flatMap { place, tiers in
                tiers[number].1.map { Trial.varied(place, FuzzCase(tier: tier, variations: [$0])) }
            }
            return chance.shuffled(all)
        }
        let count = byTier.reduce(0) { $0 + $1.count }
        // Each tier has its turn, so that few cases try something of all of them.
        var telling: [Trial] = []
        for turn in 0..<(byTier.map(\.count).max() ?? 0) {
            telling += byTier.compactMap { turn < $0.count ? $0[turn] : nil }
        }
        if count > options.cases { return (Array(telling.prefix(options.cases)), count) }
        var number = 0
        while telling.count < options.cases {
            let place = chance.index(below: subjects.count)
            let tier = options.tiers[number % options.tiers.count]
            number += 1
            if tier == .valid, let event = fuzzer.input.event {
                let draw = number / options.tiers.count
                // A profile that is refused as documented has its finding already.
                if !refusedProfiles.contains(event.profile(draw)) { telling.append(.drawn(draw)) }
                continue
            }
            let all = lists[place].first { $0.0 == tier }?.1 ?? []
            var chosen: [BodyVariation] = []
            for _ in 0..<chance.int(in: 2...3) {
                if let one = chance.element(of: all) { chosen.append(one) }
            }
            if tier == .hostile { chosen = [subjects[place].maker.drawn(&chance)] }
            if chosen.isEmpty { break }
            telling.append(.varied(place, FuzzCase(tier: tier, variations: chosen)))
        }
        return (telling, count)
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
                requests += record.requests
                isInterrupted = isInterrupted || record.isInterrupted
                if isInterrupted { continue }
                note(trial, in: &result)
                if let symptom { failing.append(Failing(trial: trial, record: record, symptom: symptom)) }
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
            let record = await subjects[place].run(trial, salt: salts.next())
            return (record, subjects[place].symptom(record, trial))
        case .drawn(let number):
            guard let event = fuzzer.input.event else { return nil }
            return await run(event.media(number, seed: fuzzer.options.seed), profile: event.profile(number))
        }
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
