import JSONText
import VodHookCatalogue
package import VodHookDelivery
import VodHookPlan

/// The report that CI servers read: a suite for each scenario, a test case for each check.
///
/// Attributes and order are those of Ant and Jenkins; test cases have `file` and `line` as well, which GitLab and
/// CircleCI turn into links and strict schemas refuse. A scenario that was left out is skipped.
package enum JUnitReport {
    /// The report as XML 1.0, ending with a line break.
    package static func text(_ result: RunResult) -> String {
        let suites = zip(result.scenarios, result.uniqueScenarioNames).map { suite($0, named: $1) }
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        let attributes =
            counts(
                result.scenarios.flatMap(\.countedChecks),
                of: result.scenarios.reduce(0) { $0 + $1.reportedChecks.count })
            + [("time", seconds(result.duration))]
        lines.append("<testsuites\(list([("name", "vodhook")] + attributes))>")
        lines += suites.flatMap { $0 }
        if result.scenarios.isEmpty { lines += nothing }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A run without scenarios has failed; without any test case it would look like a success.
    private static let nothing = [
        #"  <testsuite name="vodhook" tests="1" failures="0" errors="1">"#,
        #"    <testcase name="something was run" classname="vodhook" time="0.000">"#,
        #"      <error message="no scenario was run" type="run"/>"#,
        "    </testcase>",
        "  </testsuite>",
    ]

    private static func suite(_ scenario: ScenarioResult, named title: String) -> [String] {
        let checks = scenario.reportedChecks
        let skipped = checks.count { $0.verdict == .skipped }
        let attributes =
            [("name", title)] + counts(scenario.countedChecks, of: checks.count)
            + [("skipped", String(skipped)), ("time", seconds(scenario.duration)), ("file", scenario.file)]
        var lines = ["  <testsuite\(list(attributes))>", "    <properties>"]
        lines.append("      <property\(list([("name", "seed"), ("value", String(scenario.seed))]))/>")
        lines.append("      <property\(list([("name", "target"), ("value", scenario.target)]))/>")
        lines.append("    </properties>")
        var times = times(scenario)
        let index = ResultIndex(scenario)
        for (check, name) in zip(checks, scenario.uniqueNames(of: checks)) {
            let attributes =
                [
                    ("name", name), ("classname", title), ("time", seconds(time(of: check, &times))),
                ]
                + (check.position.isInFile
                    ? [("file", check.position.file), ("line", String(check.position.line))] : [])
            if check.verdict == .skipped {
                lines += skippedCase(attributes, check.message)
            } else {
                lines += testCase(check, attributes, index)
            }
        }
        let notes =
            scenario.acknowledgements.map { "warning: \($0.message) (\($0.position))" }
            + scenario.vendorSentences.map { "a real vendor: \($0)" }
            + [scenario.hint.map { "hint: \($0)" }].compactMap(\.self)
        if !notes.isEmpty {
            lines.append("    <system-out>\(MarkupText.escaped(notes.joined(separator: "\n")))</system-out>")
        }
        return lines + ["  </testsuite>"]
    }

    private static func skippedCase(_ attributes: [(String, String)], _ reason: String) -> [String] {
        [
            "    <testcase\(list(attributes))>", "      <skipped\(list([("message", reason)]))/>",
            "    </testcase>",
        ]
    }

    private static func testCase(
        _ check: Check, _ attributes: [(String, String)], _ index: ResultIndex
    ) -> [String] {
        let element = check.verdict == .fail ? "failure" : "error"
        guard check.verdict != .pass else { return ["    <testcase\(list(attributes))/>"] }
        let text =
            [check.message] + (check.position.isInFile ? ["at \(check.position)"] : [])
            + ExchangeText().lines(of: check, in: index)
        let message = [
            ("message", check.message), ("type", check.verdict == .fail ? "check" : check.verdict.rawValue),
        ]
        return [
            "    <testcase\(list(attributes))>",
            "      <\(element)\(list(message))>\(MarkupText.escaped(text.joined(separator: "\n")))</\(element)>",
            "    </testcase>",
        ]
    }

    private static func times(_ scenario: ScenarioResult) -> [String: Duration] {
        let deliveries = scenario.deliveries.map { delivery in
            (delivery.planned.id, delivery.attempts.reduce(.zero) { $0 + $1.observation.duration })
        }
        let probes = scenario.probes.map { ($0.planned.id, $0.last.reply.duration) }
        return Dictionary(deliveries + probes, uniquingKeysWith: { first, _ in first })
    }

    /// The time of the delivery or probe, once: its first check has it, so that sums are right.
    private static func time(of check: Check, _ times: inout [String: Duration]) -> Duration {
        return (check.delivery ?? check.probe).flatMap { times.removeValue(forKey: $0) } ?? .zero
    }

    /// What did neither pass nor fail is an error: it was not tested, or interrupted.
    private static func counts(_ checks: [Check], of total: Int) -> [(String, String)] {
        let failures = checks.count { $0.verdict == .fail }
        let errors = checks.count { $0.verdict != .pass } - failures
        return [
            ("tests", String(total)), ("failures", String(failures)), ("errors", String(errors)),
        ]
    }

    private static func list(_ attributes: [(String, String)]) -> String {
        attributes.map { " \($0.0)=\"\(MarkupText.escaped($0.1, for: .xmlAttribute))\"" }.joined()
    }

    private static func seconds(_ duration: Duration) -> String {
        Shown.fixed(duration.milliseconds / 1000, 3)
    }
}
