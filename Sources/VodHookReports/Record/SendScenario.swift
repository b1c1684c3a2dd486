import JSONText
import VodHookCatalogue
import VodHookPlan

/// Writes a scenario file whose steps send given bodies: what imports and replays are made of.
struct SendScenario {
    /// One step.
    struct Step {
        var send: String
        var media = ""
        /// Since the beginning; zero writes no time.
        var at = Duration.zero
        /// Path and query as they were; empty writes none.
        var path = ""
        /// The file with the body, relative to the scenario.
        var bodyFile: String
        var faults: [JSONValue] = []
        var expect: JSONValue?
    }

    var name: String
    var description = ""
    /// Steps in order; those of one group are under way at the same time.
    var groups: [[Step]] = []
    /// Headers that all deliveries have.
    var headers: [HTTPHeader] = []
    /// The folder of the provider of one's own that it needs, relative to it; or nil.
    var catalogue: String?
    /// Changes to the provider's delivery rules, or nil.
    var delivery: JSONValue?
    /// What is expected of all deliveries, or nil.
    var expect: JSONValue?

    /// The scenario as the text of a file.
    var text: String { JSONWriter.text(of: document, layout: .pretty) + "\n" }

    private var document: JSONValue {
        var root = JSONObject()
        root.append("name", .string(Interpolation.escaped(name)))
        if !description.isEmpty { root.append("description", .string(Interpolation.escaped(description))) }
        if let catalogue { root.append("catalog", .string(Interpolation.escaped(catalogue))) }
        if !headers.isEmpty {
            let members = headers.map {
                JSONObject.Member(key: $0.name, value: .string(Interpolation.escaped($0.value)))
            }
            root.append("target", ["headers": .object(JSONObject(members))])
        }
        if let delivery { root.append("delivery", delivery) }
        root.append("media", .object(JSONObject()))
        root.append(
            "steps",
            .array(
                groups.compactMap { group in
                    if group.count == 1 { return group.first.map(step) }
                    return ["parallel": .array(group.map { .array([step($0)]) })]
                }))
        if let expect { root.append("expect", expect) }
        return .object(root)
    }

    private func step(_ step: Step) -> JSONValue {
        var object = JSONObject()
        object.append("send", .string(Interpolation.escaped(step.send)))
        if !step.media.isEmpty { object.append("media", .string(Interpolation.escaped(step.media))) }
        if step.at > .zero { object.append("at", .string(DurationText.text(step.at))) }
        if !step.path.isEmpty { object.append("path", .string(Interpolation.escaped(step.path))) }
        object.append("bodyFile", .string(Interpolation.escaped(step.bodyFile)))
        if !step.faults.isEmpty { object.append("faults", .array(step.faults)) }
        if let expect = step.expect { object.append("expect", Interpolation.escaped(expect)) }
        return .object(object)
    }
}
