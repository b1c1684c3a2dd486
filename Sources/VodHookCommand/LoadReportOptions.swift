import ArgumentParser

/// What is reported of a load, and where.
struct LoadReportOptions: ParsableArguments, ColorChoice {
    static let refusal = "a load is reported as terminal, json or html"

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "terminal, json or html, to standard output or to a file; repeatable.", valueName: "kind[=path]"),
        completion: .list(["terminal", "json", "html"]))
    var reports: [ReportRequest] = []

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @Flag(name: .customLong("no-color"), help: "No colours.")
    var noColor = false

    func validate() throws {
        try reports.validate(allowing: [.terminal, .json, .html], else: Self.refusal)
    }
}
