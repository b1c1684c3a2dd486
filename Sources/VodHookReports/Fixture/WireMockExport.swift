import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Stub mappings with which WireMock stands in for the receiver: first the answers that the scenario scripts, then for
/// each event the status that is expected of it.
struct WireMockExport: FixtureExport {
    private static let scriptedPriority = 1
    private static let usualPriority = 5
    private static let stateLimit = 1000

    private var file = GrowingFile(FixtureFormat.wiremock.mainFile)
    private var isFirst = true

    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {
        file.add("{\"mappings\":[")
        for source in sources {
            for mapping in Self.scripted(source) { add(mapping) }
        }
    }

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        let status: Int =
            switch fixture.goodStatuses.first {
            case .code(let code): code
            case .hundreds(let digit): digit * 100
            case nil: 200
            }
        var request = Self.matcher(fixture.request.url)
        request.append("method", .string(fixture.request.method))
        let body = fixture.request.body
        request.append("bodyPatterns", [["binaryEqualTo": .string(Base64.encode(body))]])
        add([
            "name": .string("\(fixture.number) \(fixture.title)"), "priority": .int(Self.usualPriority),
            "request": .object(request), "response": ["status": .int(status)],
        ])
        try file.flushIfLarge(to: &sink)
    }

    mutating func end(to sink: inout some FixtureSink) throws {
        file.add("\n]}\n")
        try file.flush(to: &sink)
    }

    private mutating func add(_ mapping: JSONValue) {
        file.add(isFirst ? "\n" : ",\n")
        isFirst = false
        file.bytes += JSONWriter.bytes(of: mapping)
    }

    private static func matcher(_ url: String) -> JSONObject {
        let parts = URLText(url)
        let path = parts.flatMap { $0.path.isEmpty ? nil : $0.path } ?? "/"
        guard let query = parts?.query else {
            return JSONObject([JSONObject.Member(key: "urlPath", value: .string(path))])
        }
        return JSONObject([JSONObject.Member(key: "url", value: .string("\(path)?\(query)"))])
    }

    /// The scripted answers as states: each request moves on to the next one.
    private static func scripted(_ source: FixtureSource) -> [JSONValue] {
        var answers: [ScriptedAnswer] = []
        var lasts = false
        for answer in source.scenario.receiverAnswers where !lasts {
            lasts = answer.times == nil
            let room = stateLimit - answers.count
            answers += repeatElement(answer, count: min(answer.times ?? 1, room))
        }
        return answers.enumerated().map { place, answer in
            var mapping: JSONObject = JSONObject([
                .init(key: "name", value: .string("\(source.scenario.name): answer \(place + 1)")),
                .init(key: "priority", value: .int(scriptedPriority)),
                .init(key: "scenarioName", value: .string(source.scenario.name)),
                .init(key: "requiredScenarioState", value: .string(state(place))),
            ])
            if !(lasts && place == answers.count - 1) {
                mapping.append("newScenarioState", .string(state(place + 1)))
            }
            mapping.append("request", .object(matcher(source.target.url)))
            mapping.append("response", response(answer))
            return .object(mapping)
        }
    }

    private static func state(_ place: Int) -> String { place == 0 ? "Started" : "after \(place)" }

    private static func response(_ answer: ScriptedAnswer) -> JSONValue {
        if answer.closes { return ["fault": "EMPTY_RESPONSE"] }
        var response = JSONObject([.init(key: "status", value: .int(answer.status))])
        if answer.delay > .zero {
            response.append("fixedDelayMilliseconds", .int(Int(answer.delay.milliseconds.rounded())))
        }
        var headers = JSONObject()
        for header in answer.headers { headers[header.name] = .string(header.value) }
        if headers.count > 0 { response.append("headers", .object(headers)) }
        if !answer.body.isEmpty { response.append("base64Body", .string(Base64.encode(answer.body))) }
        return .object(response)
    }
}
