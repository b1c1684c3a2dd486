import ArgumentParser
import VodHookDelivery
import VodHookReports

/// One `--report KIND[=PATH]`.
struct ReportRequest: ExpressibleByArgument, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case terminal, json, junit, tap, github, html
    }

    static var defaultCompletionKind: CompletionKind { .list(Kind.allCases.map(\.rawValue)) }

    let kind: Kind
    let path: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard let kind = parts.first.flatMap(Kind.init), parts.count == 1 || !parts[1].isEmpty else {
            return nil
        }
        self.kind = kind
        path = parts.count == 2 ? parts[1] : nil
    }

    func text(_ result: RunResult, _ detail: TerminalReport.Detail) -> String {
        switch kind {
        case .terminal: TerminalReport(style: TextStyle(usesColor: false), detail: detail).text(result)
        case .json: JSONReport.text(result)
        case .junit: JUnitReport.text(result)
        case .tap: TAPReport.text(result)
        case .github: GitHubReport.text(result)
        case .html: HTMLReport.text(result)
        }
    }
}

extension [ReportRequest] {
    /// What stands on standard output.
    var standardOutputKind: ReportRequest.Kind { first { $0.path == nil }?.kind ?? .terminal }

    /// Refuses two reports on standard output, and kinds other than `kinds` with the sentence `refusal`.
    func validate(
        allowing kinds: [ReportRequest.Kind] = ReportRequest.Kind.allCases, else refusal: String = ""
    ) throws {
        guard allSatisfy({ kinds.contains($0.kind) }) else { throw ValidationError(refusal) }
        if count(where: { $0.path == nil }) > 1 {
            throw ValidationError(
                "only one --report can go to standard output; give the others a path: --report json=FILE")
        }
        let paths = compactMap(\.path)
        if let twice = paths.first(where: { path in paths.count { $0 == path } > 1 }) {
            throw ValidationError("two reports would be written to \(twice)")
        }
    }

    /// Throws when a report has no place to be written to; to be asked before the work that it is about.
    func checkPlaces() throws {
        try Self.refuse(compactMap(\.path).compactMap(Files.obstacle))
    }

    /// Writes all reports but the terminal one on standard output; throws `failure`, or else what kept a report
    /// from being written.
    func write(after failure: (any Error)? = nil, _ text: (ReportRequest) throws -> String) throws {
        var problems: [String] = []
        for request in self where request.path != nil || request.kind != .terminal {
            let text = try text(request)
            guard let path = request.path else {
                Output.standardOutput.write(text)
                continue
            }
            do {
                try Files.write(text, to: path)
            } catch let problem as Failure {
                problems.append(problem.message)
            }
        }
        if let failure {
            for problem in problems { Output.standardError.write("vodhook: \(problem)\n") }
            throw failure
        }
        try Self.refuse(problems)
    }

    private static func refuse(_ problems: [String]) throws {
        if !problems.isEmpty { throw Failure.cannotWork(problems.joined(separator: "; ")) }
    }
}
