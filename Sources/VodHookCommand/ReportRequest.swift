import ArgumentParser
import VodHookReports

/// One `--report KIND[=PATH]`.
struct ReportRequest: ExpressibleByArgument, Sendable {
    static var defaultCompletionKind: CompletionKind { .list(RunReport.all.map(\.name)) }

    /// What the text for people is called.
    static let terminal = RunReport.terminal.name

    /// The name of the report, one of those that a run has; other commands have fewer.
    let kind: String
    let path: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard let kind = parts.first, RunReport.all.contains(where: { $0.name == kind }),
            parts.count == 1 || !parts[1].isEmpty
        else { return nil }
        self.kind = kind
        path = parts.count == 2 ? parts[1] : nil
    }

    /// `terminal, json or html`.
    static func sentence(_ kinds: [String]) -> String {
        kinds.count < 2
            ? kinds.joined() : kinds.dropLast().joined(separator: ", ") + " or " + kinds[kinds.count - 1]
    }
}

extension [ReportRequest] {
    /// What stands on standard output.
    var standardOutputKind: String { first { $0.path == nil }?.kind ?? ReportRequest.terminal }

    /// True when standard output holds the text for people.
    var showsText: Bool { standardOutputKind == ReportRequest.terminal }

    /// Refuses two reports on standard output, and kinds other than `kinds` with the sentence `refusal`.
    func validate(allowing kinds: [String] = RunReport.all.map(\.name), else refusal: String = "") throws {
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
        for request in self where request.path != nil || request.kind != ReportRequest.terminal {
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
