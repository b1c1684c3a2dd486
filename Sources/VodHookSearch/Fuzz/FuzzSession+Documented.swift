import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// The documented deliveries, which everything else is compared with.
extension FuzzSession {
    /// The deliveries of one group, with what they came to when nothing was known of the receiver.
    private struct Documented: Sendable {
        var runner: HistoryRunner
        let deliveries: [PlannedDelivery]
        let names: [String]
        /// The last delivery that has a body of a kind not seen before.
        let last: Int
        /// The deliveries whose bodies are varied.
        let new: [Int]
        var blank = HistoryRecord()
        var watched = HistoryRecord()
        /// What the first 1, 2, … deliveries came to.
        var beginnings: [HistoryRecord] = []
        var again = HistoryRecord()
    }

    /// Sends every delivery as documented; returns what stands in the way, or nil.
    mutating func establish() async -> SearchProblem? {
        var groups = documented()
        if groups.isEmpty { return .nothingToDeliver }
        if let problem = await watch(&groups) { return problem }
        if isInterrupted { return nil }
        if groups.isEmpty { return refusals.isEmpty ? .nothingToDeliver : nil }
        if isLate { return .outOfTime("the documented bodies alone took longer than the time limit") }
        groups = await beginnings(of: groups)
        if isInterrupted { return nil }
        for group in groups {
            if let problem = take(group) { return problem }
        }
        if isRead { return nil }
        return unread.first.map { .nothingToCompare($0) }
    }

    private func documented() -> [Documented] {
        var known: Set<String> = []
        return fuzzer.input.scenarios.flatMap { fuzzer.runners(of: $0) }.compactMap { runner in
            let deliveries = runner.group.events.map { runner.copies.base.deliveries[$0] }
            let names = deliveries.map { delivery in
                "\(delivery.event)\(delivery.subject.map { " \($0)" } ?? "")"
            }
            let new = deliveries.indices.filter { place in
                let delivery = deliveries[place]
                return known.insert("\(delivery.provider)/\(delivery.event)/\(delivery.profile)").inserted
            }
            guard let last = new.last else { return nil }
            return Documented(runner: runner, deliveries: deliveries, names: names, last: last, new: new)
        }
    }

    // MARK: Watching

    /// Delivers everything once and watches each state, to learn how long the receiver works on after its answers.
    private mutating func watch(_ groups: inout [Documented]) async -> SearchProblem? {
        // The first one alone: who does not answer is not asked many times.
        var watched: [Documented] = []
        if let first = groups.first { watched.append(await watch(first)) }
        if watched.first?.watched.refusal == nil {
            let this = self
            watched += await Self.all(groups.dropFirst(), atOnce: bodiesAtOnce) { await this.watch($0) }
        }
        groups = []
        for group in watched {
            let record = group.watched
            requests += group.blank.requests + record.requests
            isInterrupted = isInterrupted || group.blank.isInterrupted || record.isInterrupted
            if isInterrupted { return nil }
            doubts.note(record.mixedAnswers)
            if let problem = gone(group, record) { return problem }
            if let (place, answer) = record.deliveries.enumerated().first(where: { !$0.element.isAccepted }) {
                if let problem = refused(group, place, answer) { return problem }
                continue
            }
            pace.learn(record)
            groups.append(group)
        }
        return nil
    }

    private func watch(_ group: Documented) async -> Documented {
        var group = group
        group.blank = await plain(group.runner, 0, ReceiverPace().searching)
        if group.blank.isInterrupted || group.blank.refusal != nil {
            group.watched = group.blank
            return group
        }
        group.runner.blank = group.blank.states.map(\.comparable)
        group.watched = await plain(group.runner, group.last + 1, ReceiverPace.watching)
        return group
    }

    /// What to say of a receiver that was gone; nil when it was there.
    private func gone(_ group: Documented, _ record: HistoryRecord) -> SearchProblem? {
        guard let refusal = record.refusal else { return nil }
        // Who answers deliveries and never the question for the state is asked at the wrong place.
        if record.deliveries.last?.status != nil,
            let unread = unread(group, record) ?? unread(group, group.blank)
        {
            return .nothingToCompare(unread)
        }
        guard let place = record.deliveries.firstIndex(where: { $0.status == nil }),
            place > 0 || group.blank.refusal == nil && !group.blank.states.isEmpty
        else { return .unreachable(refusal) }
        return .died("the receiver was gone with \(group.names[place]): \(refusal)")
    }

    // MARK: Beginnings

    /// Delivers what comes before each body that is varied, with that body and without it, and all of it again.
    private mutating func beginnings(of groups: [Documented]) async -> [Documented] {
        let patience = pace.searching
        let this = self
        let done = await Self.all(groups, atOnce: bodiesAtOnce) { group in
            let runner = group.runner
            let counts = Array(1...(group.last + 1)) + [group.last + 1]
            var records = await Self.all(counts, atOnce: this.bodiesAtOnce) {
                await this.plain(runner, $0, patience)
            }
            var group = group
            group.again = records.removeLast()
            group.beginnings = records
            return await this.rested(group)
        }
        for group in done {
            for record in group.beginnings + [group.again] {
                requests += record.requests
                isInterrupted = isInterrupted || record.isInterrupted
            }
        }
        return done
    }

