import ArgumentParser
import JSONText
import ReferenceReceiver
import VodHookPlan
import VodHookReports

/// Shows which command finds which planted bug.
struct ZooCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoo",
        abstract: "Show which command finds which planted bug of the reference receiver.",
        discussion: """
            Runs the shipped scenarios, explore and fuzz against the embedded receiver with each of its planted \
            bugs, and against the correct receiver, which must give no finding. The table is Markdown. With \
            --check only the detections that a document claims are run again.

              vodhook zoo > matrix.md
              vodhook zoo --bug lost-update --bug counts-duplicates
              vodhook zoo --check docs/detection-matrix.md
            """)

    @Option(
        help: ArgumentHelp("The folder of the shipped scenarios.", valueName: "folder"),
        completion: .directory)
    var scenarios = "scenarios"

    @Option(
        name: .customLong("bug"),
        help: ArgumentHelp(
            "Only this bug; repeatable. \"none\" is the correct receiver.", valueName: "name"),
        completion: .list([ZooCommand.clean] + PlantedBug.allCases.map(\.rawValue)))
    var bugs: [String] = []

    @Option(
        help: ArgumentHelp("Run again what this document claims.", valueName: "file"),
        completion: .file(extensions: ["md"]))
    var check: String?

    @Flag(help: "With --check: of each bug only the first claim, which takes the least time.")
    var first = false

    @OptionGroup(title: "Chance") var seed: SeedOption
    @OptionGroup(title: "Chance") var named: VariableOption
    @OptionGroup(title: "Chance") var bodies: BodyOptions

    /// How many claims are tried at the same time.
    private static let checksAtOnce = 4

    /// How the table calls the receiver without a bug.
    static let clean = "none"

    /// What the flags say of scenarios and bodies.
    private var choices: PlanChoices { PlanChoices(seed, bodies, named) }

    func validate() throws {
        try IdleFlags.check()
        for bug in bugs where bug != Self.clean { _ = try PlantedBug.named(bug) }
    }

    func run() async throws {
        guard Files.kind(scenarios).isFolder else {
            throw Failure.flag("--scenarios \(scenarios): there is no such folder")
        }
        var project = try Inputs.project()
        // The bugs are in the embedded receiver, whatever the project's own is.
        project.target = TargetSpec()
        if !named.variables.isEmpty {
            // Once for all of them: the session reads one file at a time.
            _ = try Inputs(
                paths: [scenarios], choices: choices, target: TargetSpec(), project: project)
        }
        let session = ZooSession(
            folder: scenarios, choices: choices, project: project, target: try TargetOptions.parse([]).spec,
            timeLimit: check == nil ? ZooSession.Budget.timeLimit : ZooSession.Budget.timeLimitOfChecks)
        let complaints = try await Interrupt.cancelling {
            if let check { return try await self.check(session, check) }
            return try await all(session)
        }
        if Task.isCancelled { throw ExitCode.interrupted }
        for complaint in complaints { Output.standardError.write("✗ \(complaint)\n") }
        if !complaints.isEmpty { throw ExitCode.checkFailed }
    }

    private var names: [String] {
        bugs.isEmpty ? [Self.clean] + PlantedBug.allCases.map(\.rawValue) : bugs
    }

    /// Searches for every bug with every command and prints the table; returns what should not be.
    private func all(_ session: ZooSession) async throws -> [String] {
        var complaints: [String] = []
        Output.standardOutput.write(DetectionMatrix.head)
        for name in names where !Task.isCancelled {
            var row = DetectionMatrix.Row(name, [:])
            for search in DetectionMatrix.Search.allCases where !Task.isCancelled {
                Output.standardError.status("\(name) · \(search.rawValue)")
                row.found[search] = try await session.detection(PlantedBug(rawValue: name), by: search)
            }
            if name == Self.clean, !row.found.isEmpty {
                complaints.append("the correct receiver gives a finding")
            }
            if name != Self.clean, row.found.isEmpty { complaints.append("\(name) is not found") }
            Output.standardError.write("")
            Output.standardOutput.write(row.markdown)
        }
        return complaints
    }

    /// Runs again what `file` claims, some at a time because most of it is waiting; returns what does not hold.
    private func check(_ session: ZooSession, _ file: String) async throws -> [String] {
        let matrix = DetectionMatrix(markdown: String(decoding: try Files.read(file).bytes, as: UTF8.self))
        var complaints: [String] = []
        var claims: [ZooClaim] = []
        for name in names {
            guard let row = matrix.rows.first(where: { $0.bug == name }) else {
                complaints.append("\(file) has no row for \(name)")
                continue
            }
            let searches = DetectionMatrix.Search.allCases.filter { row.found[$0] != nil }
            if searches.isEmpty, name != Self.clean { complaints.append("\(file): nothing finds \(name)") }
            for search in first ? Array(searches.prefix(1)) : searches {
                guard let detection = row.found[search] else { continue }
                claims.append(ZooClaim(bug: PlantedBug(rawValue: name), search: search, detection: detection))
            }
        }
        if names.contains(Self.clean) { claims += ZooClaim.innocence(beside: claims) }
        let total = claims.count
        try await withThrowingTaskGroup(of: String?.self) { group in
            var next = claims.makeIterator()
            func begin() {
                guard !Task.isCancelled, let claim = next.next() else { return }
                group.addTask { try await claim.complaint(session) }
            }
            for _ in 0..<Self.checksAtOnce { begin() }
            var done = 0
            while let complaint = try await group.next() {
                done += 1
                Output.standardError.status("\(done) of \(total) claims")
                if let complaint { complaints.append(complaint) }
                begin()
            }
        }
        Output.standardError.write("")
        return complaints
    }
}
