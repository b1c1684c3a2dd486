import ArgumentParser
import VodHookKit

/// What `explore` and `fuzz` share: their reports and how they end.
extension ReportRequest {
    /// Throws when a search has no such report, or two go to standard output.
    static func checkSearch(_ reports: [ReportRequest]) throws {
        if reports.contains(where: { $0.kind != .terminal && $0.kind != .json }) {
            throw ValidationError("--report takes terminal or json here")
        }
        if reports.count(where: { $0.path == nil }) > 1 {
            throw ValidationError(
                "only one --report can go to standard output; give the others a path: --report json=FILE")
        }
    }

    /// Writes `text` where the user wants it.
    func write(_ text: String) throws {
        if let path {
            try Files.write(text, to: path)
        } else {
            Output.standardOutput.write(text)
        }
    }
}

extension ExitCode {
    /// Ends with the exit code of the worst result.
    static func endSearch(interrupted: Bool, problems: [ExploreResult.Problem?], failed: Bool) throws {
        if interrupted { throw ExitCode.interrupted }
        for problem in problems {
            switch problem {
            case .unreachable: throw ExitCode.cannotWork
            case .unsteady, .nothingToDeliver: throw ExitCode.invalidInput
            case .plainFails, .died, nil: continue
            }
        }
        if failed { throw ExitCode.checkFailed }
    }
}
