import JSONText
import VodHookPlan

/// Makes failing bodies small, sees whether they fail each time, and says what they have in common.
struct FuzzExaminer {
    /// Failing bodies that are one finding.
    private struct Group {
        /// What comes of them.
        let what: String
        /// What the first of them has wrong.
        let family: String
        /// The field that the first of them is about; null, absent and of another type is one cause.
        let place: String?
        var members: [FuzzSession.Failing]
    }

    /// The most runs to make one drawn media simpler.
    private static let simplifyLimit = 200

    let session: FuzzSession
    var requests: Int
    /// How many kinds of failing bodies were not examined.
    var leftOut = 0

    init(session: FuzzSession) {
        self.session = session
        requests = session.requests
    }

    var options: FuzzOptions { session.fuzzer.options }

    /// The findings, deaths first, then in the order of the tiers.
    mutating func findings(_ failing: [FuzzSession.Failing]) async -> [FuzzResult.Finding] {
        if session.isReceiverGone { return blame(failing) }
        if let end = await end(failing) { return [end] }
        var groups: [Group] = []
        // What is odd enough by itself explains every body that has it too.
        var explained: [String: Int] = [:]
        for one in failing.sorted(by: { Self.weight($0) < Self.weight($1) }) {
            let own = group(one)
            let labels = Self.labels(one)
            let place =
                labels.lazy.compactMap { explained[$0] }.first
                ?? groups.firstIndex {
                    $0.what == own.what
                        && ($0.family == own.family || $0.place != nil && $0.place == own.place)
                }
            if let place {
                groups[place].members.append(one)
            } else {
                groups.append(own)
            }
            if labels.count == 1 { explained[labels[0]] = place ?? groups.count - 1 }
        }
        var findings: [FuzzResult.Finding] = []
        for (place, group) in groups.enumerated() {
            if Task.isCancelled || findings.count >= options.findings {
                leftOut = groups.count - place
                break
            }
            session.fuzzer.observer(.shrinking)
            guard let first = group.members.first else { continue }
            let alike = others(group.members)
            if var finding = await examine(first) {
                finding.explains = group.members.count
                finding.alike = alike
                findings.append(finding)
            }
        }
        return findings
    }

    /// Few variations first; of those with as many, in the order of tiers; drawn media in their order.
    private static func weight(_ failing: FuzzSession.Failing) -> (Int, Int) {
        switch failing.trial {
        case .drawn(let number): (50, number)
        case .varied(_, let trial):
            (trial.variations.count * 100 + (FuzzTier.allCases.firstIndex(of: trial.tier) ?? 0), 0)
        }
    }

    private func group(_ failing: FuzzSession.Failing) -> Group {
        let what = failing.symptom.differences.first?.path ?? failing.symptom.message
        guard case .varied(let subject, let trial) = failing.trial else {
            return Group(what: what, family: "drawn", place: nil, members: [failing])
        }
        let places = trial.variations.count == 1 ? trial.variations.compactMap(\.place) : []
        // The same field of two profiles is one field.
        let place = places.first.map { "\(session.subjects[subject].name) \($0)" }
        return Group(what: what, family: trial.family, place: place, members: [failing])
    }

    /// The variations that a body has, each with its event.
    private static func labels(_ failing: FuzzSession.Failing) -> [String] {
        guard case .varied(let place, let trial) = failing.trial else { return [] }
        return trial.variations.map { "\(place) \($0.label)" }
    }

    private func others(_ members: [FuzzSession.Failing]) -> [String] {
        var seen: Set<String> = []
        return members.compactMap { member -> String? in
            guard case .varied(let place, let trial) = member.trial, trial.variations.count == 1 else {
                return nil
            }
            let text = "\(session.subjects[place].name) \(trial.label)"
            return seen.insert(text).inserted ? text : nil
        }.dropFirst().map(\.self)
    }

    private mutating func examine(_ failing: FuzzSession.Failing) async -> FuzzResult.Finding? {
        switch failing.trial {
        case .varied(let place, let trial):
            return await examine(session.subjects[place], trial, failing)
        case .drawn(let number): return await examineDrawn(number, failing)
        }
    }

    // MARK: Variations

    private mutating func examine(
        _ subject: FuzzSubject, _ trial: FuzzCase, _ failing: FuzzSession.Failing
    ) async -> FuzzResult.Finding? {
        let kind = failing.symptom.kind
        var trial = trial
        for variation in trial.variations where trial.variations.count > 1 {
            let alone = FuzzCase(tier: trial.tier, variations: [variation])
            if await symptom(subject, alone, kind) != nil {
                trial = alone
                break
            }
        }
        var subject = subject
        var place = 0
        if let bare = await without(subject, all: true), await symptom(bare, trial, kind) != nil {
            subject = bare
        }
        while place < subject.prefix.count {
            if let less = await without(subject, all: false, place),
                await symptom(less, trial, kind) != nil
            {
                subject = less
            } else {
                place += 1
            }
        }
        return await confirmed(subject, trial, failing)
    }

    private mutating func confirmed(
        _ subject: FuzzSubject, _ trial: FuzzCase, _ failing: FuzzSession.Failing
    ) async -> FuzzResult.Finding? {
        var failed = 0
        var last: (record: HistoryRecord, symptom: FuzzSymptom)?
        for _ in 0..<options.repetitions {
            if let seen = await symptom(subject, trial, failing.symptom.kind) {
                failed += 1
                last = seen
            }
        }
        // A receiver that is back ended all the same.
        let isEnd = failing.symptom.kind == .death && failing.isSuspect
        guard let last = last ?? (isEnd ? (failing.record, failing.symptom) : nil) else { return nil }
        let rule = "\(subject.name) \(trial.label) \(last.symptom.message)"
        let lines =
            subject.prefix.map { subject.names[$0] } + ["\(subject.name) \(trial.label)"]
        return FuzzResult.Finding(
            rule: rule, tier: trial.tier, kind: last.symptom.kind.rawValue, lines: lines,
            repeated: (failed, options.repetitions), explains: 1,
            difference: StateDifference.lines(last.symptom.differences), alike: [],
            scenario: scenario(subject, trial, rule, last),
            reason: trial.variations.lazy.compactMap(\.reason).first,
            served: isEnd ? failing.served : nil)
    }

