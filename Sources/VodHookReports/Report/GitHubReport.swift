import JSONText
package import VodHookDelivery

/// The report of GitHub Actions: workflow commands that show failed checks and warnings beside the scenario's lines.
package enum GitHubReport {
    /// One command a line, then the summary as plain text.
    package static func text(_ result: RunResult) -> String {
        var lines: [String] = []
        for (scenario, title) in zip(result.scenarios, result.uniqueScenarioNames) {
            for check in scenario.reportedChecks where check.verdict != .pass {
                // What was left out did not go wrong; the failure before it has its own annotation.
                let kind = check.verdict == .skipped ? "notice" : "error"
                lines.append(
                    command(kind, check.position, "\(title): \(check.name)", check.message))
            }
        }
        for scenario in result.scenarios {
            for finding in scenario.acknowledgements {
                lines.append(command("warning", finding.position, scenario.name, finding.message))
            }
        }
        if result.scenarios.isEmpty { lines.append("::error title=vodhook::no scenario was run") }
        lines.append("vodhook: " + TerminalReport(style: TextStyle(usesColor: false)).summary(result))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func command(
        _ kind: String, _ position: SourcePosition, _ title: String, _ message: String
    ) -> String {
        let place =
            position.isInFile
            ? "file=\(property(position.file)),line=\(position.line),col=\(position.column)," : ""
        return "::\(kind) \(place)title=\(property(title))::\(data(message))"
    }

    /// Line breaks are escaped so that the runner turns them back; other control characters become visible.
    private static func data(_ text: String) -> String {
        text.replacingScalars { scalar in
            switch scalar {
            case "%": "%25"
            case "\r": "%0D"
            case "\n": "%0A"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                SafeText.line(String(Character(scalar)))
            default: nil
            }
        }
    }

    private static func property(_ text: String) -> String {
        data(text).replacingScalars { $0 == ":" ? "%3A" : $0 == "," ? "%2C" : nil }
    }
}
