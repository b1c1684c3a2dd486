import ArgumentParser
import FoundationEssentials
import ReferenceReceiver
import VodHookKit

/// Searches for an order of deliveries that the receiver does not take like the plain one.
struct ExploreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Search orders, repetitions, losses and overlaps for one that breaks the receiver.",
        discussion: """
            Delivers the events of a scenario in many histories, each about media with fresh ids, and compares the
            state that each one leaves with the state after the plain order. What differs is made as small as it
            goes and saved as a scenario that "vodhook run" executes. The scenario says under "observe" how the
            state is read; without it, its probes are asked.

              vodhook explore scenarios/aliyun/success.json
              vodhook explore my.json --target http://127.0.0.1:8080/callback --histories 5000 --time-limit 2m
            """)

    @Argument(
        help: ArgumentHelp("Scenario files, or folders of them.", valueName: "scenario"),
        completion: .file(extensions: ["json"]))
    var scenarios: [String]

    @Option(help: ArgumentHelp("The most histories that are run.", valueName: "number"))
    var histories = 1000

    @Option(help: ArgumentHelp("Duplicates in one history, at most.", valueName: "number"))
    var duplicates = 1

    @Option(
        help: ArgumentHelp(
            "Losses in one history, each repeated by the vendor, at most.", valueName: "number"))
    var losses = 1

    @Option(help: ArgumentHelp("Overlapping pairs in one history, at most.", valueName: "number"))
    var overlap = 1

    @Option(help: ArgumentHelp("How many histories run at the same time.", valueName: "number"))
    var jobs = 4

    @Option(
        name: .customLong("time-limit"),
        help: ArgumentHelp("Begin no history later than this, such as 30s or 2m.", valueName: "duration"))
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
        guard histories >= 1 else { throw ValidationError("--histories takes a number from 1") }
        for (flag, value) in [("--duplicates", duplicates), ("--losses", losses), ("--overlap", overlap)] {
            guard (0...10).contains(value) else {
                throw ValidationError("\(flag) takes a number from 0 to 10")
            }
        }
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
        let inputs = try Inputs(paths: scenarios, options: seeds)
        let overrides = try seeds.settings.map { try $0.change() }
        let session = ExploreSession(
            access: ReceiverAccess(target: target, bug: bug.flatMap(PlantedBug.init)), options: options,
            overrides: overrides, folder: FindingFolder(path: save))
        let printsText = (reports.first { $0.path == nil }?.kind ?? .terminal) == .terminal
        let scrubber = scrubber
        let report = ExploreReport(style: TextStyle(usesColor: Output.standardOutput.usesColor(self)))
        let results = try await Interrupt.cancelling {
            var results: [ExploreSession.Outcome] = []
            for item in inputs.items where !Task.isCancelled {
                let outcome = try await session.run(item)
                results.append(outcome)
                if printsText {
                    Output.standardOutput.write(
                        scrubber.text(report.text(outcome.result, files: outcome.files)))
                }
            }
            return results
        }
        try write(results)
        try ExitCode.endSearch(
            interrupted: results.contains(where: \.result.isInterrupted),
            problems: results.map(\.result.problem),
            failed: results.contains { $0.result.verdict == .fail })
    }

    private var options: ExploreOptions {
        var options = ExploreOptions()
        options.histories = histories
        options.duplicates = duplicates
        options.losses = losses
        options.overlaps = overlap
        options.jobs = jobs
        options.seed = seeds.seed ?? 1
        options.timeLimit = timeLimit.flatMap(DurationText.parse)
        options.nonce = UInt64.random(in: 1...UInt64.max)
        return options
    }

    private func write(_ outcomes: [ExploreSession.Outcome]) throws {
        for request in reports where request.path != nil || request.kind != .terminal {
            let text =
                request.kind == .json
                ? ExploreJSON.text(outcomes.map { ($0.result, $0.files) }, toolVersion: VodHook.version)
                : outcomes.map {
                    ExploreReport(style: TextStyle(usesColor: false)).text($0.result, files: $0.files)
                }.joined()
            try request.write(scrubber.text(text))
        }
    }

    private var scrubber: Scrubber {
        KnownSecrets.scrubber(keys: [target.effectiveKey], urls: [target.target, target.signedURL])
    }
}

extension ExploreCommand: ColorChoice {}
