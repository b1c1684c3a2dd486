import JSONText
import VodHookDelivery
import VodHookPlan

/// The plain history: what all others are compared with.
extension PartExplorer {
    /// Shorter texts could stand for anything.
    private static let shortestID = 6

    /// True when nothing says how long the receiver works on.
    private var mayWait: Bool { runner.copies.observations.contains { $0.settle == nil } }

    /// Runs the plain history; false, with the problem noted, when nothing can be compared with it.
    mutating func establishPlain() async -> Bool {
        plain = await runPlain()
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
        guard await stateChanges() else { return false }
        return await plainIsSteady()
    }

    /// Runs the plain history once more; false, with the problem noted, when it does not leave the same state.
    ///
    /// If states differ, or one has changed since it was read, the receiver is watched, unless something says how long
    /// to wait.
    mutating func plainIsSteady() async -> Bool {
        if isReceiverGone { return true }
        let usual = plain
        let again = await run(.plain(names.count))
        if isStopped(by: again) { return false }
        let seen = again.differences(from: usual)
        let moved = seen.isEmpty ? await movedPlaces() : []
        if seen.isEmpty, moved.isEmpty { return true }
        let mixed = seen.filter(isOfOther)
        if !mixed.isEmpty {
            let places = Self.places(mixed).joined(separator: ", ")
            problem = .plainDiffers(
                "two media left different states, at \(places); does the receiver mix up media?")
            return false
        }
        if mayWait, usual.isResting, again.isResting {
            return await watchPlain(usual, Self.places(seen) + moved)
        }
        problem = unlike(usual, again)
        return false
    }

    /// Watches plain histories until it is known how long the receiver works on; false, with the problem noted, when
    /// they do not come to the same even so.
    ///
    /// `places` are those in which the state has differed, `usual` is what was taken for the plain history.
    mutating func watchPlain(_ usual: HistoryRecord, _ places: [String]) async -> Bool {
        var first = HistoryRecord()
        var again = HistoryRecord()
        if part.run > 1 { _ = await run(.plain(names.count), ReceiverPace.draining) }
        // The second time with what the first one has taught, then without.
        for patience in [nil, ReceiverPace.watching] {
            first = await runPlain(ReceiverPace.watching)
            if isStopped(by: first) { return false }
            pace.learn(first)
            again = await run(.plain(names.count), patience ?? pace.searching)
            if isStopped(by: again) { return false }
            pace.learn(again)
            let isRead = !first.isUnread || usual.isUnread
            if again.differences(from: first).isEmpty, isRead {
                isPlainNew = isPlainNew || pace.work > .zero || !first.differences(from: usual).isEmpty
                plain = first
                notePace(places)
                return true
            }
            if !first.isResting || !again.isResting { break }
        }
        problem = again.differences(from: usual).isEmpty ? unlike(first, again) : unlike(usual, again)
        return false
    }

    /// Says how long the receiver works on, or that it left different states for no reason that can be seen.
    private mutating func notePace(_ places: [String]) {
        if pace.work > .zero {
            notes.removeAll { $0.hasPrefix(Self.paceNote) }
            note(
                "\(Self.paceNote) \(Shown.duration(pace.work)) after the last answer; \"settle\" in \"observe\" says such a time outright"
            )
        } else if !places.isEmpty {
            note(
                "the plain order left different states, at \(places.joined(separator: ", ")), and later the same ones: the receiver works on after its answers, or it is flaky in the plain order itself"
            )
        }
    }

    private static let paceNote = "the state changed until"

    // MARK: Later

    /// Where the state of a plain history differs by now from what it was taken for; empty when it does not.
    mutating func movedPlaces() async -> [String] {
        guard let kept, part.isObserved, mayWait, runner.keepsStates, !isInterrupted, !isReceiverGone else {
            return []
        }
        let now = await runner.statesNow(salt: kept.salt)
        requests += now.requests
        if now.refusal != nil || now.isInterrupted { return [] }
        return Self.places(now.differences(from: kept.record))
    }

    /// The same when the plain history has had the time in which a receiver may work on.
    mutating func movedPlacesInTheEnd() async -> [String] {
        if let kept, part.isObserved, mayWait, runner.keepsStates {
            let left = kept.end + options.watch - runner.wall.now()
            if left > .zero { await runner.wall.pause(left) }
        }
        return await movedPlaces()
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
                "\(names[delivery.event]) \(what) after \(Shown.count(requests, "request"))\(delivery.quotedBody)"
            )
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

