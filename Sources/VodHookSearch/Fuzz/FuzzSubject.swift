import JSONText

/// A delivery whose body is varied, with those that come before it.
struct FuzzSubject: Sendable {
    let runner: HistoryRunner
    /// The deliveries that come first, as places in the group.
    let prefix: [Int]
    /// The delivery itself, as a place in the group.
    let event: Int
    /// How people see the deliveries of the group.
    let names: [String]
    let maker: VariationMaker
    /// What the deliveries before it came to.
    let before: HistoryRecord
    /// What they came to with this one, as documented.
    let after: HistoryRecord

    var name: String { names[event] }
    var history: History { History((prefix + [event]).map { History.Slot($0) }) }
    var isObserved: Bool { !after.states.isEmpty }
    /// True when nothing that is observed shows that the documented body came.
    var leavesNoTrace: Bool { isObserved && after.differences(from: before).isEmpty }

    /// Names what `variation` is a variation of.
    func key(_ variation: BodyVariation) -> String {
        "\(name) \(maker.profile) \(prefix) \(variation.label)"
    }

    /// What another delivery of the same group would be without those before it.
    func with(prefix: [Int], before: HistoryRecord, after: HistoryRecord) -> FuzzSubject {
        FuzzSubject(
            runner: runner, prefix: prefix, event: event, names: names, maker: maker, before: before,
            after: after)
    }

    /// Sends one body, after the deliveries before it, about media of its own.
    func run(_ trial: FuzzCase, salt: UInt64, _ patience: HistoryRunner.Patience) async -> HistoryRecord {
        // A state of before is not waited for where the event must have its effect: the work may be still to come.
        let wanted: (HistoryRecord, HistoryRecord?) =
            switch trial.expectedState {
            case .done: (after, nil)
            case .nothing: (before, nil)
            case .doneOrNothing, .open: (after, before)
            }
        return await runner.run(
            history, salt: salt, plain: wanted.0, patience: patience, other: wanted.1,
            alter: { _ = trial.apply(to: &$0) })
    }

    /// Sends the documented body once more, about media of its own.
    func again(salt: UInt64, _ patience: HistoryRunner.Patience) async -> HistoryRecord {
        await runner.run(history, salt: salt, plain: after, patience: patience)
    }

    /// What is wrong with what came of a body; `volatile` places of the state do not count.
    ///
    /// `controls` are what ordinary values in place of the odd ones came to.
    func symptom(
        _ record: HistoryRecord, _ trial: FuzzCase, _ volatile: VolatilePlaces, controls: [FuzzControl] = []
    ) -> FuzzSymptom? {
        let judge = FuzzJudge(
            before: volatile.removed(from: before), after: volatile.removed(from: after), body: maker.body,
            identities: maker.identities, controls: controls)
        return judge.symptom(volatile.removed(from: record), trial)
    }
}

/// What the state shows of a field, learned from a body with an ordinary value in it.
struct FuzzControl: Sendable {
    /// Places that show the value as it came, with what they show of the documented body.
    private(set) var passing: [String: JSONValue?] = [:]
    /// Places that change with the value and do not show it: what follows from it is no page's business.
    private(set) var derived: Set<String> = []
    /// The ordinary value.
    let variation: BodyVariation
    /// What it came to.
    let record: HistoryRecord

    /// `record` is what `variation` came to, `after` what the documented body came to.
    init(_ record: HistoryRecord, _ variation: BodyVariation, after: HistoryRecord) {
        self.record = record
        self.variation = variation
        let differences = record.differences(from: after)
        for path in Set(differences.map(\.path)) {
            // A value in a list is one that is missing and one that is extra.
            let here = differences.filter { $0.path == path }
            let isShown = here.contains { one in
                variation.value.map { value in one.found.map { FuzzJudge.isSame(value, $0) } ?? false }
                    ?? false
            }
            if isShown {
                passing[path] = .some(here.lazy.compactMap(\.expected).first)
            } else {
                derived.insert(path)
            }
        }
    }

    /// True when the state follows the field at `path`, with its value or with something else.
    func follows(at path: String) -> Bool { derived.contains(path) || passing.keys.contains(path) }
}
