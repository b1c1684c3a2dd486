package import VodHookDelivery

/// A report of a run, by the name that `--report` takes; `all` is the one place that knows them.
package struct RunReport: Sendable {
    package let name: String
    /// The whole report of a result; only the report for people goes by the detail.
    package let text: @Sendable (RunResult, TerminalReport.Detail) -> String

    /// The report for people.
    package static let terminal = RunReport(name: "terminal") { result, detail in
        TerminalReport(style: TextStyle(usesColor: false), detail: detail).text(result)
    }

    /// All reports, in the order in which they are named to people.
    package static let all: [RunReport] = [
        terminal,
        RunReport(name: "json") { result, _ in JSONReport.text(result) },
        RunReport(name: "junit") { result, _ in JUnitReport.text(result) },
        RunReport(name: "tap") { result, _ in TAPReport.text(result) },
        RunReport(name: "github") { result, _ in GitHubReport.text(result) },
        RunReport(name: "html") { result, _ in HTMLReport.text(result) },
    ]
}
