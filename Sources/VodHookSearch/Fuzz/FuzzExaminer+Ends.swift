import JSONText
import VodHookPlan

/// Receivers that are gone, or take nothing well any more.
extension FuzzExaminer {
    /// Blames what was under way when the receiver went, since nobody is there to try it again.
    func blame(_ failing: [FuzzSession.Failing]) -> [FuzzResult.Finding] {
        let suspects = failing.filter(\.isSuspect)
        guard let first = suspects.first ?? failing.first else { return [] }
        let others = suspects.dropFirst().map { text($0.trial) }
        var finding = finding(first, "\(text(first.trial)) ends the receiver", .death)
        if !others.isEmpty {
            finding.alike = ["under way at the same time: \(others.joined(separator: "; "))"]
        }
        return [finding]
    }

    /// The finding that the receiver takes nothing well any more, not even the documented body; nil when it does.
    mutating func end(_ failing: [FuzzSession.Failing]) async -> FuzzResult.Finding? {
        guard failing.count - session.onset >= Self.endLimit, let subject = session.subjects.first else {
            return nil
        }
        let first = failing[session.onset]
        var answer = ""
        for _ in 0..<2 {
            let record = await subject.again(salt: session.salts.next())
            requests += record.requests
            guard let last = record.deliveries.last, !last.isAccepted else { return nil }
            answer = last.answer
        }
        let isStatus = answer.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let what = isStatus ? "is answered with \(answer)" : "gets no answer: \(answer)"
        leftOut = session.onset
        return finding(
            first, "\(subject.name), as documented, \(what) since \(text(first.trial))", first.symptom.kind)
    }

    /// So many failing bodies in a row may be the end.
    private static let endLimit = 5

    /// A finding about one body that nobody is there to try again.
    private func finding(
        _ first: FuzzSession.Failing, _ rule: String, _ kind: FuzzSymptom.Kind
    ) -> FuzzResult.Finding {
        var scenario: JSONValue?
        var lines: [String] = []
        if case .varied(let place, let trial) = first.trial {
            let subject = session.subjects[place]
            lines = subject.prefix.map { subject.names[$0] }
            scenario = self.scenario(subject, trial, rule, (first.record, first.symptom))
        } else if case .drawn(let number) = first.trial, let event = session.fuzzer.input.event,
            let drawn = event.scenario(
                event.media(number, seed: options.seed), profile: event.profile(number))
        {
            scenario = JSONReader.read(drawn.source).value.map {
                Self.named($0.value, rule, seed: session.fuzzer.planner.seed)
            }
        }
        return FuzzResult.Finding(
            rule: rule, tier: tier(first.trial), kind: kind.rawValue, lines: lines + [text(first.trial)],
            repeated: (1, 1), explains: 1, difference: [], alike: [], scenario: scenario, served: first.served
        )
    }

    private func text(_ trial: FuzzSession.Trial) -> String {
        switch trial {
        case .varied(let place, let trial): return "\(session.subjects[place].name) \(trial.label)"
        case .drawn(let number):
            let event = session.fuzzer.input.event
            let media = event.map { JSONWriter.text(of: $0.media(number, seed: options.seed)) } ?? ""
            return "\(event?.name ?? "") about a media with \(media)"
        }
    }

    private func tier(_ trial: FuzzSession.Trial) -> FuzzTier {
        if case .varied(_, let trial) = trial { trial.tier } else { .valid }
    }
}
