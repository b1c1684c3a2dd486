import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// The documented deliveries, which everything else is compared with.
extension FuzzSession {
    /// Sends every delivery as documented; returns what stands in the way, or nil.
    mutating func establish() async -> SearchProblem? {
        var known: Set<String> = []
        for scenario in fuzzer.input.scenarios {
            for runner in fuzzer.runners(of: scenario) {
                if let problem = await establish(runner, &known) { return problem }
                if isInterrupted { return nil }
            }
        }
        if subjects.isEmpty, refusals.isEmpty { return .nothingToDeliver }
        return isRead ? nil : unread.first.map { .nothingToCompare($0) }
    }

    private mutating func establish(
        _ runner: HistoryRunner, _ known: inout Set<String>
    ) async -> SearchProblem? {
        let deliveries = runner.group.events.map { runner.copies.base.deliveries[$0] }
        let names = deliveries.map { delivery in
            "\(delivery.event)\(delivery.subject.map { " \($0)" } ?? "")"
        }
        let identities = Set(runner.copies.references.map(\.text))
        let new = deliveries.indices.filter { place in
            let delivery = deliveries[place]
            return known.insert("\(delivery.provider)/\(delivery.event)/\(delivery.profile)").inserted
        }
        guard let last = new.last else { return nil }
        var before = await plain(runner, 0)
        let blank = before
        for place in 0...last where !isInterrupted {
            let delivery = deliveries[place]
            let after = await plain(runner, place + 1)
            if let refusal = after.refusal {
                // Who answers deliveries and never the question for the state is asked at the wrong place.
                if after.deliveries.last?.status != nil,
                    let unread = unread(runner, blank, after, names[place])
                {
                    return .nothingToCompare(unread)
                }
                return requests <= 2
                    ? .unreachable(refusal)
                    : .died("the receiver was gone with \(names[place]): \(refusal)")
            }
            if let answer = after.deliveries.last, !answer.isAccepted {
                return refused(runner, delivery, names[place], answer)
            }
            if new.contains(place),
                let profile = fuzzer.planner.catalogue.provider(delivery.provider)?.event(delivery.event)?
                    .profile(delivery.profile),
                let maker = VariationMaker(delivery, profile: profile, identities: identities)
            {
                subjects.append(
                    FuzzSubject(
                        runner: runner, prefix: Array(0..<place), event: place, names: names, maker: maker,
                        before: before, after: after))
            }
            before = after
        }
        let again = await plain(runner, last + 1)
        var seen: Set<String> = []
        let places = again.differences(from: before).map(\.path).filter { seen.insert($0).inserted }
        if !places.isEmpty { return .unsteady(places) }
        if let text = unread(runner, blank, before, names[last]) {
            unread.append(text)
        } else {
            isRead = true
        }
        return nil
    }

    /// What comes instead of every state, before the deliveries as after them; nil when a state does.
    private func unread(
        _ runner: HistoryRunner, _ before: HistoryRecord, _ after: HistoryRecord, _ name: String
    ) -> String? {
        let pairs = zip(before.states, after.states)
        guard fuzzer.input.needsState, let first = after.states.first?.refusal,
            pairs.allSatisfy({ $0.refusal != nil && $0.refusal == $1.refusal }),
            let place = runner.group.probes.first(where: { $0 >= runner.copies.expectedProbes })
        else { return nil }
        let asked =
            switch runner.copies.base.probes[place].spec.question {
            case .request(let question):
                question.url.replacing(
                    "${target.origin}", with: fuzzer.channel.value(of: "target.origin") ?? "")
            case .command(let words): words.joined(separator: " ")
            }
        return "\(URLText(asked)?.withoutSecrets ?? asked) \(first), before \(name) and after it"
    }

    /// A documented body that is refused: a finding about the event, and for a scenario the end of the search.
    private mutating func refused(
        _ runner: HistoryRunner, _ delivery: PlannedDelivery, _ name: String,
        _ answer: HistoryRecord.Delivery
    ) -> SearchProblem? {
        let what =
            Int(answer.answer) == nil
            ? "gets no answer: \(answer.answer)" : "is answered with \(answer.answer)"
        guard fuzzer.input.event != nil else { return .plainFails(["\(name), as documented, \(what)"]) }
        refusedProfiles.insert(delivery.profile)
        let rule = "\(name) in profile \(delivery.profile), as documented, \(what)"
        let root = JSONReader.read(runner.copies.scenario.source).value?.value
        refusals.append(
            FuzzResult.Finding(
                rule: rule, tier: .valid, kind: FuzzSymptom.Kind.answer.rawValue, lines: [name],
                repeated: (1, 1), explains: 1, difference: [], alike: [],
                scenario: root.map { FuzzExaminer.named($0, rule, seed: fuzzer.planner.seed) }))
        return nil
    }

    private mutating func plain(_ runner: HistoryRunner, _ count: Int) async -> HistoryRecord {
        let record = await runner.run(
            .plain(count), salt: salts.next(), plain: nil,
            patience: HistoryRunner.Patience(limit: .milliseconds(100)))
        requests += record.requests
        isInterrupted = isInterrupted || record.isInterrupted
        return record
    }
}
