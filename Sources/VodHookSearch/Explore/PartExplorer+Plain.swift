import JSONText
import VodHookDelivery
import VodHookPlan

/// The plain history: what all others are compared with.
extension PartExplorer {
    /// The times between readings that are tried when those of before do not agree.
    private static let longerGaps: [Duration] = [.milliseconds(250), .seconds(1)]
    /// What a state has changed within that the first readings see by themselves.
    private static let quick = Duration.milliseconds(100)

    /// Shorter texts could stand for anything.
    private static let shortestID = 6

    /// True when nothing says how long the receiver works on.
    private var mayWait: Bool { runner.copies.observations.contains { $0.settle == nil } }

    /// Runs the plain history; false, with the problem noted, when nothing can be compared with it.
    mutating func establishPlain() async -> Bool {
        plain = await run(.plain(names.count))
        part.run = 1
        if isInterrupted { return false }
        if let refusal = plain.refusal {
            let answered = plain.deliveries.prefix { Int($0.answer) != nil }
            let next = answered.count < names.count ? names[answered.count] : "the last event"
            problem =
                answered.isEmpty && plain.deliveries.first?.answer == refusal
                ? .unreachable(refusal) : .died("the receiver was gone with \(next): \(refusal)")
            return false
        }
        var failures = plain.failedProbes.values.map(\.message).sorted()
        for delivery in plain.deliveries {
            let failed = delivery.failedChecks.sorted { $0.key < $1.key }
            failures += failed.map { "\($0.key): \($0.value.message)" }
        }
        guard failures.isEmpty else {
            problem = .plainFails(failures)
            return false
        }
        // What the plain history needed, many times over: a state that is still another one by then stays so.
        let usual = plain.settled > .milliseconds(200) ? plain.settled * 5 : .milliseconds(100)
        patience.limit = min(max(usual, .milliseconds(100)), .seconds(10))
        guard await plainIsSteady() else { return false }
        return await stateChanges()
    }

    /// Runs the plain history once more; false, with the problem noted, when it does not leave the same state.
    ///
    /// States that differ are read again with more time between the readings, if nothing says how long to wait.
    mutating func plainIsSteady() async -> Bool {
        if isReceiverGone { return true }
        var first = plain
        var again = await run(.plain(names.count))
        if isStopped(by: again) { return false }
        let seen = again.differences(from: first)
        if seen.isEmpty { return true }
        let mixed = seen.filter(isOfOther)
        if !mixed.isEmpty {
            let places = Self.places(mixed).joined(separator: ", ")
            problem = .plainDiffers(
                "two media left different states, at \(places); does the receiver mix up media?")
            return false
        }
        for gap in Self.longerGaps where mayWait && first.isResting && again.isResting && gap > patience.gap {
            patience.gap = gap
            first = await run(.plain(names.count))
            if isStopped(by: first) { return false }
            again = await run(.plain(names.count))
            if isStopped(by: again) { return false }
            if again.differences(from: first).isEmpty, !first.isUnread || plain.isUnread {
                take(first, again, seen)
                return true
            }
        }
        problem = again.differences(from: plain).isEmpty ? unlike(first, again) : unlike(plain, again)
        return false
    }

    /// Goes on with plain histories that agree, though others before did not.
    private mutating func take(_ first: HistoryRecord, _ again: HistoryRecord, _ seen: [StateDifference]) {
        let changed = max(first.changed, again.changed)
        let isSlow = changed >= Self.quick
        patience.limit = min(max(changed * 5, patience.limit, .seconds(1)), .seconds(10))
        note(
            isSlow
                ? "the state changed until \(Shown.duration(changed)) after the last answer; \"settle\" in \"observe\" says such a time outright"
                : "the plain order left different states, at \(Self.places(seen).joined(separator: ", ")), and later the same ones: the receiver works on after its answers, or it is flaky in the plain order itself"
        )
        isPlainNew = isSlow || !first.differences(from: plain).isEmpty
        plain = first
    }

    private mutating func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    /// True, with the problem noted, when the plain history is refused that was taken before.
    private mutating func isStopped(by record: HistoryRecord) -> Bool {
        if isInterrupted { return true }
        if let refusal = record.refusal {
            problem = .died("the receiver was gone after \(Shown.count(requests, "request")): \(refusal)")
            return true
        }
        for (usual, delivery) in zip(plain.deliveries, record.deliveries)
        where usual.isAccepted && !delivery.isAccepted {
            let what =
                delivery.status.map { "is answered with \($0)" } ?? "gets no answer (\(delivery.answer))"
            problem = .plainDiffers(
                "\(names[delivery.event]) \(what) after \(Shown.count(requests, "request"))")
            return true
        }
        return false
    }