    /// False, with the problem noted, when what is read as the state is the same whatever was delivered.
    private mutating func stateChanges() async -> Bool {
        guard part.isObserved else { return true }
        let before = await run(History([]), pace.hurrying)
        if isInterrupted { return false }
        runner.blank = before.states.map(\.comparable)
        if hasTrace(plain) { return true }
        for count in (1..<max(names.count, 1)).reversed() where !isInterrupted {
            if hasTrace(await run(.plain(count), pace.hurrying)) { return true }
        }
        // Nobody knows yet how long the receiver works on.
        for count in [names.count, names.count - 1] where count > 0 && mayWait && !isInterrupted {
            let isWhole = count == names.count
            let later =
                isWhole
                ? await runPlain(ReceiverPace.watching) : await run(.plain(count), ReceiverPace.watching)
            if isStopped(by: later) { return false }
            guard hasTrace(later) else { continue }
            pace.learn(later)
            if isWhole { plain = later }
            notePace([])
            return true
        }
        if isInterrupted { return false }
        var seen: Set<String> = []
        let what = before.states.map { state in
            "\(state.source) \(state.refusal ?? "shows the same")"
        }.filter { seen.insert($0).inserted }
        problem = .nothingToCompare(
            "\(what.joined(separator: "; ")), before the first event and after each one")
        return false
    }

    /// Whether deliveries have changed what is read.
    func hasTrace(_ record: HistoryRecord) -> Bool { record.states.map(\.comparable) != runner.blank }

    /// Runs the plain history and keeps in mind which media it was about.
    private mutating func runPlain(_ patience: HistoryRunner.Patience? = nil) async -> HistoryRecord {
        let salt = salts.next()
        let record = await run(.plain(names.count), patience, salt: salt)
        kept = Kept(salt: salt, record: record, end: runner.wall.now())
        return record
    }

    /// Runs a history that is compared with nothing.
    mutating func run(
        _ history: History, _ patience: HistoryRunner.Patience? = nil, salt: UInt64? = nil
    ) async -> HistoryRecord {
        let record = await runner.run(
            history, salt: salt ?? salts.next(), plain: nil, patience: patience ?? pace.searching)
        requests += record.requests
        isInterrupted = isInterrupted || record.isInterrupted
        keepMixedAnswers(record)
        return record
    }

    /// Runs the beginnings of the plain order that some of `histories` are compared with.
    mutating func establishBeginnings(of histories: [History]) async {
        beginnings = [:]
        if isInterrupted || timeIsUp() { return }
        let counts = Set(histories.map(\.eventCount)).filter { $0 < names.count }.sorted()
        for (count, record) in zip(counts, await runAll(counts.map { .plain($0) }))
        where record.refusal == nil {
            beginnings[count] = record
        }
    }

    /// Runs histories that are compared with nothing, some at a time.
    private mutating func runAll(_ histories: [History]) async -> [HistoryRecord] {
        let (runner, salts, patience) = (runner, salts, pace.hurrying)
        var records: [HistoryRecord] = []
        for begin in stride(from: 0, to: histories.count, by: lanes) {
            let some = histories[begin...].prefix(lanes)
            records += await withTaskGroup(of: (Int, HistoryRecord).self) { group in
                for (place, history) in some.enumerated() {
                    group.addTask {
                        (
                            place,
                            await runner.run(history, salt: salts.next(), plain: nil, patience: patience)
                        )
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
            }
        }
        requests += records.reduce(0) { $0 + $1.requests }
        isInterrupted = isInterrupted || records.contains(where: \.isInterrupted)
        return records
    }

    // MARK: Traces

    /// Names the events after which nothing that is observed changes, whatever came before.
    mutating func noteTraceless() async {
        guard part.isObserved, problem == nil, !isInterrupted, !isReceiverGone, !timeIsUp() else { return }
        let count = names.count
        let known = await runAll((0..<count).map { .plain($0) }) + [plain]
        let events = (0..<count).filter { event in
            let delivery = runner.copies.base.deliveries[runner.group.events[event]]
            return !options.untraced.contains(delivery.event)
                && known[event].states.map(\.comparable) == known[event + 1].states.map(\.comparable)
        }
        for event in events where !isInterrupted {
            let others = (0..<count).filter { $0 != event }.map { History.Slot($0) }
            let pairs = [[], others]
            var isTraced = false
            for before in pairs where !isTraced {
                // Alone, and behind all others.
                let runs = await runAll([History(before), History(before + [History.Slot(event)])])
                isTraced = runs[0].states.map(\.comparable) != runs[1].states.map(\.comparable)
            }
            if !isTraced, !isInterrupted {
                note("\(names[event]) changes nothing that is observed; --untraced says that this is right")
            }
        }
    }
}

extension History {
    /// How many events it has, repetitions not counted.
    var eventCount: Int { Set(slots.map(\.event)).count }
}
