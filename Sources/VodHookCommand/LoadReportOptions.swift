import ArgumentParser

/// What is reported of a load, and where.
struct LoadReportOptions: ParsableArguments, ColorChoice {
    static let refusal = "a load is reported as \(ReportRequest.sentence(LoadReports.names))"

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "\(ReportRequest.sentence(LoadReports.names)), to standard output or to a file; repeatable.",
            valueName: "kind[=path]"),
        completion: .list(LoadReports.names))
    var reports: [ReportRequest] = []

    @Flag(name: .customLong("no-color"), help: "No colours.")
    var noColor = false

    func validate() throws {
        try reports.validate(allowing: LoadReports.names, else: Self.refusal)
    }
}

/// Whether a load shows how it goes on.
struct LoadProgressOption: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false
}