    /// What to say of two plain histories that left different states.
    private func unlike(_ first: HistoryRecord, _ again: HistoryRecord) -> SearchProblem {
        var differences: [StateDifference] = []
        for (one, two) in zip(first.states, again.states) where one.comparable != two.comparable {
            let ends = [one, two].compactMap { state in state.refusal.map { "\(state.source) \($0)" } }
            switch ends.count {
            case 0:
                differences += StateDifference.all(expected: one.comparable, found: two.comparable)
            case 1:
                let which = one.refusal == nil ? "second" : "first"
                return .plainDiffers(
                    "the \(which) of two media left no state: \(ends[0]); does the receiver mix up media, or need \"settle\"?"
                )
            default: return .plainDiffers("the state cannot be read: \(ends[0]), and then \(ends[1])")
            }
        }
        // What is said with an id of the media, or by the whole state, is nothing that changes by itself.
        let own = differences.filter { difference in
            difference.path != "$"
                && ![difference.expected, difference.found].contains { value in
                    value?.string.map(holdsID) ?? false
                }
        }
        if own.isEmpty {
            let places = Self.places(differences).joined(separator: ", ")
            return .plainDiffers(
                "two media left different states, at \(places); does the receiver need \"settle\"?")
        }
        return .unsteady(Self.places(own))
    }

    /// True for a text about the own media in one state and about another one in the other.
    private func isOfOther(_ difference: StateDifference) -> Bool {
        guard let expected = difference.expected?.string, let found = difference.found?.string,
            min(expected.utf8.count, found.utf8.count) >= Self.shortestID
        else { return false }
        return holdsID(expected) != holdsID(found)
    }

    private func holdsID(_ text: String) -> Bool {
        runner.copies.references.contains {
            $0.text.utf8.count >= Self.shortestID && text.contains($0.text)
        }
    }

    private static func places(_ differences: [StateDifference]) -> [String] {
        var seen: Set<String> = []
        return differences.map(\.path).filter { seen.insert($0).inserted }
    }

    /// False, with the problem noted, when what is read as the state is refused whatever was delivered.
    private mutating func stateChanges() async -> Bool {
        guard part.isObserved, plain.isUnread else { return true }
        let usual = patience.gap
        for gap in Self.longerGaps where mayWait {
            patience.gap = gap
            let later = await run(.plain(names.count))
            if isStopped(by: later) { return false }
            if !later.isUnread {
                plain = later
                patience.limit = min(max(later.changed * 5, .seconds(1)), .seconds(10))
                return await plainIsSteady()
            }
        }
        patience.gap = usual
        let before = await run(History([]))
        let refusals = before.states.map(\.refusal)
        for count in (1...max(names.count, 1)).reversed() where !isInterrupted {
            let after = count == names.count ? plain : await run(.plain(count))
            if after.states.map(\.refusal) != refusals { return true }
        }
        if isInterrupted { return false }
        var seen: Set<String> = []
        let refused = zip(before.states, refusals).compactMap { state, refusal in
            refusal.map { "\(state.source) \($0)" }
        }.filter { seen.insert($0).inserted }
        problem = .nothingToCompare(
            "\(refused.joined(separator: "; ")), before the first event and after each one")
        return false
    }

    /// Runs a history that nothing is known of yet.
    private mutating func run(_ history: History) async -> HistoryRecord {
        let record = await runner.run(
            history, salt: salts.next(), plain: nil, patience: patience, isPatient: true)
        requests += record.requests
        isInterrupted = isInterrupted || record.isInterrupted
        return record
    }

    /// Runs the beginnings of the plain order that some of `histories` are compared with.
    mutating func establishBeginnings(of histories: [History]) async {
        beginnings = [:]
        for count in Set(histories.map(\.eventCount)).sorted() where count < names.count {
            if isInterrupted || timeIsUp() { return }
            let record = await runner.run(.plain(count), salt: salts.next(), plain: nil, patience: patience)
            requests += record.requests
            isInterrupted = isInterrupted || record.isInterrupted
            if record.refusal == nil { beginnings[count] = record }
        }
    }
}

extension History {
    /// How many events it has, repetitions not counted.
    var eventCount: Int { Set(slots.map(\.event)).count }
}
