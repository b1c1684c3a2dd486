import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

extension HTMLReport {
    /// The section of one scenario.
    static func scenario(_ scenario: ScenarioResult, number: Int, of result: RunResult) -> PageFields {
        let checks = scenario.reportedChecks
        let failed = checks.filter { $0.verdict != .pass }
        let index = ResultIndex(scenario)
        let deliveries = scenario.deliveries.map { delivery in
            (delivery, verdict(of: delivery, index.checks(of: delivery)))
        }
        var fields = PageFields()
        fields.set("number", String(number))
        fields.set("name", result.uniqueScenarioNames[number - 1])
        fields.set("scenarioVerdict", scenario.verdict.rawValue)
        fields.set("scenarioWord", scenario.verdict.words)
        fields.set("scenarioMark", mark(scenario.verdict))
        fields.set("isOpen", scenario.verdict != .pass || result.scenarios.count <= 3)
        fields.set("story", story(scenario))
        fields.set("scenarioFacts", [fact("File", scenario.file), fact("Seed", "\(scenario.seed)")])
        fields.set("target", scenario.target.isEmpty ? nil : fact("Target", scenario.target))
        fields.set("failed", failed.map { check($0, number) })
        fields.set("hasFailed", !failed.isEmpty)
        fields.set("warnings", warnings(scenario, number))
        let verdicts = Dictionary(
            deliveries.map { ($0.0.planned.id, $0.1) }, uniquingKeysWith: { first, _ in first })
        fields.set("timeLine", scenario.deliveries.isEmpty ? nil : timeLine(scenario, number, verdicts))
        fields.set(
            "deliveries",
            deliveries.map { delivery, verdict in
                self.delivery(delivery, verdict, index.checks(of: delivery), scenario, number)
            })
        fields.set("hasScenarioDeliveries", !deliveries.isEmpty)
        fields.set("probes", scenario.probes.map { probe($0, index.checks(of: $0), number) })
        fields.set("hasProbes", !scenario.probes.isEmpty)
        // Checks of all deliveries together stand nowhere else when they pass.
        let rest = index.otherChecks.filter { $0.verdict == .pass }
        fields.set("passed", rest.map { check($0, number) })
        fields.set("hasPassed", !rest.isEmpty)
        return fields
    }

    private static func verdict(of delivery: DeliveryResult, _ checks: [Check]) -> Verdict {
        if delivery.outcome == .interrupted { return .interrupted }
        return checks.verdict
    }

    private static func story(_ scenario: ScenarioResult) -> String {
        let attempts = scenario.deliveries.reduce(0) { $0 + $1.attempts.count }
        var parts = [Shown.count(scenario.deliveries.count, "delivery"), Shown.count(attempts, "attempt")]
        if !scenario.probes.isEmpty { parts.append(Shown.count(scenario.probes.count, "probe")) }
        let checks = [Shown.count(scenario.checks.count, "check")] + scenario.checks.shownFailures
        parts.append(checks.joined(separator: ", "))
        parts.append(Shown.duration(scenario.duration))
        return parts.joined(separator: " · ")
    }

    /// The box of what is no failure and still not well; nil when there is nothing to say.
    private static func warnings(_ scenario: ScenarioResult, _ number: Int) -> PageFields? {
        let sentences = scenario.vendorSentences
        if sentences.isEmpty && scenario.acknowledgements.isEmpty { return nil }
        var box = PageFields()
        box.set("vendor", sentences.joined(separator: ", "))
        box.set("hasVendor", !sentences.isEmpty)
        box.set("hasFindings", !scenario.acknowledgements.isEmpty)
        box.set("findingCount", Shown.count(scenario.acknowledgements.count, "answer"))
        box.set("showsFindings", scenario.acknowledgements.count <= 5)
        box.set(
            "findings",
            scenario.acknowledgements.map { finding in
                var fields = PageFields()
                fields.set("finding", finding.message)
                fields.set("findingPosition", finding.position.description)
                fields.set("findingLink", "s\(number)-\(finding.delivery)")
                return fields
            })
        return box
    }

    // MARK: Time line

    private static func timeLine(
        _ scenario: ScenarioResult, _ number: Int, _ verdicts: [String: Verdict]
    ) -> PageFields {
        let line = TimeLine(scenario, limit: drawnDeliveries) {
            verdicts[$0.planned.id] != .pass ? 0 : $0.attempts.count > 1 ? 1 : 2
        }
        var fields = PageFields()
        let retried = line.rows.count { $0.delivery.attempts.count > 1 }
        let lost = line.rows.count { $0.delivery.outcome == .lost }
        let overlapping = line.rows.count(where: \.isOverlapping)
        fields.set(
            "summary",
            "Time line of \(Shown.count(line.rows.count, "delivery")): \(retried) retried, \(lost) lost, "
                + "\(overlapping) overlapping. The list of deliveries says the same in words.")
        fields.set("undrawn", line.hidden > 0 ? fact("", String(line.hidden)) : nil)
        fields.set(
            "ticks",
            line.ticks.map { tick in
                var fields = PageFields()
                fields.set("tickLeft", tick.left)
                fields.set("tickText", moment(tick.time))
                return fields
            })
        var media: [String] = []
        for row in line.rows where !media.contains(row.delivery.planned.media) {
            media.append(row.delivery.planned.media)
        }
        fields.set(
            "medias",
            media.map { name in
                var fields = PageFields()
                fields.set("mediaName", name)
                let rows = line.rows.filter { $0.delivery.planned.media == name }
                fields.set("rows", rows.map { row($0, number, verdicts[$0.delivery.planned.id] ?? .pass) })
                return fields
            })
        return fields
    }

    private static func row(_ row: TimeLine.Row, _ number: Int, _ verdict: Verdict) -> PageFields {
        let planned = row.delivery.planned
        var fields = PageFields()
        fields.set("rowLink", "s\(number)-\(planned.id)")
        fields.set("rowMark", mark(verdict))
        fields.set("rowVerdict", verdict.rawValue)
        fields.set("rowName", ([title(planned)] + planned.faults.map(\.word.text)).joined(separator: ", "))
        fields.set("overlaps", row.isOverlapping)
        fields.set("rowLost", row.delivery.outcome == .lost)
        let left = row.marks.first?.left ?? 0
        fields.set("from", left)
        fields.set("length", (row.marks.last?.left ?? 0) - left)
        fields.set("marks", row.marks.map { mark($0, planned) })
        return fields
    }

    private static func mark(_ mark: TimeLine.Mark, _ planned: PlannedDelivery) -> PageFields {
        let observation = mark.attempt.observation
        let word = observation.shown
        var fields = PageFields()
        fields.set("left", mark.left)
        fields.set("width", mark.width)
        fields.set("room", mark.room)
        fields.set("kind", kind(observation))
        // A word that does not fit into a narrow window's line is left out; the colour's pattern remains.
        fields.set("word", mark.room >= Double(word.count) * 2.2 + 1 ? word : "")
        fields.set(
            "hint",
            "\(title(planned)), attempt \(mark.attempt.number) at \(moment(mark.attempt.plannedAt)): "
                + ExchangeText.summary(observation.reply))
        return fields
    }

    /// The class that gives an attempt its colour and pattern.
    static func kind(_ observation: Observation) -> String {
        if observation.isAccepted { return "good" }
        return observation.failure == nil ? "bad" : "none"
    }

    /// `StreamTranscodeComplete FD`.
    static func title(_ planned: PlannedDelivery) -> String {
        (planned.name.map { "\($0): " } ?? "") + planned.event + (planned.subject.map { " \($0)" } ?? "")
    }
}
