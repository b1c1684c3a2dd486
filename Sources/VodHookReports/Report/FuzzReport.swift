import JSONText
import VodHookCatalogue
package import VodHookSearch

/// The report of a search with odd bodies for people.
package struct FuzzReport: Sendable {
    private let shared: SearchReport

    package init(style: TextStyle) { shared = SearchReport(style: style, linesOfDifference: 12) }

    /// The whole report; `files` are the paths of the saved scenarios, one for each finding or nil.
    ///
    /// `again` stands behind each command that runs a saved scenario, such as ` --target URL`.
    package func text(_ result: FuzzResult, files: [String?], again: String = "") -> String {
        shared.text(
            result, files: files, again: again,
            SearchReport.Own(
                place: result.file == result.name ? "" : result.file,
                tried: result.run > 0 ? [tried(result)] + firstFailure(result) : [],
                unobserved: result.subjects.filter { !$0.isObserved }.prefix(1).map { subject in
                    "nothing reads the state behind \(subject.name): only answers were judged; add \"observe\" to the scenario, or --observe"
                },
                finding: finding, problem: { problem($0, result) }, summary: summary(result)))
    }

    /// `1,000 bodies of 3 events: 14 valid, 120 forward-compatible, 700 invalid, 166 hostile`.
    private func tried(_ result: FuzzResult) -> String {
        let tiers = FuzzTier.allCases.compactMap { tier -> String? in
            let count = result.subjects.reduce(0) { $0 + ($1.tried[tier] ?? 0) }
            return count > 0 ? "\(SearchReport.grouped(count)) \(tier.rawValue)" : nil
        }
        let events = Shown.count(result.subjects.count, "documented body")
        let left =
            result.available > result.run
            ? "; \(SearchReport.grouped(result.available)) are known, and --cases says how many are tried"
            : ""
        return
            "\(SearchReport.grouped(result.run)) odd bodies made of \(events): \(tiers.joined(separator: ", "))\(left)"
    }

    private func firstFailure(_ result: FuzzResult) -> [String] {
        result.firstFailure.map {
            [
                "the first one failed after \(SearchReport.grouped($0.bodies)) \($0.bodies == 1 ? "body" : "bodies") and \(Shown.duration($0.after))"
            ]
        } ?? []
    }

    private func finding(_ finding: FuzzResult.Finding) -> [String] {
        ["    \(shared.style.faint(Self.demand(finding)))"]
            + (finding.lines.count > 1 ? shared.deliveries(finding) : [])
            + shared.difference(finding, "the state, - as it should be, + as it is")
            + shared.alike(finding) + ["  \(shared.style.faint(story(finding)))"] + lastBodies(finding)
    }

    private func lastBodies(_ finding: FuzzResult.Finding) -> [String] {
        if finding.lastBodies.isEmpty { return [] }
        return ["  \(shared.style.faint("sent last, the latest at the end"))"]
            + finding.lastBodies.map { "    \(SafeText.line($0))" }
    }

    private static func demand(_ finding: FuzzResult.Finding) -> String {
        switch finding.tier {
        case .valid: "valid: to be accepted"
        case .forwardCompatible:
            "forward-compatible: to be accepted, as \(finding.reason ?? "vendors add to their events")"
        case .invalid: "invalid: to be refused with a 4xx, or accepted without effect"
        case .hostile: "hostile: to be refused with a 4xx, or accepted without effect"
        }
    }

    private func story(_ finding: FuzzResult.Finding) -> String {
        let served =
            finding.served.map {
                "; it had served \(SearchReport.grouped($0)) requests before, so the number of them may be the cause"
            } ?? ""
        let isDeath = finding.kind == "death"
        if finding.repeated.of == 0 { return "not run again" }
        // What ends a receiver for good, or spoils it, is seen once.
        if isDeath || finding.served != nil, finding.repeated.of == 1 {
            return (isDeath ? "the receiver did not come back" : "the receiver did not recover") + served
        }
        if isDeath, finding.repeated.failed == 0 {
            return "the receiver came back, and the same body alone did not end it again\(served)"
        }
        let repeats = SearchReport.repeats(finding)
        if isDeath { return "\(repeats)\(served)" }
        return finding.explains > 1 ? "\(repeats); stands for \(finding.explains) bodies" : repeats
    }

    private func problem(_ problem: SearchProblem, _ result: FuzzResult) -> [String] {
        // What has no file of its own was named as an event.
        let isEvent = result.file == result.name
        switch problem {
        case .nothingToDeliver: return shared.bad("there is nothing to deliver")
        case .unreachable(let reason): return shared.unreachable(result, reason)
        case .died(let message):
            return shared.bad("documented bodies end the receiver: \(SafeText.line(message))")
        case .plainFails(let messages):
            return shared.list("make the documented bodies pass first:", messages)
        case .outOfTime(let message): return shared.bad("not tested: \(SafeText.line(message))")
        case .plainDiffers(let message): return shared.bad(SafeText.line(message))
        case .nothingToCompare(let message):
            return shared.nothingToCompare(
                message,
                advice: isEvent
                    ? "give --observe the URL where the receiver shows what it keeps of the media; without it only answers are judged"
                    : nil)
        case .unsteady(let places):
            let list = places.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
            let flags = places.prefix(10).map { "--volatile \(RequestText.quoted($0))" }.joined(
                separator: " ")
            let declaration = isEvent ? flags : "\"observe\": { …, \"volatile\": [\(list)] }"
            return shared.bad("the same documented bodies left different states, at:") + [
                "    \(SafeText.line(list))",
                "  if that is as it should be, declare it: \(SafeText.line(declaration))",
            ]
        }
    }

    /// The last line.
    package func summary(_ result: FuzzResult) -> String {
        shared.summary(
            result, none: "not fuzzed", result.run, of: result.planned, "body", "bodies", seed: result.seed)
    }
}
