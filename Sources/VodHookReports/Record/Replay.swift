package import JSONText
import VodHookCatalogue
package import VodHookDelivery
import VodHookPlan

/// Sends saved deliveries again: makes scenarios of them, and says of each what has become of it.
package struct Replay: Sendable {
    /// What has become of a saved delivery.
    package enum Outcome: String, Sendable {
        /// It failed and passes now.
        case fixed
        /// It failed and fails again.
        case stillFailing = "still failing"
        /// It passed and passes again.
        case stillPassing = "still passing"
        /// It passed and fails now.
        case nowFailing = "now failing"
        /// What it needs was not observed, so nothing is known about the receiver.
        case notTested = "not tested"
    }

    /// One scenario that sends saved deliveries.
    package struct Part: Sendable {
        /// The text of the scenario.
        package let source: SourceText
        /// The bodies by their paths.
        package let bodies: [String: SourceText]
        /// Where the saved deliveries went; nil for the embedded receiver.
        package let target: String?
        /// What is sent, in order.
        package let deliveries: [SavedRun.Delivery]
    }

    /// The scenarios to run.
    package let parts: [Part]

    /// The failed deliveries of `run`, or all of them; parts without deliveries are left out.
    package init(_ run: SavedRun, file: String, all: Bool) {
        parts = run.parts.compactMap { part in
            let chosen = part.deliveries.filter { all || $0.hasFailed }
            if chosen.isEmpty { return nil }
            var scenario = SendScenario(name: "\(part.name) (replay)")
            // Changed by their scenario, so alike for all.
            scenario.delivery = chosen.lazy.compactMap(\.deliveryChanges).first
            var bodies: [String: SourceText] = [:]
            for (place, delivery) in chosen.enumerated() {
                let path = "\(place).body"
                let whole = ScenarioFiles.path(path, from: file)
                bodies[whole] = SourceText(name: whole, bytes: delivery.body)
                var step = SendScenario.Step(send: delivery.name, bodyFile: path)
                step.media = delivery.media
                step.path = delivery.path
                step.faults = delivery.faults
                step.expect = delivery.expect
                scenario.groups.append([step])
            }
            return Part(
                source: SourceText(name: "\(file) (replay)", text: scenario.text), bodies: bodies,
                target: part.target,
                deliveries: chosen)
        }
    }

    /// What has become of each delivery, `result` being the run of the scenarios in their order.
    package func outcomes(_ result: RunResult) -> [(
        delivery: SavedRun.Delivery, now: String, outcome: Outcome
    )] {
        zip(parts, result.scenarios).flatMap { part, scenario in Self.outcomes(of: part, scenario) }
    }

    private static func outcomes(of part: Part, _ scenario: ScenarioResult) -> [(
        delivery: SavedRun.Delivery, now: String, outcome: Outcome
    )] {
        let deliveries = Dictionary(
            scenario.deliveries.map { ($0.planned.id, $0) }, uniquingKeysWith: { first, _ in first })
        let checks = Dictionary(grouping: scenario.checks) { $0.delivery }
        return part.deliveries.enumerated().map { place, saved in
            // Steps of one delivery each are numbered in their order.
            let id = "d\(place + 1)"
            guard let again = deliveries[id], again.outcome != .interrupted else {
                return (saved, "not sent", .notTested)
            }
            let now = again.attempts.map { $0.observation.shown }.joined(separator: ", ")
            let verdict = Verdict(of: (checks[id] ?? []).map(\.verdict))
            let passes = verdict == .pass
            let isUnsent = again.attempts.allSatisfy { $0.observation.reach == .notSent }
            if verdict == .notTested || (!passes && isUnsent) { return (saved, now, .notTested) }
            let outcome: Outcome =
                saved.hasFailed
                ? (passes ? .fixed : .stillFailing) : (passes ? .stillPassing : .nowFailing)
            return (saved, now, outcome)
        }
    }

    /// The outcomes as lines for people, ending with a line break.
    package func text(_ result: RunResult, style: TextStyle) -> String {
        let outcomes = outcomes(result)
        var lines = outcomes.map { item in
            let word =
                switch item.outcome {
                case .fixed, .stillPassing: style.good(item.outcome.rawValue)
                case .stillFailing, .nowFailing, .notTested: style.bad(item.outcome.rawValue)
                }
            let padding = String(repeating: " ", count: 13 - item.outcome.rawValue.utf8.count)
            let media = item.delivery.media.isEmpty ? "" : "  \(item.delivery.media)"
            let note = item.delivery.isScrubbed ? "  (its body was scrubbed)" : ""
            return
                "  \(word)\(padding)  \(SafeText.line("\(item.delivery.id)  \(item.delivery.name)\(media)"))  was \(item.delivery.story)  now \(item.now)\(note)"
        }
        let counts = [Outcome.fixed, .stillFailing, .stillPassing, .nowFailing, .notTested].compactMap {
            kind -> String? in
            let count = outcomes.count { $0.outcome == kind }
            return count == 0 ? nil : "\(count) \(kind.rawValue)"
        }
        lines.append(
            "replayed \(Shown.count(outcomes.count, "delivery")): \(counts.joined(separator: " · "))")
        return lines.map { $0 + "\n" }.joined()
    }
}
