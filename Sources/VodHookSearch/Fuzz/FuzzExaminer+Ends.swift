import JSONText
import VodHookPlan

/// Receivers that are gone, or take nothing well any more, and findings that nobody could look into.
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
        finding.lastBodies = session.last.map(text)
        return [finding]
    }

    /// The finding that the receiver takes nothing well any more, not even the documented body; nil when it does.
    mutating func end(_ failing: [FuzzSession.Failing]) async -> FuzzResult.Finding? {
        guard failing.count - session.onset >= Self.endLimit, let subject = session.subjects.first else {
            return nil
        }
        let first = failing[session.onset]
        var outcome = ""
        for _ in 0..<2 {
            let record = await subject.again(salt: session.salts.next(), session.pace.searching)
            count(record.requests)
            guard let last = record.deliveries.last, !last.isAccepted else { return nil }
            outcome = last.outcome
        }
        leftOut = session.onset
        var finding = finding(
            first, "\(subject.name), as documented, \(outcome) since \(text(first.trial))", first.symptom.kind
        )
        finding.lastBodies = session.last.map(text)
        return finding
    }

    /// So many failing bodies in a row may be the end.
    private static let endLimit = 5

    /// A finding as it was seen, for want of time.
    func unexamined(_ failing: FuzzSession.Failing) -> FuzzResult.Finding {
        var finding = finding(
            failing, "\(text(failing.trial)) \(failing.symptom.message)", failing.symptom.kind)
        finding.repeated = (0, 0)
        finding.served = nil
        finding.difference = StateDifference.lines(failing.symptom.differences)
        finding.unsaved = "there was no time to run it again"
        return finding
    }

    /// The documented body was refused in the middle of the search.
    func refusedLater(_ rule: String) -> FuzzResult.Finding {
        var finding = FuzzResult.Finding(
            rule: rule, tier: .valid, kind: FuzzSymptom.Kind.answer.rawValue, lines: [rule],
            repeated: (0, 0), explains: 1, difference: [], alike: [])
        finding.unsaved = "the same body was accepted before, so one body alone does not show it"
        return finding
    }

    /// A finding about one body that nobody is there to try again.
    private func finding(
        _ first: FuzzSession.Failing, _ rule: String, _ kind: FuzzSymptom.Kind
    ) -> FuzzResult.Finding {
        var scenario: JSONValue?
        var lines: [String] = []
        if case .varied(let place, let trial) = first.trial {
            let subject = session.subjects[place]
            lines = subject.prefix.map { subject.names[$0] }
            if !trial.isAboutNeighbour {
                scenario = self.scenario(subject, trial, rule, (first.record, first.symptom))
            }
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

    func text(_ trial: FuzzSession.Trial) -> String {
        switch trial {
        case .varied(let place, let trial): return "\(session.subjects[place].name) \(trial.label)"
        case .drawn(let number):
            let event = session.fuzzer.input.event
            return
                "\(event?.name ?? "") \(event.map { Self.about($0.media(number, seed: options.seed)) } ?? "")"
        }
    }

    private func tier(_ trial: FuzzSession.Trial) -> FuzzTier {
        if case .varied(_, let trial) = trial { trial.tier } else { .valid }
    }
}

extension HistoryRecord.Delivery {
    /// `is answered with 400: "{…}"`, or why there was no answer.
    var outcome: String {
        guard let status, failure == nil else { return "gets no answer: \(answer)" }
        return "is answered with \(status)\(quoted)"
    }

    /// The beginning of the answer's body behind a colon; nothing for an empty one.
    var quoted: String {
        let line = SafeText.line(body)
        if line.isEmpty { return "" }
        let limit = 120
        let characters = line.unicodeScalars
        let text =
            characters.count > limit ? String(String.UnicodeScalarView(characters.prefix(limit))) + "…" : line
        return ": \(text)"
    }
}
