import ArgumentParser
import FoundationEssentials
import JSONText
import VodHookDelivery
import VodHookPlan
import VodHookReports

/// Writes bodies, headers and requests for other tools; no network.
struct FixturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fixtures",
        abstract: "Write bodies, headers and requests for other tools.",
        discussion: """
              vodhook fixtures success.json --out fixtures
              vodhook fixtures success.json --out fixtures --check
              vodhook fixtures scenarios --out fixtures --format curl --key K1
              vodhook fixtures success.json --out load --format ndjson --count 9999

            The same scenarios, seed and flags give the same bytes on every machine. What is written is byte for byte \
            what "vodhook run" sends; faults of the wire, such as a reset in the middle of the body, are the only \
            things that other tools cannot do, and the manifest names them. Without a target, requests go to \
            \(EmitCommand.defaultURL).

            --seed, --var, --set, --catalog and --count change every format. --target changes every format but \
            ndjson, which holds bodies alone; in wiremock only its path counts, in wrk its path and host. \
            --signed-url and --signed-at change every format but ndjson and wiremock. --speed, --cacert, --insecure, \
            --http2 and --proxy are for commands that send: here they change nothing.

            With a key, curl, hurl (by hurl.sh), k6, locust and postman sign each request when it is sent, with the \
            key that VODHOOK_KEY holds then; --key only says that there is one, and no key is written. The others \
            cannot, and carry signatures of a fixed time, which receivers refuse minutes later; wrk then sends \
            nothing. With --signed-at all are of that time, and the scripts refuse to send once it is 5 minutes away.
            """)

    @Argument(
        help: ArgumentHelp("Scenario files, or folders with scenario files.", valueName: "scenario"),
        completion: .file(extensions: ["json"]))
    var scenarios: [String]

    @Option(
        help: ArgumentHelp(
            "The folder that is written to; files of the same name are replaced.", valueName: "folder"),
        completion: .directory)
    var out: String

    @Option(
        name: .customLong("format"),
        help: ArgumentHelp(
            "What is written; repeatable; files unless given.", valueName: "format"))
    var formats: [FixtureFormat] = []

    @Option(help: ArgumentHelp("How many media each scenario is repeated for.", valueName: "number"))
    var count = 1

    @Option(
        name: .customLong("signed-at"),
        help: ArgumentHelp(
            "The Unix time in seconds of all signatures; unless given, formats sign when they are sent, or for the scenario's start.",
            valueName: "seconds"))
    var signedAt: Int64?

    @Flag(help: "Write nothing; exit with 1 when the folder's files differ.")
    var check = false

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Chance and time") var seeds: SeedOptions

    func validate() throws {
        if count < 1 { throw ValidationError("--count takes a number from 1") }
        try UnixTime.check(signedAt, "--signed-at")
    }

    func run() throws {
        let items = try Inputs(
            paths: scenarios, options: seeds, target: target.spec, project: try Inputs.project(),
            delivers: false
        ).items
        let folders = FixtureWriter.folders(items.map(\.scenario.file))
        let sources = zip(items, folders).map { source($0, $1) }
        let writer = FixtureWriter(sources, formats: formats.isEmpty ? [.files] : formats, count: count)
        do {
            if check { try compare(writer) } else { try write(writer) }
        } catch let problem as UnplannableMedia {
            try Inputs.report(problem.findings)
            throw Failure.invalidInput(
                "media number \(problem.number + 1) has no plan; another --seed gives it other draws")
        }
    }

    private func source(_ item: Inputs.Item, _ folder: String) -> FixtureSource {
        // A run may begin now; fixtures begin at the same time each time they are written.
        let planner = item.planner.starting(at: item.scenario.start ?? Scenario.defaultStart)
        return FixtureSource(
            item.scenario, planner: planner,
            target: RunTarget(item.target, defaultURL: EmitCommand.defaultURL),
            signedAt: signedAt, folder: folder)
    }

    private func write(_ writer: FixtureWriter) throws {
        var folder = try FixtureFolder(out)
        let events = try writer.write(to: &folder, progress: bar("written"))
        try folder.finish()
        if let note = FixtureSignatures(writer.sources, formats: writer.formats).note {
            Output.standardError.write("note: \(note)\n")
        }
        let files = writer.formats.map { "\(out)/\($0.mainFile)" }.joined(separator: ", ")
        Output.standardOutput.write("\(Shown.count(events, "event")) in \(files)\n")
    }

    private func compare(_ writer: FixtureWriter) throws {
        let reader = FolderReader(out)
        var comparison = FixtureComparison(read: reader.read)
        let events = try writer.write(to: &comparison, progress: bar("compared"))
        let existing =
            Files.kind(out).isFolder
            ? try Files.list(out).filter { !Files.kind("\(out)/\($0)").isFolder } : []
        try comparison.finish(existing: existing)
        guard comparison.count > 0 else {
            return Output.standardOutput.write(
                "\(out): up to date, \(Shown.count(events, "event"))\n")
        }
        for difference in comparison.differences { Output.standardOutput.write("\(out)/\(difference)\n") }
        let more = comparison.count - comparison.differences.count
        if more > 0 { Output.standardOutput.write("and \(more) more\n") }
        let count = Shown.count(comparison.count, "difference")
        Output.standardError.write("\(out): \(count); the same command without --check writes it anew\n")
        throw ExitCode.checkFailed
    }

    /// A bar on standard error that moves once per hundredth.
    private func bar(_ done: String) -> (Int, Double) -> Void {
        var shown = -1
        return { events, part in
            let percent = Int(part * 100)
            guard percent > shown, count > 1 else { return }
            shown = percent
            let filled =
                String(repeating: "█", count: percent / 5) + String(repeating: "░", count: 20 - percent / 5)
            Output.standardError.status("\(filled) \(percent) % · \(events) events \(done)")
        }
    }
}

extension FixtureFormat: ExpressibleByArgument {}
