import ArgumentParser
import VodHookPlan
import VodHookReports
import VodHookSearch

/// Searches for an order of deliveries that the receiver does not take like the plain one.
struct ExploreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Search orders, repetitions, losses and overlaps for one that breaks the receiver.",
        discussion: """
            Delivers the events of a scenario in many histories, each about media with fresh ids, and compares the \
            state that each one leaves with the state after the plain order. A history that leaves another state is \
            reduced as far as possible and saved as a scenario that "vodhook run" executes. The scenario says under \
            "observe" how the state is read; without it, its probes are used.

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

    @Option(
        help: ArgumentHelp(
            "An event of which nothing has to be seen in the state; repeatable.", valueName: "event"))
    var untraced: [String] = []

    @OptionGroup var search: SearchOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Chance") var seeds: SeedOptions

    func validate() throws {
        guard (1...1_000_000).contains(histories) else {
            throw ValidationError("--histories takes a number from 1 to 1000000")
        }
        for (flag, value) in [("--duplicates", duplicates), ("--losses", losses), ("--overlap", overlap)] {
            guard (0...10).contains(value) else {
                throw ValidationError("\(flag) takes a number from 0 to 10")
            }
        }
    }

    func run() async throws {
        let project = try Inputs.project()
        let session = ExploreSession(
            access: search.access, options: options(project), folder: FindingFolder(path: search.save)
        )
        try await search.search(
            try Inputs(paths: scenarios, options: seeds, target: target.spec, project: project).items,
            target.spec,
            one: { try await session.run($0) },
            text: { ExploreReport(style: $1).text($0.result, files: $0.files, again: $2) },
            json: { ExploreJSON.text($0.map { ($0.result, $0.files) }, toolVersion: VodHook.version) })
    }

    private func options(_ project: ProjectFile) -> ExploreOptions {
        var options = ExploreOptions()
        options.histories = histories
        options.duplicates = duplicates
        options.losses = losses
        options.overlaps = overlap
        options.untraced = Set(untraced)
        options.jobs = search.jobs
        options.seed = seeds.seed ?? project.seed ?? 1
        options.timeLimit = search.limit
        options.nonce = UInt64.random(in: 1...UInt64.max)
        return options
    }
}
