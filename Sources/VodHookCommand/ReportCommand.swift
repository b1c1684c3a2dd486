import ArgumentParser
import JSONText
import VodHookLoad
import VodHookPlan

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

    /// A saved result, as its file says.
    private struct Saved {
        let file: String
        let result: LoadResult
        let heading: LoadResult.Heading
        let thresholds: [String]
        /// True when it is the trial that a search for the limit has kept.
        let isTrial: Bool
    }

    func run() throws {
        try reports.reports.checkPlaces()
        let saved = try files.map { try Self.read($0) }
        guard let first = saved.first, let whole = LoadResult.merging(saved.map(\.result)) else {
            throw Failure.flag("give at least one file")
        }
        for (place, one) in saved.enumerated() { try Self.warn(about: one, after: saved[..<place]) }
        var thresholds: [Threshold] = []
        do throws(LoadError) {
            var texts = threshold
            if texts.isEmpty {
                for text in saved.flatMap(\.thresholds) where !texts.contains(text) { texts.append(text) }
            }
            for text in texts { thresholds.append(try Threshold(text)) }
        } catch {
            throw Failure.flag(error.description)
        }
        let scope: LoadJudgement.Scope =
            saved.contains(where: \.isTrial) ? .trial : .report(missing: Self.missing(saved))
        let outcome = LoadSession.Outcome(
            result: whole, heading: first.heading,
            judgement: LoadJudgement(whole, thresholds, scope: scope))
        try LoadReports.write(outcome, reports)
    }

    /// The segments that no file holds, of each load by itself.
    private static func missing(_ saved: [Saved]) -> [Segment] {
        let loads = Dictionary(grouping: saved) {
            [$0.heading.scenario, String($0.heading.seed), $0.heading.profile]
        }
        return loads.values.map { Segment.missing(from: $0.flatMap(\.result.segments)) }
            .filter { !$0.isEmpty }.sorted { $0.count < $1.count }.flatMap { $0 }
    }

    private static func read(_ file: String) throws -> Saved {
        do {
            let value = try JSONReader.value(of: try Files.read(file).bytes, name: file)
            return Saved(
                file: file, result: try LoadResult(json: value), heading: heading(value),
                thresholds: thresholds(value),
                isTrial: value["search"]?.object != nil)
        } catch let error as LoadError {
            throw Failure.invalidInput("\(file): \(error.description)")
        } catch let error as JSONSyntaxError {
            throw Failure.invalidInput("\(file): \(error.description)")
        }
    }

    /// Refuses a result that is there already, and warns of one that does not belong to `others`.
    private static func warn(about saved: Saved, after others: ArraySlice<Saved>) throws {
        if let same = others.first(where: { $0.result == saved.result }) {
            throw Failure.flag(
                same.file == saved.file
                    ? "\(saved.file) is given twice"
                    : "\(saved.file) holds the same result as \(same.file): it would count twice")
        }
        guard let first = others.first else { return }
        let (own, its) = (saved.heading, first.heading)
        if (own.scenario, own.seed, own.profile) != (its.scenario, its.seed, its.profile) {
            Output.standardError.write("warning: \(saved.file) comes from another load than \(first.file)\n")
            return
        }
        for other in others {
            let common = saved.result.segments.filter(other.result.segments.contains)
            if common.isEmpty { continue }
            let names = common.map(\.description).joined(separator: ", ")
            Output.standardError.write(
                "warning: \(saved.file) and \(other.file) both hold segment \(names)\n")
        }
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
