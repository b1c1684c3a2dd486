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
        SearchJSON.result(
            result, files,
            own: [
                ("cases", .int(result.run)), ("planned", .int(result.planned)),
                ("available", .int(result.available)), ("firstFailure", firstFailure(result)),
                ("failing", .int(result.failing)), ("subjects", .array(result.subjects.map(subject))),
            ],
            finding: finding)
    }

    private static func firstFailure(_ result: FuzzResult) -> JSONValue {
        result.firstFailure.map {
            ["cases": .int($0.bodies), "afterMs": .int(Int($0.after.milliseconds.rounded()))]
        } ?? .null
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

    private static func finding(_ finding: FuzzResult.Finding) -> SearchJSON.Own {
        SearchJSON.Own(
            first: [
                ("tier", .string(finding.tier.rawValue)), ("kind", .string(finding.kind)),
                ("deliveries", SearchJSON.texts(finding.lines)),
            ],
            last: [
                ("reason", finding.reason.map { .string($0) } ?? .null),
                ("served", finding.served.map { .int($0) } ?? .null),
                ("lastBodies", SearchJSON.texts(finding.lastBodies)),
            ])
    }
}
