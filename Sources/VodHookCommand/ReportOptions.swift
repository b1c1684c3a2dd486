import ArgumentParser
import VodHookDelivery
import VodHookReports

/// What is reported, and where.
struct ReportOptions: ParsableArguments, ColorChoice {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "\(ReportRequest.sentence(RunReport.all.map(\.name))), to standard output or to a file; repeatable.",
            valueName: "kind[=path]"))
    var reports: [ReportRequest] = []

    @Flag(name: .shortAndLong, help: "Show only what failed.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Show requests and answers.")
    var verbose = false

    @Flag(name: .customLong("no-color"), help: "No colours.")
    var noColor = false

    func validate() throws {
        try reports.validate()
        if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }

    /// Writes the reports that were asked for and ends with `failure`, or with the exit code of the verdict.
    ///
    /// The terminal report on standard output has been written while the run went on.
    func write(_ result: RunResult, after failure: (any Error)? = nil) throws {
        try reports.write(after: failure) { request in
            RunReport.all.first { $0.name == request.kind }?.text(result, detail) ?? ""
        }
        try result.verdict.end()
    }

    var detail: TerminalReport.Detail { quiet ? .quiet : verbose ? .verbose : .normal }
}
