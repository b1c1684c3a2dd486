import JSONText
import VodHookCatalogue
import VodHookPlan

/// What a receiver did with a body that it should not have done.
struct FuzzSymptom: Sendable {
    enum Kind: String, Sendable {
        /// Nobody answers any more.
        case death
        /// It answers as no receiver should, or not at all.
        case answer
        /// The state is neither what the event makes of it nor what it was.
        case state
    }

    let kind: Kind
    /// The end of a sentence that begins with the delivery: `is answered with 500`.
    let message: String
    /// How the state differs from the one that it should be.
    var differences: [StateDifference] = []
    /// The status of a bad answer.
    var answer: Int?
    /// True when the state should be as after the documented body, false when as before.
    var expectsDone = false
}

/// Judges what came of a body.
struct FuzzJudge {
    /// What the deliveries before it came to.
    let before: HistoryRecord
    /// What they came to with the documented body behind them.
    let after: HistoryRecord
    /// The documented body.
    let body: JSONValue
    /// Texts that name the media.
    let identities: Set<String>
    /// What the state shows of the varied fields, as far as that is known.
    var controls: [FuzzControl] = []

    /// What is wrong with `record`; nil when nothing is.
    func symptom(_ record: HistoryRecord, _ trial: FuzzCase) -> FuzzSymptom? {
        guard let last = record.deliveries.last else { return nil }
        if let symptom = Self.answer(record, last, trial.tier) { return symptom }
        let isRefused = !last.isAccepted && !(200...299).contains(last.status ?? 0)
        let fromBefore = record.differences(from: before)
        if isRefused {
            guard !fromBefore.isEmpty else { return nil }
            let answer = last.status.map(String.init) ?? "no answer"
            return FuzzSymptom(
                kind: .state, message: "is refused with \(answer) and changes the state all the same",
                differences: fromBefore)
        }
        let fromAfter = record.differences(from: after)
        switch trial.expectedState {
        case .open: return nil
        case .done:
            let odd = oddAfterAll(fromAfter, trial)
            return odd.isEmpty ? nil : Self.state(odd, expectsDone: true)
        case .nothing:
            // A receiver may keep that there was an event, and of which name, and count it.
            let done = Set(fromAfter.map(\.path))
            let odd = fromBefore.filter {
                !isPassedOn($0, trial) && ($0.found?.number == nil || done.contains($0.path))
            }
            if odd.isEmpty || isOnlyNoted(record, trial) { return nil }
            return Self.state(odd, expectsDone: false)
        case .doneOrNothing:
            if fromBefore.isEmpty || fromAfter.isEmpty { return nil }
            let old = Set(fromBefore.map(\.path))
            // Less than the event says, what was there before, and the odd value itself are no harm.
            let odd = fromAfter.filter { difference in
                !Self.isEmpty(difference.found) && old.contains(difference.path)
                    && !isPassedOn(difference, trial) && !isFirstWord(difference, fromBefore)
            }
            if odd.isEmpty { return nil }
            let isNearer = fromAfter.count <= fromBefore.count
            return Self.state(isNearer ? fromAfter : fromBefore, expectsDone: isNearer)
        }
    }

    /// What a body that must have its whole effect leaves otherwise than the documented one.
    ///
    /// Where the state passes the varied field on it must show the odd value, and what follows from it may be another.
    private func oddAfterAll(_ fromAfter: [StateDifference], _ trial: FuzzCase) -> [StateDifference] {
        let others = fromAfter.filter { difference in
            !isPassedOn(difference, trial) && !controls.contains { $0.follows(at: difference.path) }
        }
        // With several values at once, which of them stands where is nobody's guess.
        guard trial.variations.count == 1, let value = trial.variations[0].value, let control = controls.first
        else { return others }
        let lost = control.passing.sorted { $0.key < $1.key }.compactMap { path, documented in
            let here = fromAfter.filter { $0.path == path }
            if here.contains(where: { isPassedOn($0, trial) }) { return nil as StateDifference? }
            let found = here.isEmpty ? documented : here.lazy.compactMap(\.found).first
            return StateDifference(path: path, expected: value, found: found)
        }
        return others + lost
    }

    /// What is wrong with the answer alone.
    static func answer(
        _ record: HistoryRecord, _ delivery: HistoryRecord.Delivery, _ tier: FuzzTier
    ) -> FuzzSymptom? {
        if record.refusal != nil {
            return FuzzSymptom(kind: .death, message: "ends the receiver: \(record.refusal ?? "")")
        }
        guard let status = delivery.status, delivery.failure == nil else {
            let what =
                switch delivery.failure {
                case .timeout: "gets no answer in time"
                case .closed: "has its connection closed without an answer"
                default: "gets no answer: \(delivery.answer)"
                }
            return FuzzSymptom(kind: .answer, message: what)
        }
        if tier.mustAccept {
            return delivery.isAccepted
                ? nil : FuzzSymptom(kind: .answer, message: delivery.outcome, answer: status)
        }
        let isGood = (200...299).contains(status) || (400...499).contains(status)
        return isGood ? nil : FuzzSymptom(kind: .answer, message: delivery.outcome, answer: status)
    }

