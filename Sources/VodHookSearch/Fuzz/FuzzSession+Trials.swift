import JSONText
import VodHookCatalogue
import VodHookDelivery

/// Single bodies, and when what came of one is believed.
extension FuzzSession {
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

    /// Sends one body; a state counts as wrong when it is so with patience too, and the documented one is right then.
    func run(_ subject: FuzzSubject, _ trial: FuzzCase) async -> (
        record: HistoryRecord, symptom: FuzzSymptom?
    ) {
        let (record, symptom) = await once(subject, trial, pace.searching)
        guard let symptom, symptom.kind == .state else { return (record, symptom) }
        // One body of a kind is looked at with patience; the others of it are counted to it.
        let kind = "\(subject.name) \(trial.family) \(symptom.differences.first?.path ?? "")"
        if doubts.isCertain(kind) { return (record, symptom) }
        var (second, confirmed) = await confirm(subject, trial)
        second.requests += record.requests
        if confirmed?.kind == .state { doubts.becomesCertain(kind) }
        return (second, confirmed)
    }

    /// Sends one body with patience, and the documented one beside it.
    func confirm(_ subject: FuzzSubject, _ trial: FuzzCase) async -> (
        record: HistoryRecord, symptom: FuzzSymptom?
    ) {
        // Times and counters have moved on since the documented body was sent.
        let again = await subject.again(salt: salts.next(), pace.confirming)
        if again.isInterrupted { return (again, nil) }
        if let answer = again.deliveries.last, !answer.isAccepted {
            doubts.refuse(
                "\(subject.name), as documented, \(answer.outcome) while odd bodies were sent; it was accepted before"
            )
            return (again, nil)
        }
        if !subject.leavesNoTrace, again.differences(from: subject.before).isEmpty {
            doubts.note(
                "\(subject.name), as documented, left no trace while odd bodies were sent; is the receiver too slow for \(fuzzer.options.jobs) requests at once?"
            )
            return (again, nil)
        }
        volatile.note(subject.after, again)
        var (record, symptom) = await once(subject, trial, pace.confirming)
        record.requests += again.requests
        return (record, symptom)
    }

    /// Sends one body and judges what came of it.
    func once(_ subject: FuzzSubject, _ trial: FuzzCase, _ patience: HistoryRunner.Patience) async -> (
        record: HistoryRecord, symptom: FuzzSymptom?
    ) {
        var controls: [FuzzControl] = []
        var extra = 0
        if trial.tier == .valid {
            for variation in trial.variations {
                let (control, requests) = await self.control(subject, variation)
                if let control { controls.append(control) }
                extra += requests
            }
        }
        var record = await subject.run(trial, salt: salts.next(), patience)
        record.requests += extra
        let symptom = subject.symptom(record, trial, volatile, controls: controls)
        if let symptom, symptom.kind == .answer, trial.isChunked {
            // A receiver may insist on a length, which vendors send; it may not take a body for another one.
            if trial.variations.count == 1 {
                doubts.note(
                    "\(subject.name) \(trial.label) \(symptom.message); vendors send a length, so that is no finding"
                )
            }
            return (record, nil)
        }
        return (record, symptom)
    }

    /// What an ordinary value in the varied field comes to, learned once for each field.
    func control(_ subject: FuzzSubject, _ variation: BodyVariation) async -> (FuzzControl?, Int) {
        guard let ordinary = subject.maker.control(of: variation) else { return (nil, 0) }
        let key = subject.key(ordinary)
        if let known = doubts.control(key) { return (known, 0) }
        let trial = FuzzCase(tier: .valid, variations: [ordinary])
        // It is to leave another state, so that it is watched until it rests.
        let record = await subject.runner.run(
            subject.history, salt: salts.next(), plain: nil, patience: pace.confirming,
            alter: { _ = trial.apply(to: &$0) })
        guard record.deliveries.last?.isAccepted == true, !record.isInterrupted else {
            return (nil, record.requests)
        }
        let control = FuzzControl(
            volatile.removed(from: record), ordinary, after: volatile.removed(from: subject.after))
        doubts.keep(control, key)
        return (control, record.requests)
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

/// What is known of a receiver beyond the documented bodies; shared by all bodies under way.
final class FuzzDoubts: Sendable {
    private struct State {
        var certain: Set<String> = []
        var controls: [String: FuzzControl] = [:]
        var notes: [String] = []
        var refused: [String] = []
    }

    private let state = Guarded(State())

    /// What was seen but is no finding, each once.
    var notes: [String] { state.withLock { $0.notes } }

    func note(_ texts: [String]) { for text in texts { note(text) } }

    func note(_ text: String) {
        state.withLock { state in if !state.notes.contains(text) { state.notes.append(text) } }
    }

    /// Documented bodies that were accepted and then refused, one sentence each.
    var refused: [String] { state.withLock { $0.refused } }

    func refuse(_ text: String) {
        state.withLock { state in if state.refused.isEmpty { state.refused.append(text) } }
    }

    /// True when a body of this kind has failed with patience.
    func isCertain(_ kind: String) -> Bool { state.withLock { $0.certain.contains(kind) } }

    func becomesCertain(_ kind: String) { state.withLock { _ = $0.certain.insert(kind) } }

    func control(_ key: String) -> FuzzControl? { state.withLock { $0.controls[key] } }

    func keep(_ control: FuzzControl, _ key: String) { state.withLock { $0.controls[key] = control } }
}
