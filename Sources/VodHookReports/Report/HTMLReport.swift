import JSONText
import Mustache
package import VodHookDelivery
import VodHookPlan

/// The report for a browser: one page without any address in it, readable without scripts, with a time line.
package enum HTMLReport {
    /// The most deliveries that a time line shows; the list below it has them all.
    static let drawnDeliveries = 150
    /// The most bytes of a body that are shown.
    static let bodyLimit = 32 * 1024

    /// The page, ending with a line break; the same result gives the same bytes.
    package static func text(_ result: RunResult) -> String {
        do {
            return try MustacheTemplate(string: EmbeddedFiles.text("report/page.mustache")).render(
                page(result).values)
                + "\n"
        } catch {
            preconditionFailure("the template of the report: \(error)")
        }
    }

    private static func page(_ result: RunResult) -> PageFields {
        var page = PageFields()
        page.set("style", file: "report/page.css")
        page.set("script", file: "report/page.js")
        page.set("version", result.toolVersion)
        page.set("verdict", result.verdict.rawValue)
        page.set("mark", mark(result.verdict))
        page.set("headline", headline(result))
        page.set("facts", facts(result))
        let scenarios = inOrder(result.scenarios.enumerated().map { ($0.offset + 1, $0.element) })
        page.set("scenarios", scenarios.map { self.scenario($0.element, number: $0.number, of: result) })
        page.set("hasScenarios", !scenarios.isEmpty)
        let names = result.uniqueScenarioNames
        let failures = scenarios.flatMap { number, scenario in
            scenario.reportedChecks.filter { $0.verdict != .pass }.map { check in
                var fields = self.check(check, number)
                fields.set("scenarioName", names[number - 1])
                return fields
            }
        }
        page.set("failureCount", String(failures.count))
        page.set("failures", Array(failures.prefix(100)))
        // With a single scenario its own box says it all.
        page.set("hasFailures", !failures.isEmpty && result.scenarios.count > 1)
        page.set("moreFailures", failures.count > 100)
        let planned = result.scenarios.flatMap { $0.deliveries.map(\.planned) }
        page.set("providers", options(planned.map(\.provider)))
        page.set("events", options(planned.map(\.event)))
        page.set("hasDeliveries", !planned.isEmpty)
        page.set("deliveryCount", String(planned.count))
        return page
    }

    private static func inOrder(_ scenarios: [(number: Int, element: ScenarioResult)])
        -> [(number: Int, element: ScenarioResult)]
    {
        [Verdict.fail, .notTested, .interrupted, .skipped, .pass].flatMap { verdict in
            scenarios.filter { $0.element.verdict == verdict }
        }
    }

    private static func options(_ names: [String]) -> [PageFields] {
        Set(names).sorted().map { name in
            var option = PageFields()
            option.set("option", name)
            return option
        }
    }

    private static func headline(_ result: RunResult) -> String {
        if result.scenarios.isEmpty { return "No scenario was run" }
        let passed = result.scenarios.count { $0.verdict == .pass }
        let failed = result.scenarios.count { $0.verdict == .fail }
        let untested = result.scenarios.count { $0.verdict == .notTested }
        let count = Shown.count(result.scenarios.count, "scenario")
        let rest = untested > 0 ? ", \(untested) not tested" : ""
        switch result.verdict {
        case .pass: return result.scenarios.count == 1 ? "The scenario passed" : "All \(count) passed"
        case .fail: return "\(failed) of \(count) failed\(rest)"
        case .notTested, .skipped: return "\(untested) of \(count) not tested"
        case .interrupted: return "Interrupted: \(passed) of \(count) passed, \(failed) failed\(rest)"
        }
    }

    private static func facts(_ result: RunResult) -> [PageFields] {
        let deliveries = result.scenarios.flatMap(\.deliveries)
        let attempts = deliveries.reduce(0) { $0 + $1.attempts.count }
        let checks = result.scenarios.flatMap(\.checks)
        let lost = deliveries.count { $0.outcome == .lost }
        let retried = deliveries.count { $0.attempts.count > 1 }
        let facts = [
            ("Deliveries", "\(deliveries.count)"), ("Attempts", "\(attempts)"), ("Retried", "\(retried)"),
            ("Lost", "\(lost)"),
            ("Checks", ([String(checks.count)] + checks.shownFailures).joined(separator: ", ")),
            ("Duration", Shown.duration(result.duration)), ("Seed", "\(result.seed)"),
        ]
        return facts.map(fact)
    }

    static func fact(_ name: String, _ value: String) -> PageFields {
        var fact = PageFields()
        fact.set("term", name)
        fact.set("value", value)
        return fact
    }

    static func mark(_ verdict: Verdict) -> String {
        TextStyle(usesColor: false).mark(verdict)
    }

    static func check(_ check: Check, _ number: Int) -> PageFields {
        var fields = PageFields()
        fields.set("checkName", check.name)
        fields.set("checkVerdict", check.verdict.rawValue)
        fields.set("checkWord", check.verdict.words)
        fields.set("checkMark", mark(check.verdict))
        fields.set("message", check.message)
        fields.set("hasMessage", !check.message.isEmpty)
        fields.set("position", check.position.description)
        fields.set("link", (check.delivery ?? check.probe).map { "s\(number)-\($0)" } ?? "s\(number)")
        return fields
    }

    /// A moment of scenario time: exact while that is short.
    static func moment(_ time: Duration) -> String {
        let exact = DurationText.text(time)
        return exact.utf8.count <= 6 ? exact : Shown.duration(time)
    }
}
