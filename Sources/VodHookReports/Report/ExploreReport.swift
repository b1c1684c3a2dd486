import JSONText
import VodHookCatalogue
package import VodHookSearch

/// The report of an exploration for people.
package struct ExploreReport: Sendable {
    private let style: TextStyle
    private static let linesOfDifference = 20

    /// A report.
    package init(style: TextStyle) { self.style = style }

    /// The whole report; `files` are the paths of the saved scenarios, one for each finding or nil.
    ///
    /// `again` stands behind each command that runs a scenario, such as ` --target URL`.
    package func text(_ result: ExploreResult, files: [String?], again: String = "") -> String {
        var lines = [
            "\(style.mark(result.verdict)) \(style.strong(SafeText.line(result.name)))  \(style.faint(result.file))"
        ]
        for part in result.parts { lines.append("  \(self.part(part, result))") }
        for (place, finding) in result.findings.enumerated() {
            let file = files.indices.contains(place) ? files[place] : nil
            lines += [""] + self.finding(finding, file.map { RequestText.quoted($0) + again })
        }
        if let problem = result.problem { lines += [""] + self.problem(problem, result, again) }
        for note in result.notes { lines.append("  \(style.warn("!")) \(SafeText.line(note))") }
        for part in result.parts where !part.isObserved {
            lines.append(
                "  \(style.warn("!")) nothing reads the state of \(part.media.joined(separator: ", ")): only answers were compared; add \"observe\" to the scenario"
            )
        }
        if result.isTimeUp { lines.append("  \(style.warn("!")) the time limit ended the search") }
        if result.isInterrupted { lines.append("  \(style.warn("interrupted"))") }
        lines += ["", summary(result)]
        return lines.map { $0 + "\n" }.joined()
    }

    /// `1,000 of 239,280 histories of 5 deliveries (movie), drawn with seed 7`.
    private func part(_ part: ExploreResult.Part, _ result: ExploreResult) -> String {
        let media = part.media.joined(separator: ", ")
        let deliveries = "\(Shown.count(part.deliveries, "delivery")) (\(media))"
        if part.selected == 0 { return deliveries }
        let total = part.total.map(Self.grouped) ?? "more than 9·10¹⁸"
        let how =
            part.isExhaustive ? "all there are within the bounds" : "drawn with seed \(result.historySeed)"
        let stopped = part.run < part.selected ? ", stopped early" : ""
        return "\(Self.grouped(part.run)) of \(total) histories of \(deliveries), \(how)\(stopped)"
    }

    private func finding(_ finding: ExploreResult.Finding, _ command: String?) -> [String] {
        var lines = ["\(style.bad("✗")) \(style.strong(SafeText.line(finding.rule)))"]
        for (place, line) in finding.lines.enumerated() {
            lines.append("    \(place + 1)  \(SafeText.line(line))")
        }
        if !finding.difference.isEmpty {
            lines.append(
                "  \(style.faint("the state, - after the plain order of these events, + after this history"))"
            )
            for line in finding.difference.prefix(Self.linesOfDifference) {
                let text = SafeText.line(line)
                lines.append("    \(line.hasPrefix("-") ? style.good(text) : style.bad(text))")
            }
            let rest = finding.difference.count - Self.linesOfDifference
            if rest > 0 { lines.append("    \(style.faint("… \(rest) lines more"))") }
        }
        for message in finding.messages.prefix(5) { lines.append("    \(style.bad(SafeText.line(message)))") }
        if !finding.alike.isEmpty {
            let others = finding.alike.prefix(4).joined(separator: "; ")
            let rest = finding.alike.count > 4 ? "; and \(finding.alike.count - 4) more" : ""
            lines.append("  the same: \(SafeText.line(others + rest))")
        }
        lines.append("  \(style.faint(story(finding)))")
        if let command { lines.append("  run it again: vodhook run \(command)") }
        return lines
    }

    private func story(_ finding: ExploreResult.Finding) -> String {
        let rate = "\(finding.repeated.failed) of \(finding.repeated.of) times"
        let repeats = finding.isRepeatable ? "repeatable: failed \(rate)" : "flaky: failed \(rate)"
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
        case .nothingToDeliver: return ["  \(style.bad("the scenario delivers nothing"))"]
        case .unreachable(let reason):
            return ["  \(style.bad("nothing answers at \(result.target): \(SafeText.line(reason))"))"]
        case .died(let message):
            return ["  \(style.bad("the plain history ends the receiver: \(SafeText.line(message))"))"]
        case .plainFails(let messages):
            return [
                "  \(style.bad("the plain history, each event sent once, fails already; make it pass first: vodhook run \(RequestText.quoted(result.file))\(again)"))"
            ]
                + messages.prefix(10).map { "    \(style.bad(SafeText.line($0)))" }
        case .plainDiffers(let message):
            return [
                "  \(style.bad("the plain history does not come to the same each time: \(SafeText.line(message))"))"
            ]
        case .nothingToCompare(let message):
            return [
                "  \(style.bad("there is nothing to compare: \(SafeText.line(message))"))",
                "  make \"observe\" read what the receiver keeps of the media; what it has to know before the first event belongs into \"setup\"",
            ]
        case .unsteady(let places):
            let list = places.prefix(10).map { "\"\($0)\"" }.joined(separator: ", ")
            return [
                "  \(style.bad("two plain histories left different states, at:"))",
                "    \(SafeText.line(list))",
                "  if the receiver works on after its answers, give it time, or more of it: \"observe\": { …, \"settle\": \"2s\" }",
                "  if that changes by itself, declare it: \"observe\": { …, \"volatile\": [\(SafeText.line(list))] }",
            ]
        }
    }

    /// The last line.
    package func summary(_ result: ExploreResult) -> String {
        let count = result.findings.count
        let found =
            count == 0
            ? (result.problem == nil ? style.good("no finding") : style.bad("not explored"))
            : style.bad(Shown.count(count, "finding"))
        let histories = result.parts.reduce(0) { $0 + $1.run }
        let parts = [
            found, "\(Self.grouped(histories)) \(histories == 1 ? "history" : "histories")",
            "\(Self.grouped(result.requests)) requests",
            Shown.duration(result.duration), "seed \(result.historySeed)",
        ]
        return "\(style.mark(result.verdict)) \(parts.joined(separator: " · "))"
    }

    /// `239,280`.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
