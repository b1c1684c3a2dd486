import JSONText
import VodHookPlan

/// Bodies that are variations of a documented one.
extension FuzzExaminer {
    func examine(
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

    private func confirmed(
        _ subject: FuzzSubject, _ trial: FuzzCase, _ failing: FuzzSession.Failing
    ) async -> FuzzResult.Finding? {
        let kind = failing.symptom.kind
        let seen = await FuzzSession.all(Array(0..<options.repetitions)) { _ in
            await symptom(subject, trial, kind)
        }.compactMap(\.self)
        // A receiver that is back ended all the same.
        let isEnd = kind == .death && failing.isSuspect
        guard let last = seen.last ?? (isEnd ? (failing.record, failing.symptom) : nil) else { return nil }
        let rule = "\(subject.name) \(trial.label) \(last.symptom.message)"
        let lines =
            subject.prefix.map { subject.names[$0] } + ["\(subject.name) \(trial.label)"]
        var finding = FuzzResult.Finding(
            rule: rule, tier: trial.tier, kind: last.symptom.kind.rawValue, lines: lines,
            repeated: (seen.count, options.repetitions), explains: 1,
            difference: StateDifference.lines(last.symptom.differences), alike: [],
            scenario: nil, reason: trial.variations.lazy.compactMap(\.reason).first,
            served: isEnd ? failing.served : nil)
        await save(&finding, subject, trial, rule, last)
        return finding
    }

    func symptom(
        _ subject: FuzzSubject, _ trial: FuzzCase, _ kind: FuzzSymptom.Kind
    ) async -> (record: HistoryRecord, symptom: FuzzSymptom)? {
        if isOver { return nil }
        let (record, symptom) = await session.once(subject, trial, session.pace.doubting)
        count(record.requests)
        guard let symptom, symptom.kind == kind else { return nil }
        return (record, symptom)
    }

    /// The subject without one of the deliveries before it, or without all; nil when it cannot do without.
    private func without(_ subject: FuzzSubject, all: Bool, _ place: Int = 0) async -> FuzzSubject? {
        guard !subject.prefix.isEmpty else { return nil }
        var prefix = subject.prefix
        if all { prefix = [] } else { prefix.remove(at: place) }
        let before = await plain(subject.runner, prefix)
        let after = await plain(subject.runner, prefix + [subject.event])
        guard after.deliveries.last?.isAccepted == true else { return nil }
        return subject.with(prefix: prefix, before: before, after: after)
    }

    private func plain(_ runner: HistoryRunner, _ events: [Int]) async -> HistoryRecord {
        let record = await runner.run(
            History(events.map { History.Slot($0) }), salt: session.salts.next(), plain: nil,
            patience: session.pace.searching)
        count(record.requests)
        return record
    }

    // MARK: Scenarios

    /// Adds the scenario that shows the finding, or why none does.
    private func save(
        _ finding: inout FuzzResult.Finding, _ subject: FuzzSubject, _ trial: FuzzCase, _ rule: String,
        _ last: (record: HistoryRecord, symptom: FuzzSymptom)
    ) async {
        if trial.isAboutNeighbour {
            finding.unsaved = "a scenario cannot write an id that is made of the media's own"
            return
        }
        let scenario = scenario(subject, trial, rule, last)
        finding.scenario = scenario
        if finding.kind == FuzzSymptom.Kind.death.rawValue { return }
        let proof = FuzzProof(session: session)
        let control = control(subject, trial, rule, last)
        finding.unsaved = await proof.doubt(about: scenario, control: control)
        count(proof.spent)
    }

    func scenario(
        _ subject: FuzzSubject, _ trial: FuzzCase, _ rule: String,
        _ last: (record: HistoryRecord, symptom: FuzzSymptom)
    ) -> JSONValue {
        let isState = last.symptom.kind == .state
        let right = session.volatile.removed(from: right(subject, trial, last.symptom))
        return writer(subject, trial.written).document(
            subject.history, name: rule,
            description:
                "Found by vodhook fuzz in \(subject.runner.copies.scenario.file), tier \(trial.tier.rawValue).",
            // A bad answer says enough; the state is asked for when that is what is wrong.
            found: isState ? comparable(session.volatile.removed(from: last.record), subject, trial) : right,
            plain: isState ? comparable(right, subject, trial) : right,
            odd: trial.tier.mustAccept ? nil : odd(last.symptom))
    }

    /// The same probes about what a receiver does with the documented body, or without it where that is right.
    private func control(
        _ subject: FuzzSubject, _ trial: FuzzCase, _ rule: String,
        _ last: (record: HistoryRecord, symptom: FuzzSymptom)
    ) -> JSONValue {
        let control = known(subject, trial)
        let none = HistoryScenarioWriter.Variation(changes: [], faults: [], mayBeRefused: false)
        let documented = control.map {
            HistoryScenarioWriter.Variation(changes: $0.variation.changes, faults: [], mayBeRefused: false)
        }
        let isBefore = last.symptom.kind == .state && !last.symptom.expectsDone && !subject.prefix.isEmpty
        let history =
            isBefore ? History(subject.prefix.map { History.Slot($0) }) : subject.history
        var right = session.volatile.removed(from: isBefore ? subject.before : subject.after)
        var found = session.volatile.removed(from: last.record)
        if let control {
            right = comparable(session.volatile.removed(from: control.record), subject, trial)
            found = comparable(found, subject, trial)
        }
        if last.symptom.kind != .state { found = right }
        return writer(subject, documented ?? none).document(
            history, name: rule, description: "", found: found, plain: right,
            odd: trial.tier.mustAccept || !last.symptom.expectsDone && subject.prefix.isEmpty
                ? nil : odd(last.symptom))
    }

    private func writer(_ subject: FuzzSubject, _ variation: HistoryScenarioWriter.Variation)
        -> HistoryScenarioWriter
    {
        let copies = subject.runner.copies
        return HistoryScenarioWriter(
            scenario: copies.scenario, copies: copies, group: subject.runner.group,
            seed: session.fuzzer.planner.seed, catalogFolder: options.catalogFolder, variation: variation)
    }

    /// What the state should have been: that of a body with the odd value where the state passes it on.
    private func right(_ subject: FuzzSubject, _ trial: FuzzCase, _ symptom: FuzzSymptom) -> HistoryRecord {
        guard symptom.expectsDone else { return subject.before }
        guard let control = known(subject, trial), let ordinary = control.variation.value,
            let value = trial.variations.first?.value
        else { return subject.after }
        return control.record.replacing(ordinary, with: value, at: Set(control.passing.keys))
    }

    private func known(_ subject: FuzzSubject, _ trial: FuzzCase) -> FuzzControl? {
        guard trial.variations.count == 1, trial.tier == .valid,
            let ordinary = subject.maker.control(of: trial.variations[0])
        else { return nil }
        return session.doubts.control(subject.key(ordinary))
    }

    /// The record without what only follows from the varied field.
    private func comparable(_ record: HistoryRecord, _ subject: FuzzSubject, _ trial: FuzzCase)
        -> HistoryRecord
    {
        guard let control = known(subject, trial) else { return record }
        return record.removing(control.derived)
    }

    /// What a receiver that refuses the body shows as little as one that takes it rightly.
    private func odd(_ symptom: FuzzSymptom) -> StateDifference? {
        symptom.differences.first { $0.expected != nil && $0.found != nil }
            ?? symptom.differences.first { $0.found != nil }
    }
}

extension HistoryRecord {
    /// The record with `value` for `old` at these places of its states.
    fileprivate func replacing(_ old: JSONValue, with value: JSONValue, at places: Set<String>)
        -> HistoryRecord
    {
        func replaced(_ state: JSONValue, _ path: String) -> JSONValue {
            switch state {
            case .object(let object):
                return .object(
                    JSONObject(
                        object.members.map { member in
                            let inner = path + NormalizedPath([.name(member.key)]).shortened.dropFirst()
                            return JSONObject.Member(key: member.key, value: replaced(member.value, inner))
                        }))
            case .array(let elements): return .array(elements.map { replaced($0, "\(path)[*]") })
            case .string where places.contains(path) && FuzzJudge.isSame(old, state):
                return .string(value.string ?? JSONWriter.text(of: value))
            case .number where places.contains(path) && FuzzJudge.isSame(old, state): return value
            case .string, .number, .bool, .null: return state
            }
        }
        var record = self
        for place in record.states.indices {
            record.states[place].raw = replaced(record.states[place].raw, "$")
            record.states[place].comparable = replaced(record.states[place].comparable, "$")
        }
        return record
    }

    /// The record without these places in its states.
    fileprivate func removing(_ places: Set<String>) -> HistoryRecord {
        // A path that was made of names and `[*]` can always be read.
        let paths = places.sorted().compactMap { try? JSONPath($0) }
        var record = self
        for place in record.states.indices {
            for path in paths where path.description != "$" {
                record.states[place].raw = path.removing(from: record.states[place].raw).0
                record.states[place].comparable = path.removing(from: record.states[place].comparable).0
            }
        }
        return record
    }
}
