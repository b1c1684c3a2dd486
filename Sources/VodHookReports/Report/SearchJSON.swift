import JSONText
import VodHookDelivery
import VodHookSearch

/// The report of searches for programs.
enum SearchJSON {
    /// The whole report as pretty JSON, ending with a line break.
    static func text(
        command: String, results: [any SearchResult], under key: String, _ values: [JSONValue],
        toolVersion: String
    ) -> String {
        let verdicts = results.map(\.verdict)
        let verdict: Verdict =
            verdicts.contains(.interrupted) ? .interrupted : verdicts.contains(.fail) ? .fail : .pass
        var document = JSONObject()
        document.append("schemaVersion", 1)
        document.append("tool", ["name": "vodhook", "version": .string(toolVersion)])
        document.append("command", .string(command))
        document.append("verdict", .string(verdict.rawValue))
        document.append(key, .array(values))
        return JSONWriter.text(of: .object(document), layout: .pretty) + "\n"
    }

    static func problem(_ problem: SearchProblem?) -> JSONValue {
        switch problem {
        case nil: .null
        case .nothingToDeliver: ["kind": "nothing-to-deliver"]
        case .unreachable(let reason): ["kind": "unreachable", "message": .string(reason)]
        case .died(let message): ["kind": "died", "message": .string(message)]
        case .plainFails(let messages):
            ["kind": "plain-fails", "messages": .array(messages.map { .string($0) })]
        case .plainDiffers(let message): ["kind": "plain-differs", "message": .string(message)]
        case .nothingToCompare(let message): ["kind": "nothing-to-compare", "message": .string(message)]
        case .unsteady(let places): ["kind": "unsteady", "paths": .array(places.map { .string($0) })]
        }
    }
}
