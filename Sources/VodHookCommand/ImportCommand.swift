import ArgumentParser
import FoundationEssentials
import JSONText
import VodHookPlan
import VodHookReports

/// Turns a recording into a scenario that `run` can deliver.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn a recording into a scenario with fixtures.",
        discussion: """
            Reads what listen --record kept, and writes scenario.json with one step for each delivery and a file \
            for each body. Order and gaps are kept; retries become attempts of one delivery; signatures are made \
            afresh with your key.

              vodhook listen --port 8080 --record recorded
              vodhook import recorded --out imported
              vodhook run imported/scenario.json --target http://localhost:8080/cb --key K1
            """)

    @Argument(help: ArgumentHelp("The folder of a recording, or its file.", valueName: "recording"))
    var recording: String

    @Option(help: ArgumentHelp("The folder for the scenario and its bodies.", valueName: "folder"))
    var out = "imported"

    @Option(help: ArgumentHelp("The name of the scenario.", valueName: "name"))
    var name = "Imported"

    @Option(
        help: ArgumentHelp(
            "How many times faster than real time the recorded sender went, as in run --speed; gaps are stretched by it.",
            valueName: "number"))
    var speed = 1.0

    @Flag(help: "Expect the recorded statuses and outcomes again.")
    var expect = false

    @Option(
        name: .customLong("catalog"),
        help: ArgumentHelp("A folder with a provider of your own; repeatable.", valueName: "folder"),
        completion: .directory)
    var catalogues: [String] = []

    func validate() throws {
        guard Speed.range.contains(speed) else {
            throw ValidationError("--speed takes a number from 0.001 to 1000000")
        }
        if name.isEmpty { throw ValidationError("--name takes a name") }
    }

    /// `folder` as a file in `out` names it: relative to it where both are below the working directory.
    private static func path(_ folder: String, from out: String) -> String {
        func parts(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }
        let outer = parts(out)
        if folder.hasPrefix("/") { return folder }
        if out.hasPrefix("/") || outer.contains("..") {
            return "\(FileManager.default.currentDirectoryPath)/\(folder)"
        }
        return (outer.map { _ in ".." } + parts(folder)).joined(separator: "/")
    }

    func run() throws {
        let isFolder = Files.kind(recording).isFolder
        let path = isFolder ? "\(recording)/\(RecordingLine.fileName)" : recording
        if isFolder, !Files.kind(path).exists {
            throw Failure.invalidInput(
                "\(recording): there is no \(RecordingLine.fileName) in it; vodhook listen --record \(recording) makes one"
            )
        }
        let recorded = Recording(try Files.read(path))
        try Inputs.report(recorded.findings)
        let project = try Inputs.project()
        let catalogue = try Inputs.catalogue(of: project, adding: catalogues)
        var options = RecordingImport.Options(name: name)
        for folder in project.catalogues + catalogues {
            let path = Self.path(folder, from: out)
            for provider in try OwnCatalogues.providers(folder) { options.catalogueFolders[provider] = path }
        }
        options.speed = speed
        options.expectsAnswers = expect
        let made = RecordingImport(recorded, catalogue: catalogue, options: options)
        for note in made.notes { Output.standardError.write("note: \(note)\n") }
        if made.files.isEmpty { throw Failure.invalidInput("\(path): no callback in this recording") }
        var folder = try FixtureFolder(out)
        for file in made.files { try folder.write(file.bytes, to: file.path) }
        let deliveries = Shown.count(made.deliveryCount, "delivery")
        let requests = Shown.count(made.attemptCount, "request")
        Output.standardOutput.write(
            "\(out)/\(RecordingImport.scenarioFile): \(deliveries) from \(requests)\n")
    }
}
