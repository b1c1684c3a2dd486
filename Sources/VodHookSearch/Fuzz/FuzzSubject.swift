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

    /// What another delivery of the same group would be without those before it.
    func with(prefix: [Int], before: HistoryRecord, after: HistoryRecord) -> FuzzSubject {
        FuzzSubject(
            runner: runner, prefix: prefix, event: event, names: names, maker: maker, before: before,
            after: after)
    }

    /// Sends one body, after the deliveries before it, about media of its own.
    func run(_ trial: FuzzCase, salt: UInt64) async -> HistoryRecord {
        await runner.run(
            history, salt: salt, plain: after, patience: Self.patience(after), other: before,
            alter: { _ = trial.apply(to: &$0) })
    }

    /// Sends the documented body once more, about media of its own.
    func again(salt: UInt64) async -> HistoryRecord {
        await runner.run(history, salt: salt, plain: after, patience: Self.patience(after))
    }

    /// What is wrong with what came of a body; `volatile` places of the state do not count.
    func symptom(_ record: HistoryRecord, _ trial: FuzzCase, _ volatile: VolatilePlaces) -> FuzzSymptom? {
        let judge = FuzzJudge(
            before: volatile.removed(from: before), after: volatile.removed(from: after), body: maker.body,
            identities: maker.identities)
        return judge.symptom(volatile.removed(from: record), trial)
    }

    /// A receiver that works on after its answer needs as long as it needed for the documented body.
    static func patience(_ plain: HistoryRecord) -> HistoryRunner.Patience {
        // Reading a state that stands still takes some questions by itself.
        let isLate = plain.settled > .milliseconds(400)
        return HistoryRunner.Patience(
            limit: isLate ? min(plain.settled * 3, .seconds(10)) : .milliseconds(100),
            rest: isLate ? plain.settled : .zero)
    }
}
