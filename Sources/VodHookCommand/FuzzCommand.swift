import ArgumentParser
import JSONText
import VodHookCatalogue
import VodHookPlan
import VodHookReports
import VodHookSearch

/// Sends odd bodies and sees whether the receiver takes them as it should.
struct FuzzCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fuzz",
        abstract: "Send odd bodies: valid, forward-compatible, invalid and hostile ones.",
        discussion: """
            Varies the bodies of an event, or of the events of scenarios, in four tiers. Valid and \
            forward-compatible bodies (a new field, a new value, an optional field absent, an empty array) must be \
            acknowledged. Invalid and hostile ones may be refused with a 4xx or accepted without effect; a 5xx, a \
            closed connection, a hang or a changed state is a finding. The most promising bodies come first, then \
            random ones. A body that fails is reduced and saved as a scenario that "vodhook run" executes.

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

    @Option(
        name: .customLong("volatile"),
        help: ArgumentHelp(
            "A place of an event's state that changes by itself, as JSONPath; repeatable.", valueName: "path")
    )
    var volatile: [String] = []

    @Option(
        help: ArgumentHelp(
            "How long after the last answer an event's state stands still, such as 500ms; learned unless given.",
            valueName: "duration"))
    var settle: String?

    @OptionGroup var search: SearchOptions
    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Target") var connection: ConnectionOptions
    @OptionGroup(title: "Chance") var seed: SeedOption
    @OptionGroup(title: "Chance") var named: VariableOption
    @OptionGroup(title: "Chance") var bodies: BodyOptions

    /// What the flags say of scenarios and bodies.
    private var choices: PlanChoices { PlanChoices(seed, bodies, named) }

    func validate() throws {
        try IdleFlags.check()
        guard (1...1_000_000).contains(cases) else {
            throw ValidationError("--cases takes a number from 1 to 1000000")
        }
        if let settle, DurationText.parse(settle) == nil {
            throw ValidationError("--settle \(settle): give a duration such as 500ms or 2s")
        }
        for text in volatile {
            do throws(JSONPathError) { _ = try JSONPath.ofFlag(text) } catch {
                throw ValidationError(
                    "--volatile \(text): \(error.message); give a JSONPath such as $.updatedAt")
            }
        }
    }

    func run() async throws {
        let project = try Inputs.project()
        let session = FuzzSearch(
            access: search.access, options: options(project), target: target.spec(connection),
            choices: choices,
            project: project, folder: FindingFolder(path: search.save))
        try await search.search(
            try session.subjects(
                inputs, profile: profile, observe: observe, volatile: volatile, settle: settle),
            target.spec(connection),
            one: { try await session.run($0) },
            text: { FuzzReport(style: $1).text($0.result, files: $0.files, again: $2) },
            json: { FuzzJSON.text($0.map { ($0.result, $0.files) }, toolVersion: VodHook.version) })
    }

    private func options(_ project: ProjectFile) -> FuzzOptions {
        var options = FuzzOptions()
        if !tiers.isEmpty { options.tiers = FuzzTier.allCases.filter(tiers.contains) }
        options.cases = cases
        options.jobs = search.jobs
        options.seed = seed.seed ?? project.seed ?? 1
        options.timeLimit = search.limit
        options.nonce = UInt64.random(in: 1...UInt64.max)
        return options
    }
}

extension FuzzTier: ExpressibleByArgument {}
