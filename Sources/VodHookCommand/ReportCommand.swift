import ArgumentParser
import VodHookKit

/// Merges saved results of loads and shows them as one.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Merge saved load results and render them again.",
        discussion: """
            Histograms of segments are added to each other, not averaged.

              vodhook report 1.json 2.json 3.json --report json=whole.json --threshold "p99 < 50ms"
              vodhook report load.json --report html=load.html
            """)

    @Argument(
        help: ArgumentHelp("Results of vodhook load, written with --report json=FILE.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var files: [String]

    @Option(help: ArgumentHelp("Fail unless it holds; repeatable.", valueName: "condition"))
    var threshold: [String] = []

    @OptionGroup(title: "Reports") var reports: LoadReportOptions

    func run() throws {
        try reports.reports.checkPlaces()
        var results: [LoadResult] = []
        var heading: LoadResult.Heading?
        var saved: [String] = []
        for file in files {
            do {
                let value = try JSONReader.value(of: try Files.read(file).bytes, name: file)
                results.append(try LoadResult(json: value))
                let own = Self.heading(value)
                if let first = heading,
                    (first.scenario, first.seed, first.profile) != (own.scenario, own.seed, own.profile)
                {
                    Output.standardError.write("warning: \(file) comes from another load than \(files[0])\n")
                }
                heading = heading ?? own
                for text in Self.thresholds(value) where !saved.contains(text) { saved.append(text) }
            } catch let error as LoadError {
                throw Failure.invalidInput("\(file): \(error.description)")
            } catch let error as JSONSyntaxError {
                throw Failure.invalidInput("\(file): \(error.description)")
            }
        }
        guard let whole = LoadResult.merging(results), let heading else {
            throw Failure.flag("give at least one file")
        }
        var thresholds: [Threshold] = []
        do throws(LoadError) {
            for text in threshold.isEmpty ? saved : threshold { thresholds.append(try Threshold(text)) }
        } catch {
            throw Failure.flag(error.description)
        }
        let outcome = LoadSession.Outcome(result: whole, heading: heading, thresholds: thresholds)
        try LoadReports.write(outcome, reports)
    }

    /// The thresholds that a saved load was judged by.
    private static func thresholds(_ value: JSONValue) -> [String] {
        (value["thresholds"]?.array ?? []).compactMap { $0["threshold"]?.string }
    }

    private static func heading(_ value: JSONValue) -> LoadResult.Heading {
        LoadResult.Heading(
            toolVersion: value["tool"]?["version"]?.string ?? VodHook.version,
            scenario: value["scenario"]?.string ?? "",
            seed: UInt64(value["seed"]?.number?.literal ?? "") ?? 0,
            profile: value["profile"]?.string ?? "")
    }
}
