import JSONText
import VodHookDelivery
package import VodHookSearch

/// The report of explorations for programs.
package enum ExploreJSON {
    /// The whole report as pretty JSON, ending with a line break; `files` has the saved scenarios of each result.
    package static func text(_ results: [(result: ExploreResult, files: [String?])], toolVersion: String)
        -> String
    {
        SearchJSON.text(
            command: "explore", results: results.map(\.result), under: "explorations",
            results.map { exploration($0.result, $0.files) }, toolVersion: toolVersion)
    }

    private static func exploration(_ result: ExploreResult, _ files: [String?]) -> JSONValue {
        [
            "name": .string(result.name),
            "file": .string(result.file),
            "target": .string(result.target),
            "verdict": .string(result.verdict.rawValue),
            "seed": .number(JSONNumber(validLiteral: String(result.seed))),
            "historySeed": .number(JSONNumber(validLiteral: String(result.historySeed))),
            "durationMs": .int(Int(result.duration.milliseconds.rounded())),
            "requests": .int(result.requests),
            "isTimeUp": .bool(result.isTimeUp),
            "parts": .array(result.parts.map(part)),
            "problem": SearchJSON.problem(result.problem),
            "findings": .array(
                result.findings.enumerated().map { finding($1, files.indices.contains($0) ? files[$0] : nil) }
            ),
            "notes": .array(result.notes.map { .string($0) }),
        ]
    }

    private static func part(_ part: ExploreResult.Part) -> JSONValue {
        [
            "media": .array(part.media.map { .string($0) }), "deliveries": .int(part.deliveries),
            "histories": .int(part.run), "selected": .int(part.selected),
            "total": part.total.map { .int($0) } ?? .null,
            "isExhaustive": .bool(part.isExhaustive), "failing": .int(part.failing),
            "isObserved": .bool(part.isObserved),
        ]
    }

    private static func finding(_ finding: ExploreResult.Finding, _ file: String?) -> JSONValue {
        [
            "rule": .string(finding.rule),
            "kind": .string(finding.kind),
            "history": .array(finding.lines.map { .string($0) }),
            "deliveries": .int(finding.history.slots.count),
            "foundWithDeliveries": .int(finding.foundWith),
            "shrinkRuns": .int(finding.shrinkRuns),
            "isRepeatable": .bool(finding.isRepeatable),
            "failed": .int(finding.repeated.failed),
            "repeated": .int(finding.repeated.of),
            "explains": .int(finding.explains),
            "difference": .array(finding.difference.map { .string($0) }),
            "messages": .array(finding.messages.map { .string($0) }),
            "alike": .array(finding.alike.map { .string($0) }),
            "savedAs": file.map { .string($0) } ?? .null,
        ]
    }
}
