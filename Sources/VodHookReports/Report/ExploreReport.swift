import JSONText
import VodHookCatalogue
package import VodHookSearch

/// The report of an exploration for people.
package struct ExploreReport: Sendable {
    private let shared: SearchReport

    package init(style: TextStyle) { shared = SearchReport(style: style, linesOfDifference: 20) }

    /// The whole report; `files` are the paths of the saved scenarios, one for each finding or nil.
    ///
    /// `again` stands behind each command that runs a scenario, such as ` --target URL`.
    package func text(_ result: ExploreResult, files: [String?], again: String = "") -> String {
        shared.text(
            result, files: files, again: again,
            SearchReport.Own(
                place: result.file, tried: result.parts.flatMap { [part($0, result)] + firstFailure($0) },
                unobserved: result.parts.filter { !$0.isObserved }.map { part in
                    "nothing reads the state of \(part.media.joined(separator: ", ")): only answers were compared; add \"observe\" to the scenario"
                },
                finding: finding, problem: { problem($0, result, again) }, summary: summary(result)))
    }

    /// `1,000 of 239,280 histories of 5 deliveries (movie), drawn with seed 7`.
    private func part(_ part: ExploreResult.Part, _ result: ExploreResult) -> String {
        let media = part.media.joined(separator: ", ")
        let deliveries = "\(Shown.count(part.deliveries, "delivery")) (\(media))"
        if part.selected == 0 { return deliveries }
        let total = part.total.map(SearchReport.grouped) ?? "more than 9·10¹⁸"
        let how =
            part.isExhaustive ? "all there are within the bounds" : "drawn with seed \(result.historySeed)"
        let stopped = part.run < part.selected ? ", stopped early" : ""
        return "\(SearchReport.grouped(part.run)) of \(total) histories of \(deliveries), \(how)\(stopped)"
    }

    private func firstFailure(_ part: ExploreResult.Part) -> [String] {
        guard let first = part.firstFailure else { return [] }
        return [
            "the first of \(SearchReport.grouped(part.failing)) that failed came after \(SearchReport.grouped(first.histories)) histories and \(Shown.duration(first.after))"
        ]
    }

    private func finding(_ finding: ExploreResult.Finding) -> [String] {
        shared.deliveries(finding)
            + shared.difference(
                finding, "the state, - after the plain order of these events, + after this history")
            + finding.messages.prefix(5).map { "    \(shared.style.bad(SafeText.line($0)))" }
            + shared.alike(finding) + ["  \(shared.style.faint(story(finding)))"]
    }

    private func story(_ finding: ExploreResult.Finding) -> String {
        let repeats = SearchReport.repeats(finding)
        let shrunk =
            finding.shrinkRuns > 0
            ? "shrunk from \(Shown.count(finding.foundWith, "delivery")) to \(finding.history.slots.count) in \(Shown.count(finding.shrinkRuns, "run"))"
            : "not shrunk"
        let explains = finding.explains > 1 ? "; explains \(finding.explains) failing histories" : ""
        if finding.repeated.of == 0 { return "not shrunk, not run again\(explains)" }
        return
            "\(shrunk); \(finding.kind == "death" && finding.shrinkRuns == 0 ? "the receiver did not come back" : repeats)\(explains)"
    }

    private func problem(_ problem: SearchProblem, _ result: ExploreResult, _ again: String) -> [String] {
        switch problem {
        case .outOfTime(let message): return shared.bad("not tested: \(SafeText.line(message))")
        case .nothingToDeliver: return shared.bad("the scenario delivers nothing")
        case .unreachable(let reason): return shared.unreachable(result, reason)
        case .died(let message):
            return shared.bad("the plain history ends the receiver: \(SafeText.line(message))")
        case .plainFails(let messages):
            return shared.list(
                "the plain history, each event sent once, fails already; make it pass first: vodhook run \(RequestText.quoted(result.file))\(again)",
                messages.prefix(10))
        case .plainDiffers(let message):
            return shared.bad(
                "the plain history does not come to the same each time: \(SafeText.line(message))")
        case .nothingToCompare(let message): return shared.nothingToCompare(message, advice: nil)
        case .unsteady(let places):
            let list = places.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
            return shared.bad("two plain histories left different states, at:") + [
                "    \(SafeText.line(list))",
                "  if the receiver works on after its answers, give it time, or more of it: \"observe\": { …, \"settle\": \"2s\" }",
                "  if that changes by itself, declare it: \"observe\": { …, \"volatile\": [\(SafeText.line(list))] }",
            ]
        }
    }

    /// The last line.
    package func summary(_ result: ExploreResult) -> String {
        shared.summary(
            result, none: "not explored", result.parts.reduce(0) { $0 + $1.run },
            of: result.parts.reduce(0) { $0 + $1.selected }, "history", "histories",
            seed: result.historySeed)
    }
}