    /// The group with its last states read once more, with patience, when they are not those that were watched.
    private func rested(_ group: Documented) async -> Documented {
        var group = group
        let records = group.beginnings.suffix(1) + [group.again]
        let isOther = records.contains { record in
            record.deliveries.allSatisfy(\.isAccepted) && !record.differences(from: group.watched).isEmpty
        }
        guard isOther, !Task.isCancelled else { return group }
        let spent = records.reduce(0) { $0 + $1.requests }
        group.again = await plain(group.runner, group.last + 1, pace.confirming)
        group.again.requests += spent
        group.beginnings[group.last] = group.again
        group.beginnings[group.last].requests = 0
        return group
    }

    /// Makes subjects of a group; returns what stands in the way, or nil.
    private mutating func take(_ group: Documented) -> SearchProblem? {
        for record in group.beginnings + [group.again] {
            if let problem = gone(group, record) { return problem }
            if let (place, answer) = record.deliveries.enumerated().first(where: { !$0.element.isAccepted }) {
                return refused(group, place, answer)
            }
        }
        guard let whole = group.beginnings.last else { return nil }
        var seen: Set<String> = []
        let places = (group.again.differences(from: whole) + whole.differences(from: group.watched))
            .map(\.path).filter { seen.insert($0).inserted }
        if !places.isEmpty { return .unsteady(places) }
        if let text = unread(group, whole) ?? unchanged(group, whole) {
            unread.append(text)
        } else {
            isRead = true
        }
        for place in group.new {
            let delivery = group.deliveries[place]
            guard
                let profile = fuzzer.planner.catalogue.provider(delivery.provider)?.event(delivery.event)?
                    .profile(delivery.profile),
                let maker = VariationMaker(
                    delivery, profile: profile,
                    identities: Set(group.runner.copies.references.map(\.text)))
            else { continue }
            subjects.append(
                FuzzSubject(
                    runner: group.runner, prefix: Array(0..<place), event: place, names: group.names,
                    maker: maker, before: place == 0 ? group.blank : group.beginnings[place - 1],
                    after: group.beginnings[place]))
        }
        return nil
    }

    /// What comes instead of every state, before the deliveries as after them; nil when a state does.
    private func unread(_ group: Documented, _ after: HistoryRecord) -> String? {
        let pairs = zip(group.blank.states, after.states)
        guard fuzzer.input.needsState, let first = after.states.first?.refusal,
            pairs.allSatisfy({ $0.refusal != nil && $0.refusal == $1.refusal }),
            let asked = asked(group)
        else { return nil }
        return "\(asked) \(first), before \(group.names[group.last]) and after it"
    }

    /// What to say of a state that no delivery changes; nil when one does.
    private func unchanged(_ group: Documented, _ after: HistoryRecord) -> String? {
        guard fuzzer.input.needsState, !after.states.isEmpty, let asked = asked(group),
            ([group.blank] + group.beginnings).allSatisfy({ $0.differences(from: after).isEmpty })
        else { return nil }
        return "\(asked) shows the same before \(group.names[0]) and after \(group.names[group.last])"
    }

    private func asked(_ group: Documented) -> String? {
        let runner = group.runner
        guard let place = runner.group.probes.first(where: { $0 >= runner.copies.expectedProbes }) else {
            return nil
        }
        let asked =
            switch runner.copies.base.probes[place].spec.question {
            case .request(let question):
                question.url.replacing(
                    "${target.origin}", with: fuzzer.channel.value(of: "target.origin") ?? "")
            case .command(let words): words.joined(separator: " ")
            }
        return URLText(asked)?.withoutSecrets ?? asked
    }

    // MARK: Refusals

    /// A documented body that is refused: a finding about the event, and for a scenario the end of the search.
    private mutating func refused(
        _ group: Documented, _ place: Int, _ answer: HistoryRecord.Delivery
    ) -> SearchProblem? {
        let delivery = group.deliveries[place]
        let name = group.names[place]
        guard fuzzer.input.event != nil else {
            return .plainFails(["\(name), as documented, \(answer.outcome)"])
        }
        if !refusedProfiles.insert(delivery.profile).inserted { return nil }
        let rule = "\(name) in profile \(delivery.profile), as documented, \(answer.outcome)"
        let root = JSONReader.read(group.runner.copies.scenario.source).value?.value
        refusals.append(
            FuzzResult.Finding(
                rule: rule, tier: .valid, kind: FuzzSymptom.Kind.answer.rawValue, lines: [name],
                repeated: (1, 1), explains: 1, difference: [], alike: [],
                scenario: root.map { FuzzExaminer.named($0, rule, seed: fuzzer.planner.seed) }))
        return nil
    }

    private func plain(
        _ runner: HistoryRunner, _ count: Int, _ patience: HistoryRunner.Patience
    ) async -> HistoryRecord {
        await runner.run(.plain(count), salt: salts.next(), plain: nil, patience: patience)
    }

    /// What `work` makes of each, side by side but not more than `limit` at once, in the order of `elements`.
    static func all<Element: Sendable, Result: Sendable>(
        _ elements: some Collection<Element>, atOnce limit: Int = .max,
        _ work: @escaping @Sendable (Element) async -> Result
    ) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            var results: [(Int, Result)] = []
            for (place, element) in elements.enumerated() {
                if place >= limit, let done = await group.next() { results.append(done) }
                group.addTask { (place, await work(element)) }
            }
            for await done in group { results.append(done) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
