import ArgumentParser
import ReferenceReceiver
import VodHookKit

/// Shows which command finds which planted bug.
struct ZooCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoo",
        abstract: "Show which command finds which planted bug of the reference receiver.",
        discussion: """
            Runs the shipped scenarios, explore and fuzz against the embedded receiver with each of its planted
            bugs, and against the receiver without one, which must give no finding. The table is Markdown. With
            --check the detections that a document claims are run again, and nothing else.

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
            "Only this bug; repeatable. \"none\" is the receiver without one.", valueName: "name"),
        completion: .list([ZooCommand.clean] + PlantedBug.allCases.map(\.rawValue)))
    var bugs: [String] = []

    @Option(
        help: ArgumentHelp("Run again what this document claims.", valueName: "file"),
        completion: .file(extensions: ["md"]))
    var check: String?

    @Flag(help: "With --check: of each bug only the first claim, which takes the least time.")
    var first = false

    @OptionGroup(title: "Chance") var seeds: SeedOptions

    /// How the table calls the receiver without a bug.
    static let clean = "none"

    func validate() throws {
        for bug in bugs where bug != Self.clean && PlantedBug(rawValue: bug) == nil {
            throw ValidationError("unknown bug \"\(bug)\": vodhook listen --bug list shows them all")
        }
    }

    func run() async throws {
        guard Files.kind(scenarios).isFolder else {
            throw Failure.flag("--scenarios \(scenarios): there is no such folder")
        }
        let session = ZooSession(folder: scenarios, seeds: seeds, target: try TargetOptions.parse([]))
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
                complaints.append("the receiver without a bug is found fault with")
            }
            if name != Self.clean, row.found.isEmpty { complaints.append("\(name) is not found") }
            Output.standardError.write("")
            Output.standardOutput.write(row.markdown)
        }
        return complaints
    }

    /// Runs again what `file` claims; returns what does not hold.
    private func check(_ session: ZooSession, _ file: String) async throws -> [String] {
        var matrix = DetectionMatrix(markdown: String(decoding: try Files.read(file).bytes, as: UTF8.self))
        if first {
            for place in matrix.rows.indices {
                let claims = DetectionMatrix.Search.allCases.filter {
                    matrix.rows[place].found[$0] != nil
                }
                for search in claims.dropFirst() { matrix.rows[place].found[search] = nil }
            }
        }
        var complaints: [String] = []
        for name in names where matrix.rows.first(where: { $0.bug == name }) == nil {
            complaints.append("\(file) has no row for \(name)")
        }
        for row in matrix.rows where names.contains(row.bug) {
            if row.bug == Self.clean {
                complaints += try await checkClean(session, matrix)
                continue
            }
            if row.found.isEmpty { complaints.append("\(file): nothing finds \(row.bug)") }
            for search in DetectionMatrix.Search.allCases where !Task.isCancelled {
                guard let claimed = row.found[search] else { continue }
                Output.standardError.status("\(row.bug) · \(search.rawValue) \(claimed.subject)")
                let found = try await session.detection(
                    PlantedBug(rawValue: row.bug), by: search, with: claimed.subject)
                if found != claimed {
                    complaints.append(
                        "\(row.bug): \(search.rawValue) \(claimed.subject) gives \(found.map { $0.how.isEmpty ? "a finding" : $0.how } ?? "no finding"), not \(claimed.how.isEmpty ? "a finding" : claimed.how)"
                    )
                }
            }
        }
        Output.standardError.write("")
        return complaints
    }

    /// The receiver without a bug must give no finding with any subject that finds one.
    private func checkClean(_ session: ZooSession, _ matrix: DetectionMatrix) async throws -> [String] {
        var complaints: [String] = []
        for search in DetectionMatrix.Search.allCases {
            let subjects = Set(matrix.rows.compactMap { $0.found[search]?.subject })
            for subject in subjects.sorted() where !Task.isCancelled {
                Output.standardError.status("no bug · \(search.rawValue) \(subject)")
                if try await session.detection(nil, by: search, with: subject) != nil {
                    complaints.append("\(search.rawValue) \(subject) finds fault with the right receiver")
                }
            }
        }
        return complaints
    }
}
