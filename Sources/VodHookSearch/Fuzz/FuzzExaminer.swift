import JSONText
import VodHookCatalogue
import VodHookDelivery
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
        /// The answer, where nothing but the answer says what is wrong; hostile bodies with the same are one cause.
        let answer: String?
        var members: [FuzzSession.Failing]
    }

    /// So many findings are examined side by side.
    private static let sideBySide = 4
    /// How long after the time limit what was found may still be examined, if the limit itself is not shorter.
    private static let longestGrace = Duration.seconds(20)

    let session: FuzzSession
    /// How many kinds of failing bodies were not examined.
    var leftOut = 0
    private let end: Duration?
    private let counted = Guarded(0)

    init(session: FuzzSession) {
        self.session = session
        end = session.deadline.map { deadline in
            max(deadline, session.fuzzer.wall.now())
                + min(session.fuzzer.options.timeLimit ?? .zero, Self.longestGrace)
        }
    }

    var options: FuzzOptions { session.fuzzer.options }

    /// How many requests the examination took.
    var spent: Int { counted.withLock { $0 } }

    func count(_ requests: Int) { counted.withLock { $0 += requests } }

    /// True when nothing more is sent: the search was interrupted, or its time is up.
    var isOver: Bool { Task.isCancelled || end.map { session.fuzzer.wall.now() >= $0 } ?? false }

    /// The findings, deaths first, then in the order of the tiers.
    mutating func findings(_ failing: [FuzzSession.Failing]) async -> [FuzzResult.Finding] {
        if session.isReceiverGone { return blame(failing) }
        if !isOver, let end = await end(failing) { return [end] }
        let groups = groups(failing)
        let examined = groups.prefix(options.findings)
        leftOut = groups.count - examined.count
        if !examined.isEmpty { session.fuzzer.observer(.shrinking) }
        var findings: [FuzzResult.Finding] = []
        var rest = examined[...]
        while !rest.isEmpty {
            let some = rest.prefix(Self.sideBySide)
            rest = rest.dropFirst(Self.sideBySide)
            let this = self
            findings += await FuzzSession.all(some) { await this.finding($0) }.compactMap(\.self)
        }
        return findings + session.doubts.refused.map(refusedLater)
    }

    private func groups(_ failing: [FuzzSession.Failing]) -> [Group] {
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
                        && ($0.family == own.family || $0.place != nil && $0.place == own.place
                            || $0.answer != nil && $0.answer == own.answer)
                }
            if let place {
                groups[place].members.append(one)
            } else {
                groups.append(own)
            }
            if labels.count == 1 { explained[labels[0]] = place ?? groups.count - 1 }
        }
        return groups
    }

    private func finding(_ group: Group) async -> FuzzResult.Finding? {
        guard let first = group.members.first else { return nil }
        let alike = others(group.members)
        guard var finding = await examine(first) else { return nil }
        finding.explains = group.members.count
        finding.alike = alike
        return finding
    }

    /// Few variations first; of those with as many, in the order of tiers; drawn media in their order.
    private static func weight(_ failing: FuzzSession.Failing) -> (Int, Int) {
        switch failing.trial {
        case .drawn(let number): (50, number)
        case .varied(_, let trial):
            (
                trial.variations.count * 100 + (FuzzTier.allCases.firstIndex(of: trial.tier) ?? 0),
                failing.number
            )
        }
    }

    private func group(_ failing: FuzzSession.Failing) -> Group {
        let what =
            failing.symptom.differences.first?.path ?? failing.symptom.answer.map(String.init)
            ?? failing.symptom.message
        guard case .varied(let subject, let trial) = failing.trial else {
            return Group(what: what, family: "drawn", place: nil, answer: nil, members: [failing])
        }
        let places = trial.variations.count == 1 ? trial.variations.compactMap(\.place) : []
        // The same field of two profiles is one field.
        let place = places.first.map { "\(session.subjects[subject].name) \($0)" }
        let answer = trial.tier == .hostile && failing.symptom.answer != nil ? failing.symptom.message : nil
        return Group(
            what: what, family: trial.family, place: place, answer: answer, members: [failing])
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

    private func examine(_ failing: FuzzSession.Failing) async -> FuzzResult.Finding? {
        if isOver { return unexamined(failing) }
        let finding: FuzzResult.Finding?
        switch failing.trial {
        case .varied(let place, let trial):
            finding = await examine(session.subjects[place], trial, failing)
        case .drawn(let number): finding = await examineDrawn(number, failing)
        }
        // What there was no time to run again is none that passes.
        return finding ?? (isOver ? unexamined(failing) : nil)
    }
}
