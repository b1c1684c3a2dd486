import JSONText
import VodHookDelivery
package import VodHookSearch

/// The report of searches with odd bodies for programs.
package enum FuzzJSON {
    /// The whole report as pretty JSON, ending with a line break; `files` has the saved scenarios of each result.
    package static func text(_ results: [(result: FuzzResult, files: [String?])], toolVersion: String)
        -> String
    {
        SearchJSON.text(
            command: "fuzz", results: results.map(\.result), under: "searches",
            results.map { search($0.result, $0.files) }, toolVersion: toolVersion)
    }

    private static func search(_ result: FuzzResult, _ files: [String?]) -> JSONValue {
        [
            "name": .string(result.name),
            "file": .string(result.file),
            "target": .string(result.target),
            "verdict": .string(result.verdict.rawValue),
            "seed": .number(JSONNumber(validLiteral: String(result.seed))),
            "durationMs": .int(Int(result.duration.milliseconds.rounded())),
            "requests": .int(result.requests),
            "isTimeUp": .bool(result.isTimeUp),
            "cases": .int(result.run),
            "telling": .int(result.telling),
            "failing": .int(result.failing),
            "subjects": .array(result.subjects.map(subject)),
            "problem": SearchJSON.problem(result.problem),
            "findings": .array(
                result.findings.enumerated().map { finding($1, files.indices.contains($0) ? files[$0] : nil) }
            ),
            "notes": .array(result.notes.map { .string($0) }),
        ]
    }

    private static func subject(_ subject: FuzzResult.Subject) -> JSONValue {
        let tiers = FuzzTier.allCases.map {
            JSONObject.Member(key: $0.rawValue, value: .int(subject.tried[$0] ?? 0))
        }
        return [
            "name": .string(subject.name), "isObserved": .bool(subject.isObserved),
            "tried": .object(JSONObject(tiers)),
        ]
    }

    private static func finding(_ finding: FuzzResult.Finding, _ file: String?) -> JSONValue {
        [
            "rule": .string(finding.rule),
            "tier": .string(finding.tier.rawValue),
            "kind": .string(finding.kind),
            "deliveries": .array(finding.lines.map { .string($0) }),
            "isRepeatable": .bool(finding.isRepeatable),
            "failed": .int(finding.repeated.failed),
            "repeated": .int(finding.repeated.of),
            "explains": .int(finding.explains),
            "difference": .array(finding.difference.map { .string($0) }),
            "alike": .array(finding.alike.map { .string($0) }),
            "reason": finding.reason.map { .string($0) } ?? .null,
            "served": finding.served.map { .int($0) } ?? .null,
            "savedAs": file.map { .string($0) } ?? .null,
        ]
    }
}