    private static func state(_ differences: [StateDifference], expectsDone: Bool) -> FuzzSymptom {
        // What has another value tells more than what is there or not.
        let first = differences.first { $0.expected != nil && $0.found != nil } ?? differences[0]
        if first.path == Self.refusal, first.found == nil {
            return FuzzSymptom(
                kind: .state, message: "is accepted, and the video exists now; before it did not",
                differences: differences, expectsDone: expectsDone)
        }
        let found = first.found.map { "leaves \(first.path) at \(Predicate.shown($0))" }
        let instead = first.expected.map { " instead of \(Predicate.shown($0))" } ?? ""
        return FuzzSymptom(
            kind: .state,
            message:
                "is accepted and \(found.map { $0 + instead } ?? "leaves nothing at \(first.path)\(instead)")",
            differences: differences, expectsDone: expectsDone)
    }

    /// Where a state that is refused shows its status.
    private static let refusal = "$['HTTP status']"

    /// True when there is a state where none was, and it shows no outcome of the documented body.
    private func isOnlyNoted(_ record: HistoryRecord, _ trial: FuzzCase) -> Bool {
        let names = trial.variations.compactMap(\.value)
        return zip(zip(before.states, after.states), record.states).allSatisfy { states, found in
            let (before, after) = states
            if before.comparable == found.comparable { return true }
            guard before.raw["HTTP status"] != nil, found.raw["HTTP status"] == nil else { return false }
            // Who shows the name keeps the event as it came, and with it the texts of the body.
            let isKept = names.contains { Self.shows($0, in: found.comparable) }
            return Self.outcome(after.comparable, found.comparable, false).allSatisfy { text in
                isKept && texts.contains(text) || identities.contains { text.contains($0) }
            }
        }
    }

    /// What two states have in common of what an event comes to: words of a status, and elements of lists.
    private static func outcome(_ one: JSONValue, _ other: JSONValue, _ counts: Bool) -> Set<String> {
        switch (one, other) {
        case (.string(let text), .string(let same)):
            let isWord = counts && text.hasSameBytes(as: same) && !firstWords.contains(text.lowercased())
            return isWord ? [text] : []
        case (.bool(true), .bool(true)): return counts ? ["true"] : []
        case (.object(let left), .object(let right)):
            return left.members.reduce(into: []) { all, member in
                guard let value = right[member.key] else { return }
                let key = member.key.lowercased()
                let tells = counts || outcomeKeys.contains { key.contains($0) }
                all.formUnion(outcome(member.value, value, tells))
            }
        case (.array(let left), .array(let right)):
            return left.filter(right.contains).reduce(into: []) { all, element in
                all.formUnion(outcome(element, element, true))
            }
        default: return []
        }
    }

    private static let outcomeKeys = ["status", "state", "ready", "done", "complete", "phase"]

    /// True when a state that was not there before shows what receivers say as long as they know nothing.
    private func isFirstWord(_ difference: StateDifference, _ fromBefore: [StateDifference]) -> Bool {
        guard case .string(let text)? = difference.found,
            fromBefore.contains(where: { $0.path == difference.path && $0.expected == nil })
        else { return false }
        return Self.firstWords.contains(text.lowercased())
    }

    private static let firstWords: Set<String> = [
        "unknown", "none", "n/a", "undefined", "unset", "new", "created", "init", "initial", "pending",
        "waiting", "queued", "processing",
    ]

    /// True when the state only shows what was sent.
    private func isPassedOn(_ difference: StateDifference, _ trial: FuzzCase) -> Bool {
        guard let found = difference.found else { return false }
        return trial.variations.contains { variation in
            guard let value = variation.value, !Self.isEmpty(value) else { return false }
            // A part of the odd value may stand there as well as the whole of it, or more around it.
            return Self.shows(value, in: found) || Self.shows(found, in: value)
        }
    }

    /// True when `found` is the value, be it as a number or as its text.
    static func isSame(_ value: JSONValue, _ found: JSONValue) -> Bool {
        if case .string(let text) = found { return text.hasSameBytes(as: self.text(value)) }
        if case .string(let text) = value { return text.hasSameBytes(as: self.text(found)) }
        if case .number(let left) = value, case .number(let right) = found {
            return left == right || left.double == right.double
        }
        return found == value
    }

    private static func shows(_ value: JSONValue, in found: JSONValue) -> Bool {
        if isSame(value, found) { return true }
        switch found {
        case .array(let elements): return elements.contains { shows(value, in: $0) }
        case .object(let object): return object.members.contains { shows(value, in: $0.value) }
        default: return false
        }
    }

    /// All texts of the documented body.
    private var texts: Set<String> {
        func collect(_ value: JSONValue, _ all: inout Set<String>) {
            switch value {
            case .string(let text): all.insert(text)
            case .array(let elements): for element in elements { collect(element, &all) }
            case .object(let object): for member in object.members { collect(member.value, &all) }
            default: return
            }
        }
        var all: Set<String> = []
        collect(body, &all)
        return all
    }

    private static func text(_ value: JSONValue) -> String { value.string ?? JSONWriter.text(of: value) }

    private static func isEmpty(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null: true
        case .string(let text): text.isEmpty
        case .number(let number): number.double == 0
        case .bool(let truth): !truth
        case .array(let elements): elements.isEmpty
        case .object(let object): object.count == 0
        }
    }
}
