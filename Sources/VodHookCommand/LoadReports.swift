import ArgumentParser
import JSONText
import VodHookLoad
import VodHookPlan
import VodHookReports

/// Writes the result of a load in the forms that were asked for.
enum LoadReports {
    /// The reports by their names, each as a text, with colours where they are wanted.
    private static let all:
        [(name: String, text: @Sendable (LoadSession.Outcome, _ usesColor: Bool) -> String)] = [
            (
                ReportRequest.terminal,
                {
                    LoadSummary.text(
                        $0.result, $0.heading, $0.judgement, search: $0.search,
                        style: TextStyle(usesColor: $1))
                }
            ),
            (
                "json",
                { outcome, _ in
                    let json = outcome.result.json(
                        outcome.heading, outcome.judgement, search: outcome.search)
                    return JSONWriter.text(of: json) + "\n"
                }
            ),
            (
                "html",
                { outcome, _ in
                    LoadPage.text(
                        outcome.result, outcome.heading, outcome.judgement,
                        search: outcome.search)
                }
            ),
        ]

    /// The names that `--report` takes.
    static var names: [String] { all.map(\.name) }

    /// Writes all reports and ends with the exit code of the verdict.
    static func write(_ outcome: LoadSession.Outcome, _ options: LoadReportOptions) throws {
        func text(_ name: String, usesColor: Bool) -> String {
            all.first { $0.name == name }?.text(outcome, usesColor) ?? ""
        }
        let out = Output.standardOutput
        if options.reports.showsText {
            out.write(text(ReportRequest.terminal, usesColor: out.usesColor(options)))
        }
        try options.reports.write { text($0.kind, usesColor: false) }
        try outcome.judgement.verdict.end()
    }
}