    private mutating func symptom(
        _ subject: FuzzSubject, _ trial: FuzzCase, _ kind: FuzzSymptom.Kind
    ) async -> (record: HistoryRecord, symptom: FuzzSymptom)? {
        let (record, symptom) = await session.run(subject, trial)
        requests += record.requests
        guard let symptom, symptom.kind == kind else { return nil }
        return (record, symptom)
    }

    /// The subject without one of the deliveries before it, or without all; nil when it cannot do without.
    private mutating func without(_ subject: FuzzSubject, all: Bool, _ place: Int = 0) async -> FuzzSubject? {
        guard !subject.prefix.isEmpty else { return nil }
        var prefix = subject.prefix
        if all { prefix = [] } else { prefix.remove(at: place) }
        let before = await plain(subject.runner, prefix)
        let after = await plain(subject.runner, prefix + [subject.event])
        guard after.deliveries.last?.isAccepted == true else { return nil }
        return subject.with(prefix: prefix, before: before, after: after)
    }

    mutating func plain(_ runner: HistoryRunner, _ events: [Int]) async -> HistoryRecord {
        let record = await runner.run(
            History(events.map { History.Slot($0) }), salt: session.salts.next(), plain: nil,
            patience: HistoryRunner.Patience(limit: .milliseconds(100)))
        requests += record.requests
        return record
    }

    func scenario(
        _ subject: FuzzSubject, _ trial: FuzzCase, _ rule: String,
        _ last: (record: HistoryRecord, symptom: FuzzSymptom)
    ) -> JSONValue {
        let copies = subject.runner.copies
        let writer = HistoryScenarioWriter(
            scenario: copies.scenario, copies: copies, group: subject.runner.group,
            seed: session.fuzzer.planner.seed, catalogFolder: options.catalogFolder, variation: trial.written)
        let right = session.volatile.removed(from: last.symptom.expectsDone ? subject.after : subject.before)
        return writer.document(
            subject.history, name: rule,
            description: "Found by vodhook fuzz in \(copies.scenario.file), tier \(trial.tier.rawValue).",
            // A bad answer says enough; the state is asked for when that is what is wrong.
            found: last.symptom.kind == .state ? session.volatile.removed(from: last.record) : right,
            plain: right,
            odd: trial.tier.mustAccept ? nil : odd(last.symptom))
    }

    /// What a receiver that refuses the body shows as little as one that takes it rightly.
    private func odd(_ symptom: FuzzSymptom) -> StateDifference? {
        symptom.differences.first { $0.expected != nil && $0.found != nil }
            ?? symptom.differences.first { $0.found != nil }
    }

    // MARK: Drawn media

    private mutating func examineDrawn(
        _ number: Int, _ failing: FuzzSession.Failing
    ) async -> FuzzResult.Finding? {
        guard let event = session.fuzzer.input.event else { return nil }
        let profile = event.profile(number)
        var media = event.media(number, seed: options.seed)
        var runs = 0
        var hasShrunk = true
        while hasShrunk, runs < Self.simplifyLimit {
            hasShrunk = false
            for smaller in MediaDraw.smaller(media) where runs < Self.simplifyLimit {
                runs += 1
                if await isFailing(smaller, profile, failing.symptom) {
                    media = smaller
                    hasShrunk = true
                    break
                }
            }
        }
        var failed = 0
        for _ in 0..<options.repetitions where await isFailing(media, profile, failing.symptom) {
            failed += 1
        }
        // A receiver that is back ended all the same.
        let isEnd = failing.symptom.kind == .death && failing.isSuspect
        guard failed > 0 || isEnd, let scenario = event.scenario(media, profile: profile),
            let root = JSONReader.read(scenario.source).value?.value
        else { return nil }
        let about =
            media.object?.count == 0 ? "any media" : "a media with \(JSONWriter.text(of: media))"
        let rule = "\(event.name) (\(profile)) about \(about) \(failing.symptom.message)"
        return FuzzResult.Finding(
            rule: rule, tier: .valid, kind: failing.symptom.kind.rawValue, lines: [event.name],
            repeated: (failed, options.repetitions), explains: 1, difference: [], alike: [],
            scenario: Self.named(root, rule, seed: session.fuzzer.planner.seed),
            served: isEnd ? failing.served : nil)
    }

    private mutating func isFailing(_ media: JSONValue, _ profile: String, _ symptom: FuzzSymptom) async
        -> Bool
    {
        guard let (record, seen) = await session.run(media, profile: profile) else { return false }
        requests += record.requests
        return seen?.message == symptom.message
    }

    /// The scenario under the name of a finding.
    static func named(_ root: JSONValue, _ rule: String, seed: UInt64) -> JSONValue {
        guard case .object(var object) = root else { return root }
        object["name"] = .string(Interpolation.escaped(SafeText.line(rule)))
        object.append("tags", ["found-by-fuzz"])
        object.append("seed", .number(JSONNumber(validLiteral: String(seed))))
        object.append("delivery", ["retryAfter": []])
        object["observe"] = nil
        return .object(object)
    }
}
