import JSONText
import VodHookCatalogue
package import VodHookSearch

/// The report of a search with odd bodies for people.
package struct FuzzReport: Sendable {
    private let style: TextStyle
    private static let linesOfDifference = 12
    private static let linesOfLikes = 4

    /// A report.
    package init(style: TextStyle) { self.style = style }

    /// The whole report; `files` are the paths of the saved scenarios, one for each finding or nil.
    ///
    /// `again` stands behind each command that runs a saved scenario, such as ` --target URL`.
    package func text(_ result: FuzzResult, files: [String?], again: String = "") -> String {
        let place = result.file == result.name ? "" : "  \(style.faint(result.file))"
        var lines = ["\(style.mark(result.verdict)) \(style.strong(SafeText.line(result.name)))\(place)"]
        if result.run > 0 { lines.append("  \(tried(result))") }
        for (place, finding) in result.findings.enumerated() {
            let file = files.indices.contains(place) ? files[place] : nil
            lines += [""] + self.finding(finding, file.map { RequestText.quoted($0) + again })
        }
        if let problem = result.problem { lines += [""] + self.problem(problem, result) }
        for note in result.notes { lines.append("  \(style.warn("!")) \(SafeText.line(note))") }
        for subject in result.subjects where !subject.isObserved {
            lines.append(
                "  \(style.warn("!")) nothing reads the state behind \(subject.name): only answers were judged; add \"observe\" to the scenario, or --observe"
            )
            break
        }
        if result.isTimeUp { lines.append("  \(style.warn("!")) the time limit ended the search") }
        if result.isInterrupted { lines.append("  \(style.warn("interrupted"))") }
        lines += ["", summary(result)]
        return lines.map { $0 + "\n" }.joined()
    }

    /// `1,000 bodies of 3 events: 14 valid, 120 forward-compatible, 700 invalid, 166 hostile`.
    private func tried(_ result: FuzzResult) -> String {
        let tiers = FuzzTier.allCases.compactMap { tier -> String? in
            let count = result.subjects.reduce(0) { $0 + ($1.tried[tier] ?? 0) }
            return count > 0 ? "\(ExploreReport.grouped(count)) \(tier.rawValue)" : nil
        }
        let events = Shown.count(result.subjects.count, "documented body")
        let left =
            result.telling > result.run
            ? "; there are \(ExploreReport.grouped(result.telling)) telling ones" : ""
        return
            "\(ExploreReport.grouped(result.run)) odd bodies made of \(events): \(tiers.joined(separator: ", "))\(left)"
    }

    private func finding(_ finding: FuzzResult.Finding, _ command: String?) -> [String] {
        var lines = ["\(style.bad("✗")) \(style.strong(SafeText.line(finding.rule)))"]
        lines.append("    \(style.faint(Self.demand(finding)))")
        if finding.lines.count > 1 {
            for (place, line) in finding.lines.enumerated() {
                lines.append("    \(place + 1)  \(SafeText.line(line))")
            }
        }
        if !finding.difference.isEmpty {
            lines.append("  \(style.faint("the state, - as it should be, + as it is"))")
            for line in finding.difference.prefix(Self.linesOfDifference) {
                let text = SafeText.line(line)
                lines.append("    \(line.hasPrefix("-") ? style.good(text) : style.bad(text))")
            }
            let rest = finding.difference.count - Self.linesOfDifference
            if rest > 0 { lines.append("    \(style.faint("… \(rest) lines more"))") }
        }
        if !finding.alike.isEmpty {
            let rest = finding.alike.count - Self.linesOfLikes
            let others = finding.alike.prefix(Self.linesOfLikes).joined(separator: "; ")
            lines.append("  the same: \(SafeText.line(others))\(rest > 0 ? "; and \(rest) more" : "")")
        }
        lines.append("  \(style.faint(story(finding)))")
        if let command { lines.append("  run it again: vodhook run \(command)") }
        return lines
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
                "; it had served \(ExploreReport.grouped($0)) requests before, so the number of them may be the cause"
            } ?? ""
        let isDeath = finding.kind == "death"
        // What ends a receiver for good, or spoils it, is seen once.
        if isDeath || finding.served != nil, finding.repeated.of == 1 {
            return (isDeath ? "the receiver did not come back" : "the receiver did not recover") + served
        }
        if isDeath, finding.repeated.failed == 0 {
            return "the receiver came back, and the same body alone did not end it again\(served)"
        }
        let rate = "\(finding.repeated.failed) of \(finding.repeated.of) times"
        let repeats = finding.isRepeatable ? "repeatable: failed \(rate)" : "flaky: failed \(rate)"
        if isDeath { return "\(repeats)\(served)" }
        return finding.explains > 1 ? "\(repeats); stands for \(finding.explains) bodies" : repeats
    }

    private func problem(_ problem: SearchProblem, _ result: FuzzResult) -> [String] {
        // What has no file of its own was named as an event.
        let isEvent = result.file == result.name
        switch problem {
        case .nothingToDeliver: return ["  \(style.bad("there is nothing to deliver"))"]
        case .unreachable(let reason):
            return ["  \(style.bad("nothing answers at \(result.target): \(SafeText.line(reason))"))"]
        case .died(let message):
            return ["  \(style.bad("documented bodies end the receiver: \(SafeText.line(message))"))"]
        case .plainFails(let messages):
            return ["  \(style.bad("make the documented bodies pass first:"))"]
                + messages.map { "    \(style.bad(SafeText.line($0)))" }
        case .plainDiffers(let message): return ["  \(style.bad(SafeText.line(message)))"]
        case .nothingToCompare(let message):
            return [
                "  \(style.bad("there is nothing to compare: \(SafeText.line(message))"))",
                isEvent
                    ? "  give --observe the URL where the receiver shows what it keeps of the media; without it only answers are judged"
                    : "  make \"observe\" read what the receiver keeps of the media; what it has to know before the first event belongs into \"setup\"",
            ]
        case .unsteady(let places):
            let list = places.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
            let flags = places.prefix(10).map { "--volatile \(RequestText.quoted($0))" }.joined(
                separator: " ")
            let declaration = isEvent ? flags : "\"observe\": { …, \"volatile\": [\(list)] }"
            return [
                "  \(style.bad("the same documented bodies left different states, at:"))",
                "    \(SafeText.line(list))",
                "  if that is as it should be, declare it: \(SafeText.line(declaration))",
            ]
        }
    }

    /// The last line.
    package func summary(_ result: FuzzResult) -> String {
        let count = result.findings.count
        let found =
            count == 0
            ? (result.problem == nil ? style.good("no finding") : style.bad("not fuzzed"))
            : style.bad(Shown.count(count, "finding"))
        let parts = [
            found, "\(ExploreReport.grouped(result.run)) \(result.run == 1 ? "body" : "bodies")",
            "\(ExploreReport.grouped(result.requests)) requests", Shown.duration(result.duration),
            "seed \(result.seed)",
        ]
        return "\(style.mark(result.verdict)) \(parts.joined(separator: " · "))"
    }
}
