import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

extension HTMLReport {
    /// The fold of one delivery.
    static func delivery(
        _ delivery: DeliveryResult, _ verdict: Verdict, _ checks: [Check], _ scenario: ScenarioResult,
        _ number: Int
    ) -> PageFields {
        let planned = delivery.planned
        var fields = PageFields()
        fields.set("id", "s\(number)-\(planned.id)")
        fields.set("deliveryVerdict", verdict.rawValue)
        fields.set("deliveryWord", verdict.words)
        fields.set("deliveryMark", mark(verdict))
        fields.set("provider", planned.provider)
        fields.set("event", planned.event)
        fields.set("title", title(planned))
        fields.set("media", planned.media)
        fields.set("outcome", delivery.outcome.rawValue)
        fields.set("isBadOutcome", delivery.outcome != .delivered)
        fields.set("statuses", statuses(delivery))
        fields.set("took", took(delivery))
        fields.set(
            "faults",
            planned.faults.map { fault in
                var fields = PageFields()
                fields.set("fault", fault.word.text)
                fields.set("faultAbout", fault.word.about)
                return fields
            })
        fields.set(
            "deliveryFacts",
            [
                fact("Delivery", planned.id), fact("Provider", planned.provider),
                fact("Profile", planned.profile), fact("Event time", planned.eventTime.isoSeconds),
                fact("Step", planned.position.description),
            ])
        let ordered = checks.filter { $0.verdict != .pass } + checks.filter { $0.verdict == .pass }
        fields.set("deliveryChecks", ordered.map { check($0, number) })
        fields.set("requestBody", body(planned.body))
        fields.set(
            "attempts",
            delivery.attempts.enumerated().map { place, attempt in
                self.attempt(attempt, delivery, isOpen: place == delivery.attempts.count - 1)
            })
        return fields
    }

    /// The answers in order; of many only the first and the last ones.
    private static func statuses(_ delivery: DeliveryResult) -> [PageFields] {
        let attempts = delivery.attempts
        let shown = attempts.count <= 6 ? attempts : Array(attempts.prefix(3)) + Array(attempts.suffix(2))
        return shown.enumerated().map { place, attempt in
            var fields = PageFields()
            fields.set("status", attempt.observation.shown)
            fields.set("statusKind", kind(attempt.observation))
            fields.set("gap", attempts.count > 6 && place == 2 ? fact("", "\(attempts.count - 5)") : nil)
            return fields
        }
    }

    private static func took(_ delivery: DeliveryResult) -> String {
        guard let first = delivery.attempts.first, let last = delivery.attempts.last else { return "" }
        if delivery.attempts.count == 1 { return Shown.duration(first.observation.duration) }
        let span = last.plannedAt - first.plannedAt
        let count = Shown.count(delivery.attempts.count, "attempt")
        return span >= .seconds(1) ? "\(count) over \(moment(span))" : count
    }

    private static func attempt(
        _ attempt: Attempt, _ delivery: DeliveryResult, isOpen: Bool
    ) -> PageFields {
        let observation = attempt.observation
        var fields = PageFields()
        fields.set("attemptNumber", String(attempt.number))
        fields.set("attemptOpen", isOpen)
        fields.set("attemptKind", kind(observation))
        fields.set("attemptWord", observation.shown)
        let facts =
            [
                "due at \(moment(attempt.plannedAt))",
                "took \(Shown.duration(observation.duration))",
            ] + observation.remarks
        fields.set("attemptFacts", facts.joined(separator: " · "))
        let parts = ExchangeParts(attempt, of: delivery)
        fields.set("requestHead", parts.requestHead.joined(separator: "\n"))
        fields.set("answer", answer(parts))
        fields.set("failure", parts.failure.map { fact($0.kind.rawValue, $0.message) })
        return fields
    }

    /// The fold of one probe.
    static func probe(_ probe: ProbeResult, _ checks: [Check], _ number: Int) -> PageFields {
        let verdict = checks.verdict
        var fields = PageFields()
        fields.set("probeID", "s\(number)-\(probe.planned.id)")
        fields.set("probeVerdict", verdict.rawValue)
        fields.set("probeWord", verdict.words)
        fields.set("probeMark", mark(verdict))
        fields.set("probeName", probe.planned.name)
        fields.set("probeStatus", probe.last.reply.shown)
        fields.set("probeTook", "asked \(Shown.count(probe.requests, "time"))")
        fields.set("url", probe.url)
        fields.set("probeChecks", checks.map { check($0, number) })
        let parts = ExchangeParts(probe)
        fields.set("answer", answer(parts))
        fields.set("failure", parts.failure.map { fact($0.kind.rawValue, $0.message) })
        return fields
    }

    private static func answer(_ parts: ExchangeParts) -> PageFields? {
        guard let head = parts.answerHead else { return nil }
        var fields = PageFields()
        fields.set("answerHead", head.joined(separator: "\n"))
        fields.set(
            "answerBody", parts.answerBody.isEmpty ? nil : body(parts.answerBody, isCut: parts.isAnswerCut))
        return fields
    }

    private static func body(_ bytes: [UInt8], isCut: Bool = false) -> PageFields {
        let (text, left) = ExchangeText.text(of: bytes, limit: bodyLimit)
        var fields = PageFields()
        var size = Shown.count(bytes.count, "byte")
        if isCut { size += " or more" }
        if left > 0 { size += ", the last \(left) not shown" }
        fields.set("bodySize", size)
        fields.set("bodyText", text)
        return fields
    }
}
