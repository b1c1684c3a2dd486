import JSONText
package import VodHookDelivery

/// The report of the Test Anything Protocol: a line for each check, a YAML block behind each that did not pass.
package enum TAPReport {
    /// The report, ending with a line break.
    ///
    /// It holds nothing that version 14 added, and says version 13: parsers of 14 take that, while the `prove` of
    /// Perl 5.36 and older fails every file that says 14.
    package static func text(_ result: RunResult) -> String {
        let count = result.scenarios.reduce(0) { $0 + $1.reportedChecks.count }
        // `1..0` would mean that all was skipped, which is no failure.
        if count == 0 { return "TAP version 13\n1..1\nnot ok 1 - a scenario was run\n" }
        var lines = ["TAP version 13", "1..\(count)"]
        var number = 0
        for (scenario, title) in zip(result.scenarios, result.uniqueScenarioNames) {
            lines.append(
                "# \(SafeText.line(scenario.name)) (\(SafeText.line(scenario.file)), seed \(scenario.seed))")
            let checks = scenario.reportedChecks
            let index = ResultIndex(scenario)
            for (check, name) in zip(checks, scenario.uniqueNames(of: checks)) {
                number += 1
                let isSkipped = check.verdict == .skipped
                let mark = check.verdict == .pass || isSkipped ? "ok" : "not ok"
                let directive = isSkipped ? " # SKIP \(described(check.message))" : ""
                lines.append("\(mark) \(number) - \(described("\(title): \(name)"))\(directive)")
                if mark != "ok" { lines += diagnostics(check, index) }
            }
            lines += scenario.acknowledgements.map {
                "# warning: \(SafeText.line($0.message)) (\(SafeText.line($0.position.description)))"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A backslash before `#` keeps a word such as `# SKIP` within a name from being taken for a directive.
    private static func described(_ text: String) -> String {
        SafeText.line(text).replacingScalars { ["\\", "#"].contains($0) ? "\\\($0)" : nil }
    }

    private static func diagnostics(_ check: Check, _ index: ResultIndex) -> [String] {
        var lines = ["---", "message: \(quoted(check.message))"]
        lines.append("severity: \(check.verdict.rawValue)")
        if check.position.isInFile {
            lines += [
                "at:", "  file: \(quoted(check.position.file))", "  line: \(check.position.line)",
                "  column: \(check.position.column)",
            ]
        }
        if let delivery = check.delivery { lines.append("delivery: \(quoted(delivery))") }
        let exchange = ExchangeText().lines(of: check, in: index)
        if !exchange.isEmpty { lines += ["exchange:"] + exchange.map { "  - \(quoted($0))" } }
        return (lines + ["..."]).map { "  \($0)" }
    }

    /// A JSON string, which is a YAML string too when every character is printable.
    private static func quoted(_ text: String) -> String {
        let printable = SafeText.line(text).replacingScalars {
            ["\u{FFFE}", "\u{FFFF}"].contains($0) ? "\u{FFFD}" : nil
        }
        return JSONWriter.text(of: .string(printable))
    }
}
