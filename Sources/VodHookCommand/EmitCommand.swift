import ArgumentParser
import FoundationEssentials
import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Prints or sends single events, without a scenario file.
struct EmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emit",
        abstract: "Print one event, or send it with --target.",
        discussion: """
            vodhook emit aliyun/TranscodeComplete
            vodhook emit volcengine/WorkflowComplete --profile directurl --pretty
            vodhook emit aliyun/SnapshotComplete --fail SnapshotTimeOut --set Extend=order-42
            vodhook emit aliyun/TranscodeComplete --key K1 --curl
            vodhook emit aliyun/TranscodeComplete --target http://localhost:8080/cb --key K1
            """)

    /// The URL of `--headers` and `--curl` when no other is given.
    static let defaultURL = "http://127.0.0.1:8080/callback"

    @Argument(
        help: ArgumentHelp(
            "Provider and event, such as aliyun/TranscodeComplete.", valueName: "provider/event"),
        completion: .custom { _, _, _ in EmitCommand.names })
    var name: String

    @Option(help: ArgumentHelp("A documented variant of the body.", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp(
            "Make it a failure, with this code or the first documented one.", valueName: "code"))
    var fail: String?

    @Option(help: ArgumentHelp("Remove what the path selects; repeatable.", valueName: "path"))
    var drop: [String] = []

    @Option(help: ArgumentHelp("How many events, each about another media.", valueName: "number"))
    var count = 1

    @Flag(help: "Print the body with line breaks; what is sent has none.")
    var pretty = false

    @Flag(help: "Print the request with its signed headers.")
    var headers = false

    @Flag(help: "Print a curl command that sends it.")
    var curl = false

    @Option(
        name: .customLong("signed-at"),
        help: ArgumentHelp("Sign for this Unix time in seconds instead of now.", valueName: "seconds"))
    var signedAt: Int64?

    @Flag(name: .customLong("dry-run"), help: "Print what would be sent and send nothing.")
    var dryRun = false

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Chance and time") var seeds: SeedOptions
    @OptionGroup(title: "Chance and time") var identities: IdentityOptions
    @OptionGroup(title: "Reports") var reports: ReportOptions

    /// Every event of the built-in catalogue, for shell completion.
    static var names: [String] {
        CatalogueLoader.load().catalogue.providers.flatMap { provider in
            provider.events.map { "\(provider.name)/\($0.name)" }
        }
    }

    func validate() throws {
        if count < 1 { throw ValidationError("--count takes a number from 1") }
        if isSent, count > Planner.countLimit {
            throw ValidationError(
                "--count takes a number from 1 to \(Planner.countLimit) with --target; vodhook load sends more"
            )
        }
        try UnixTime.check(signedAt, "--signed-at")
        if headers && curl { throw ValidationError("--headers and --curl exclude each other") }
        if pretty && (headers || curl) {
            throw ValidationError("--pretty shows a body that differs from the signed one; leave it out")
        }
        if signedAt != nil && !headers && !curl {
            throw ValidationError(
                "--signed-at is about --headers and --curl; what is sent is signed when it is sent")
        }
    }

    func run() async throws {
        let project = try Inputs.project()
        let catalogue = try Inputs.catalogue(of: project, adding: seeds.catalogues)
        let name = try EventName(name, in: catalogue)
        let profile = try name.profile(profile)
        let paths = try drop.map { try Self.path($0) }
        let code = fail == OptionalValues.omitted ? nil : fail
        if let code, !name.provider.errors.contains(where: { $0.code == code }) {
            let nearest = Suggestion.didYouMean(code, among: name.provider.errors.map(\.code))
            Output.standardError.write(
                "note: \(name.provider.name) documents no error code \"\(code)\""
                    + (nearest.map { "; \($0)" } ?? "") + "\n")
        }
        let scenario = SingleEventScenario.scenario(
            name.event, of: name.provider, profile: profile.name,
            failure: fail.map { _ in FailureSpec(code: code) }, dropping: paths)
        let resolved = ResolvedTarget(flags: target.spec, scenario: scenario.target, project: project.target)
        let planner = Planner(
            catalogue: catalogue, seed: seeds.seed ?? project.seed ?? 1, start: Scenario.defaultStart,
            overrides: try seeds.settings.map { try $0.change() }, salt: identities.salt())
        if isSent {
            let (planned, problems) = planner.plan(scenario, count: count)
            let item = planned.map {
                Inputs.Item(scenario: scenario, target: resolved, plan: $0, planner: planner)
            }
            try Inputs.report(problems + (item.map(Channels.findings) ?? []))
            guard let item else { throw ExitCode.invalidInput }
            return try await send(item)
        }
        // One after the other, so that any number of them takes no more memory than one.
        for number in 0..<count {
            let (step, problems) = planner.single(scenario, number: number)
            try Inputs.report(problems)
            guard let step else { throw ExitCode.invalidInput }
            for delivery in step.deliveries {
                Output.standardOutput.write(try text(of: delivery, resolved) + "\n")
            }
        }
    }

    /// True when events are sent and not printed.
    private var isSent: Bool { target.target != nil && !dryRun && !headers && !curl }

    private static func path(_ text: String) throws -> JSONPath {
        do throws(JSONPathError) {
            return try JSONPath.ofFlag(text.hasPrefix("$") ? text : "$.\(text)")
        } catch {
            throw Failure.flag("--drop \(text): \(error.message)")
        }
    }

    private func send(_ item: Inputs.Item) async throws {
        let session = RunSession(speed: try seeds.effectiveSpeed(), reports: reports)
        try reports.reports.checkPlaces()
        let outcome = try await Interrupt.cancelling {
            await session.run([item])
        }
        try reports.write(outcome.result, after: outcome.failure)
    }

    private func text(of delivery: PlannedDelivery, _ target: ResolvedTarget) throws -> String {
        if pretty {
            return JSONWriter.text(of: try JSONReader.value(of: delivery.body), layout: .pretty)
        }
        guard headers || curl else { return String(decoding: delivery.body, as: UTF8.self) }
        let builder = RequestBuilder(target: RunTarget(target, defaultURL: Self.defaultURL))
        let request = builder.request(
            delivery, body: delivery.body, unixSeconds: signedAt ?? Int64(Date().timeIntervalSince1970))
        return curl ? CurlCommand.text(request) : RequestText.http(request)
    }
}
