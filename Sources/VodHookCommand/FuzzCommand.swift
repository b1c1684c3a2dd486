import ArgumentParser
import FoundationEssentials
import ReferenceReceiver
import VodHookKit

/// Sends odd bodies and sees whether the receiver takes them as it should.
struct FuzzCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz",
        abstract: "Send odd bodies: valid, forward-compatible, invalid and hostile ones.",
        discussion: """
            Varies the bodies of an event, or of the events of scenarios, in four tiers. Valid and
            forward-compatible bodies (a new field, a new value, an optional field absent, an empty array) must be
            acknowledged. Invalid and hostile ones may be refused with a 4xx or accepted without effect; a 5xx, a
            closed connection, a hang or a changed state is a finding. Telling bodies come first, then drawn ones.
            What fails is made small and saved as a scenario that "vodhook run" executes.

              vodhook fuzz aliyun/TranscodeComplete
              vodhook fuzz my.json --target http://127.0.0.1:8080/callback --tier hostile --time-limit 2m
              vodhook fuzz volcengine/WorkflowComplete --target http://127.0.0.1:8080/callback \\
                --observe 'http://127.0.0.1:8080/videos/${media.vid}'
            """)

    @Argument(
        help: ArgumentHelp(
            "Events such as aliyun/TranscodeComplete, scenario files, or folders of them.",
            valueName: "event or scenario"),
        completion: .custom { _, _, prefix in EmitCommand.names + Files.completions(prefix) })
    var inputs: [String]

    @Option(help: ArgumentHelp("How many bodies.", valueName: "number"))
    var cases = 1000

    @Option(
        name: .customLong("tier"),
        help: ArgumentHelp(
            "valid, forward-compatible, invalid or hostile; repeatable. All unless given.", valueName: "tier")
    )
    var tiers: [FuzzTier] = []

    @Option(help: ArgumentHelp("The profile of the event; all of them unless given.", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "Where the state of an event's media is read; it may name ${media.videoId}.", valueName: "url"))
    var observe: String?

    @Option(help: ArgumentHelp("How many bodies are under way at the same time.", valueName: "number"))
    var jobs = 4

    @Option(
        name: .customLong("time-limit"),
        help: ArgumentHelp("Begin no body later than this, such as 30s or 2m.", valueName: "duration"))
    var timeLimit: String?

    @Option(
        help: ArgumentHelp("The folder for scenarios of what fails.", valueName: "folder"),
        completion: .directory)
    var save = "vodhook-failures"

    @Option(
        help: ArgumentHelp(
            "Plant a bug into the embedded receiver; vodhook listen --bug list shows them.", valueName: "name"
        ),
        completion: .list(PlantedBug.allCases.map(\.rawValue)))
    var bug: String?

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Chance") var seeds: SeedOptions

    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "terminal or json, to standard output or to a file; repeatable.", valueName: "kind[=path]"),
        completion: .list(["terminal", "json"]))
    var reports: [ReportRequest] = []

    @Flag(name: .customLong("no-color"), help: "No colours.")
    var noColor = false

    func validate() throws {
        guard cases >= 1 else { throw ValidationError("--cases takes a number from 1") }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 64") }
        if let timeLimit, DurationText.parse(timeLimit) == nil {
            throw ValidationError("--time-limit \(timeLimit): give a duration such as 30s or 2m")
        }
        try ReportRequest.checkSearch(reports)
        if let bug, PlantedBug(rawValue: bug) == nil {
            throw ValidationError("unknown bug \"\(bug)\": vodhook listen --bug list shows them all")
        }
    }

    func run() async throws {
        let session = FuzzSearch(
            access: ReceiverAccess(target: target, bug: bug.flatMap(PlantedBug.init)), options: options,
            seeds: seeds, folder: FindingFolder(path: save))
        let subjects = try session.subjects(inputs, profile: profile, observe: observe)
        let printsText = (reports.first { $0.path == nil }?.kind ?? .terminal) == .terminal
        let scrubber = scrubber
        let report = FuzzReport(style: TextStyle(usesColor: Output.standardOutput.usesColor(self)))
        let outcomes = try await Interrupt.cancelling {
            var outcomes: [FuzzSearch.Outcome] = []
            for subject in subjects where !Task.isCancelled {
                let outcome = try await session.run(subject)
                outcomes.append(outcome)
                if printsText { Output.standardOutput.write(scrubber.text(text(outcome, report))) }
            }
            return outcomes
        }
        for request in reports where request.path != nil || request.kind != .terminal {
            let plain = FuzzReport(style: TextStyle(usesColor: false))
            let text =
                request.kind == .json
                ? FuzzJSON.text(outcomes.map { ($0.result, $0.files) }, toolVersion: VodHook.version)
                : outcomes.map { self.text($0, plain) }.joined()
            try request.write(scrubber.text(text))
        }
        let results = outcomes.map(\.result)
        try ExitCode.endSearch(
            interrupted: results.contains(where: \.isInterrupted), problems: results.map(\.problem),
            failed: results.contains { $0.verdict == .fail })
    }

    private func text(_ outcome: FuzzSearch.Outcome, _ report: FuzzReport) -> String {
        let again = target.target.map { " --target \(RequestText.quoted($0))" } ?? ""
        return report.text(outcome.result, files: outcome.files, again: again)
    }

    private var scrubber: Scrubber {
        KnownSecrets.scrubber(keys: [target.effectiveKey], urls: [target.target, target.signedURL])
    }

    private var options: FuzzOptions {
        var options = FuzzOptions()
        if !tiers.isEmpty { options.tiers = FuzzTier.allCases.filter(tiers.contains) }
        options.cases = cases
        options.jobs = jobs
        options.seed = seeds.seed ?? 1
        options.timeLimit = timeLimit.flatMap(DurationText.parse)
        options.nonce = UInt64.random(in: 1...UInt64.max)
        return options
    }
}

extension FuzzCommand: ColorChoice {}

extension FuzzTier: ExpressibleByArgument {}
