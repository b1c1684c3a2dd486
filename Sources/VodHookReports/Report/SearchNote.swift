package import JSONText
package import VodHookSearch

/// What is kept of a finding that no scenario shows each time.
package enum SearchNote {
    /// The note as text, ending with a line break.
    package static func text(_ finding: some SearchFinding, scenario: JSONValue?) -> String {
        var lines = [SafeText.line(finding.rule), ""]
        if let why = finding.unsaved { lines.append("No scenario is saved: \(SafeText.line(why)).") }
        lines += ["", "Deliveries:"] + finding.lines.enumerated().map { "  \($0 + 1)  \(SafeText.line($1))" }
        if !finding.difference.isEmpty {
            lines += ["", "The state, - as it should be, + as it is:"]
            lines += finding.difference.map { "  \(SafeText.line($0))" }
        }
        if let scenario {
            lines += [
                "", "The scenario as it was tried:", "", JSONWriter.text(of: scenario, layout: .pretty),
            ]
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
