import JSONText
import VodHookDelivery
import VodHookSearch

/// The report of searches for programs.
enum SearchJSON {
    /// The whole report as pretty JSON, ending with a line break.
    static func text(
        command: String, results: [some SearchResult], under key: String, _ values: [JSONValue],
        toolVersion: String
    ) -> String {
        let verdict = Verdict(of: results.map(\.verdict))
        var document = JSONObject()
        document.append("schemaVersion", 1)
        document.append("tool", ["name": "vodhook", "version": .string(toolVersion)])
        document.append("command", .string(command))
        document.append("verdict", .string(verdict.rawValue))
        document.append(key, .array(values))
        return JSONWriter.text(of: .object(document), layout: .pretty) + "\n"
    }

    /// One result: what all searches say, with what only one says behind the seed and before the problem.
    ///
    /// `files` are the saved scenarios, one for each finding or nil.
    static func result<Result: SearchResult>(
        _ result: Result, _ files: [String?], behindSeed: Members = [], own: Members,
        finding: (Result.Finding) -> Own
    ) -> JSONValue {
        let findings = result.findings.enumerated().map { place, one in
            self.finding(one, finding(one), file: files.indices.contains(place) ? files[place] : nil)
        }
        return object(
            [
                ("name", .string(result.name)), ("file", .string(result.file)),
                ("target", .string(result.target)), ("verdict", .string(result.verdict.rawValue)),
                ("seed", number(result.seed)),
            ] + behindSeed + [
                ("durationMs", .int(Int(result.duration.milliseconds.rounded()))),
                ("requests", .int(result.requests)), ("isTimeUp", .bool(result.isTimeUp)),
            ] + own + [
                ("problem", problem(result.problem)), ("findings", .array(findings)),
                ("notes", texts(result.notes)),
            ])
    }

    /// Keys and values in order.
    typealias Members = [(String, JSONValue)]

    /// What only one search says of a finding: behind the rule, before what is alike, and behind that.
    struct Own {
        var first: Members
        var beforeAlike: Members = []
        var last: Members = []
    }

    private static func finding(_ finding: some SearchFinding, _ own: Own, file: String?) -> JSONValue {
        object(
            [("rule", .string(finding.rule))] + own.first + [
                ("isRepeatable", .bool(finding.isRepeatable)), ("failed", .int(finding.repeated.failed)),
                ("repeated", .int(finding.repeated.of)), ("explains", .int(finding.explains)),
                ("difference", texts(finding.difference)),
            ] + own.beforeAlike + [("alike", texts(finding.alike))] + own.last + [
                ("savedAs", file.map { .string($0) } ?? .null),
                ("unsaved", finding.unsaved.map { .string($0) } ?? .null),
            ])
    }

    static func number(_ seed: UInt64) -> JSONValue { .number(JSONNumber(validLiteral: String(seed))) }

    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    private static func object(_ members: Members) -> JSONValue {
        .object(JSONObject(members.map { JSONObject.Member(key: $0, value: $1) }))
    }

    private static func problem(_ problem: SearchProblem?) -> JSONValue {
        switch problem {
        case nil: .null
        case .outOfTime(let message): ["kind": "out-of-time", "message": .string(message)]
        case .nothingToDeliver: ["kind": "nothing-to-deliver"]
        case .unreachable(let reason): ["kind": "unreachable", "message": .string(reason)]
        case .died(let message): ["kind": "died", "message": .string(message)]
        case .plainFails(let messages):
            ["kind": "plain-fails", "messages": texts(messages)]
        case .plainDiffers(let message): ["kind": "plain-differs", "message": .string(message)]
        case .nothingToCompare(let message): ["kind": "nothing-to-compare", "message": .string(message)]
        case .unsteady(let places): ["kind": "unsteady", "paths": texts(places)]
        }
    }
}
