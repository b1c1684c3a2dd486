import JSONText
import VodHookCatalogue
import VodHookSearch

/// What the reports of all searches for people share: their order, their findings, and their last line.
struct SearchReport {
    let style: TextStyle
    /// The most lines of a difference that are shown.
    let linesOfDifference: Int
    /// The most findings of which the same is true that are named.
    private static let linesOfAlike = 4

    /// What only one search says.
    struct Own<Result: SearchResult> {
        /// What stands behind the name, or nothing.
        var place: String
        /// What was tried, one line each.
        var tried: [String]
        /// What was judged without a state, one sentence each.
        var unobserved: [String]
        var finding: (Result.Finding) -> [String]
        /// The lines about what stood in the way.
        var problem: (SearchProblem) -> [String]
        /// The last line.
        var summary: String
    }

    /// The whole report; `files` are the paths of the saved scenarios, one for each finding or nil, and `again` stands
    /// behind each command that runs one.
    func text<Result: SearchResult>(
        _ result: Result, files: [String?], again: String, _ own: Own<Result>
    ) -> String {
        let place = own.place.isEmpty ? "" : "  \(style.faint(own.place))"
        var lines = ["\(style.mark(result.verdict)) \(style.strong(SafeText.line(result.name)))\(place)"]
        lines += own.tried.map { "  \($0)" }
        for (place, finding) in result.findings.enumerated() {
            lines += ["", "\(style.bad("✗")) \(style.strong(SafeText.line(finding.rule)))"]
            lines += own.finding(finding)
            lines += self.saved(finding, files.indices.contains(place) ? files[place] : nil, again)
        }
        if let problem = result.problem { lines += [""] + own.problem(problem) }
        lines += (result.notes.map { SafeText.line($0) } + own.unobserved).map(warning)
        if result.isTimeUp { lines.append(warning("the time limit ended the search")) }
        if result.isInterrupted { lines.append("  \(style.warn("interrupted"))") }
        lines += ["", own.summary]
        return lines.map { $0 + "\n" }.joined()
    }

    /// Where the finding is kept, or why no scenario shows it.
    private func saved(_ finding: some SearchFinding, _ file: String?, _ again: String) -> [String] {
        if let why = finding.unsaved {
            let place = file.map { "; a note is in \(RequestText.quoted($0))" } ?? ""
            return ["  \(style.warn("!")) no scenario is saved: \(SafeText.line(why))\(place)"]
        }
        return file.map { ["  run it again: vodhook run \(RequestText.quoted($0))\(again)"] } ?? []
    }

    private func warning(_ text: String) -> String { "  \(style.warn("!")) \(text)" }

    /// The deliveries of a finding with their numbers.
    func deliveries(_ finding: some SearchFinding) -> [String] {
        finding.lines.enumerated().map { "    \($0 + 1)  \(SafeText.line($1))" }
    }

    /// How the state differs, below `title`; nothing when it does not.
    func difference(_ finding: some SearchFinding, _ title: String) -> [String] {
        if finding.difference.isEmpty { return [] }
        var lines = ["  \(style.faint(title))"]
        for line in finding.difference.prefix(linesOfDifference) {
            let text = SafeText.line(line)
            lines.append("    \(line.hasPrefix("-") ? style.good(text) : style.bad(text))")
        }
        let rest = finding.difference.count - linesOfDifference
        if rest > 0 { lines.append("    \(style.faint("… \(rest) lines more"))") }
        return lines
    }

    /// Of what else the same is true.
    func alike(_ finding: some SearchFinding) -> [String] {
        if finding.alike.isEmpty { return [] }
        let others = finding.alike.prefix(Self.linesOfAlike).joined(separator: "; ")
        let rest = finding.alike.count - Self.linesOfAlike
        return ["  the same: \(SafeText.line(others))\(rest > 0 ? "; and \(rest) more" : "")"]
    }

    /// `repeatable: failed 3 of 3 times`.
    static func repeats(_ finding: some SearchFinding) -> String {
        let word = finding.isRepeatable ? "repeatable" : "flaky"
        return "\(word): failed \(finding.repeated.failed) of \(finding.repeated.of) times"
    }

    // MARK: What stands in the way

    func unreachable(_ result: some SearchResult, _ reason: String) -> [String] {
        bad("not tested: nothing answers at \(result.target): \(SafeText.line(reason))")
    }

    func nothingToCompare(_ message: String, advice: String?) -> [String] {
        bad("there is nothing to compare: \(SafeText.line(message))") + [
            "  "
                + (advice
                    ?? "make \"observe\" read what the receiver keeps of the media; what it has to know before the first event belongs into \"setup\"")
        ]
    }

    /// Messages below a heading.
    func list(_ heading: String, _ messages: some Sequence<String>) -> [String] {
        bad(heading) + messages.map { "    \(style.bad(SafeText.line($0)))" }
    }

    func bad(_ text: String) -> [String] { ["  \(style.bad(text))"] }

    // MARK: Numbers

    /// `1 finding · 1,000 bodies · 3,000 requests · 2.0 s · seed 7`; `none` stands for a search that was none.
    func summary(
        _ result: some SearchResult, none: String, _ count: Int, of planned: Int? = nil, _ one: String,
        _ many: String, seed: UInt64
    ) -> String {
        let found =
            result.findings.isEmpty
            ? (result.problem == nil ? style.good("no finding") : style.bad(none))
            : style.bad(Shown.count(result.findings.count, "finding"))
        let left = planned.flatMap { $0 > count ? $0 : nil }
        let tried =
            left.map { "stopped early: \(Self.grouped(count)) of \(Self.grouped($0)) \(many)" }
            ?? "\(Self.grouped(count)) \(count == 1 ? one : many)"
        let parts = [
            found, tried,
            "\(Self.grouped(result.requests)) requests", Shown.duration(result.duration), "seed \(seed)",
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
