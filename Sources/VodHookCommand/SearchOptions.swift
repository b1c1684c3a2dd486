import ArgumentParser
import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan
import VodHookReports
import VodHookSearch

/// What `explore` and `fuzz` share: their flags, how their findings are shown, and how they end.
struct SearchOptions: ParsableArguments, ColorChoice {
    /// The reports that a search has: for people and for programs.
    private static let kinds = [ReportRequest.terminal, "json"]

    @Option(help: ArgumentHelp("How many run at the same time.", valueName: "number"))
    var jobs = 4

    @Option(
        name: .customLong("time-limit"),
        help: ArgumentHelp("Start nothing new after this time, such as 30s or 2m.", valueName: "duration"))
    var timeLimit: String?

    @Option(
        help: ArgumentHelp("The folder for scenarios of what fails.", valueName: "folder"),
        completion: .directory)
    var save = "vodhook-failures"

    @OptionGroup var planted: BugOption

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "\(ReportRequest.sentence(Self.kinds)), to standard output or to a file; repeatable.",
            valueName: "kind[=path]"),
        completion: .list(Self.kinds))
    var reports: [ReportRequest] = []

    @Flag(name: .customLong("no-color"), help: "No colours.")
    var noColor = false

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64") }
        if let timeLimit, DurationText.parse(timeLimit) == nil {
            throw ValidationError("--time-limit \(timeLimit): give a duration such as 30s or 2m")
        }
        try reports.validate(
            allowing: Self.kinds, else: "--report takes \(ReportRequest.sentence(Self.kinds)) here")
    }

    /// The time limit as a duration.
    var limit: Duration? { timeLimit.flatMap(DurationText.parse) }

    /// The way to the target, or to the embedded receiver with its bug.
    var access: ReceiverAccess { ReceiverAccess(bug: planted.bug) }

    /// Searches one subject after the other, shows each result as soon as it is there, writes the reports, and ends
    /// with the exit code of the worst result.
    ///
    /// `text` gets what stands behind each command that runs a scenario again, such as ` --target URL`; `flags`
    /// are what the flags say of the target.
    func search<Subject: Sendable, Result: SearchResult>(
        _ subjects: [Subject], _ flags: TargetSpec,
        one: @escaping @Sendable (Subject) async throws -> SearchOutcome<Result>,
        text: @escaping @Sendable (SearchOutcome<Result>, TextStyle, String) -> String,
        json: ([SearchOutcome<Result>]) -> String
    ) async throws {
        try reports.checkPlaces()
        let scrubber = KnownSecrets.scrubber(
            keys: [flags.key], urls: [flags.url, flags.signedURL])
        let printsText = reports.showsText
        let style = TextStyle(usesColor: Output.standardOutput.usesColor(self))
        let again = flags.url.map { " --target \(RequestText.quoted($0))" } ?? ""
        typealias Searched = (outcomes: [SearchOutcome<Result>], failure: (any Error)?)
        let (outcomes, failure) = try await Interrupt.cancelling { () async -> Searched in
            var outcomes: [SearchOutcome<Result>] = []
            var failure: (any Error)?
            for subject in subjects where !Task.isCancelled {
                do {
                    let outcome = try await one(subject)
                    outcomes.append(outcome)
                    failure = failure ?? outcome.failure
                    if printsText { Output.standardOutput.write(scrubber.text(text(outcome, style, again))) }
                } catch {
                    // What was found before is reported all the same.
                    return (outcomes, failure ?? error)
                }
            }
            return (outcomes, failure)
        }
        try reports.write(after: failure) { request in
            scrubber.text(
                request.kind == ReportRequest.terminal
                    ? outcomes.map { text($0, TextStyle(usesColor: false), again) }.joined()
                    : json(outcomes))
        }
        try Self.end(outcomes.map(\.result))
    }

    private static func end(_ results: [some SearchResult]) throws {
        if results.contains(where: \.isInterrupted) { return try Verdict.interrupted.end() }
        for result in results {
            switch result.problem {
            case .unsteady, .nothingToCompare, .nothingToDeliver: throw ExitCode.invalidInput
            case .plainFails, .plainDiffers, .died, .unreachable, .outOfTime, nil: continue
            }
        }
        if !results.isEmpty { try Verdict(of: results.map(\.verdict)).end() }
    }
}

/// What came of one subject of a search.
struct SearchOutcome<Result: SearchResult>: Sendable {
    let result: Result
    /// The saved scenario of each finding; nil for one that could not be saved.
    let files: [String?]
    /// Why one could not be saved.
    let failure: Failure?

    init(result: Result, saved: FindingFolder.Saved?) {
        self.result = result
        files = saved?.files ?? []
        failure = saved?.failure
    }
}
