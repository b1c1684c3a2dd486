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
        SearchJSON.result(
            result, files, behindSeed: [("historySeed", SearchJSON.number(result.historySeed))],
            own: [("parts", .array(result.parts.map(part)))], finding: finding)
    }

    private static func part(_ part: ExploreResult.Part) -> JSONValue {
        [
            "media": SearchJSON.texts(part.media), "deliveries": .int(part.deliveries),
            "histories": .int(part.run), "selected": .int(part.selected),
            "total": part.total.map { .int($0) } ?? .null,
            "isExhaustive": .bool(part.isExhaustive), "failing": .int(part.failing),
            "isObserved": .bool(part.isObserved),
            "stoppedEarly": .bool(part.run < part.selected),
            "firstFailure": part.firstFailure.map {
                ["histories": .int($0.histories), "afterMs": .int(Int($0.after.milliseconds.rounded()))]
            } ?? .null,
        ]
    }

    private static func finding(_ finding: ExploreResult.Finding) -> SearchJSON.Own {
        SearchJSON.Own(
            first: [
                ("kind", .string(finding.kind)), ("history", SearchJSON.texts(finding.lines)),
                ("deliveries", .int(finding.history.slots.count)),
                ("foundWithDeliveries", .int(finding.foundWith)), ("shrinkRuns", .int(finding.shrinkRuns)),
            ],
            beforeAlike: [("messages", SearchJSON.texts(finding.messages))])
    }
}
