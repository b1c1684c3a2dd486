import ArgumentParser
import JSONText
import VodHookLoad
import VodHookPlan
import VodHookReports

/// Writes the result of a load in the forms that were asked for.
enum LoadReports {
    /// Writes all reports and ends with the exit code of the verdict.
    static func write(_ outcome: LoadSession.Outcome, _ options: LoadReportOptions) throws {
        let (result, heading, judgement) = (outcome.result, outcome.heading, outcome.judgement)
        let text = { (usesColor: Bool) in
            LoadSummary.text(
                result, heading, judgement, search: outcome.search,
                style: TextStyle(usesColor: usesColor))
        }
        let out = Output.standardOutput
        if options.reports.standardOutputKind == .terminal { out.write(text(out.usesColor(options))) }
        try options.reports.write { request in
            switch request.kind {
            case .json:
                let json = result.json(heading, judgement, search: outcome.search)
                return JSONWriter.text(of: json) + "\n"
            case .terminal: return text(false)
            case .html:
                return LoadPage.text(result, heading, judgement, search: outcome.search)
            case .junit, .tap, .github: throw Failure.flag(LoadReportOptions.refusal)
            }
        }
        try judgement.verdict.end()
    }
}

extension LoadJudgement.Verdict {
    /// Ends the command with the exit code of the verdict, unless it is a pass.
    func end() throws {
        switch self {
        case .pass: return
        case .fail, .notTested: throw ExitCode.checkFailed
        case .interrupted: throw ExitCode.interrupted
        }
    }
}
