import JSONText
import VodHookCatalogue
import VodHookPlan

/// A Postman collection, format 2.1.0, with a test for the status of each answer.
struct PostmanExport: FixtureExport {
    private static let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

    /// True when the bodies are written as files anyway.
    let hasBodies: Bool
    private var file = GrowingFile(FixtureFormat.postman.mainFile)
    private var isFirst = true
    private var fixedTime: Int64?

    init(hasBodies: Bool) { self.hasBodies = hasBodies }

    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {
        let names = sources.map(\.scenario.name).joined(separator: ", ")
        fixedTime = FixtureSignatures.fixedTime(sources)
        let signed =
            fixedTime != nil
            ? "; the signatures are of a fixed time, and requests are skipped when it has passed"
            : sources.contains(where: \.isSigned)
                ? "; each is signed when it is sent, with the key in the variable VODHOOK_KEY" : ""
        let info: JSONValue = [
            "name": .string(names), "schema": .string(Self.schema),
            "description": .string("Callbacks as the provider sends them\(signed)."),
        ]
        file.add("{\"info\":\(JSONWriter.text(of: info)),\"item\":[")
    }

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        file.add(isFirst ? "\n" : ",\n")
        isFirst = false
        let body = fixture.request.body
        let text = String(decoding: body, as: UTF8.self)
        // Postman would replace names in double braces, and cannot hold what is no text.
        let isRaw = text.utf8.elementsEqual(body) && !text.contains("{{")
        if !isRaw, !hasBodies { try sink.write(body, to: fixture.bodyPath) }
        file.bytes += JSONWriter.bytes(of: item(fixture, text: isRaw ? text : nil))
        try file.flushIfLarge(to: &sink)
    }

    mutating func end(to sink: inout some FixtureSink) throws {
        file.add("\n]}\n")
        try file.flush(to: &sink)
    }

    private func item(_ fixture: FixtureRequest, text: String?) -> JSONValue {
        let request = fixture.request
        let body: JSONValue =
            text.map { ["mode": "raw", "raw": .string($0)] }
            ?? ["mode": "file", "file": ["src": .string(fixture.bodyPath)]]
        return [
            "name": .string("\(fixture.number) \(fixture.title)"),
            "event": .array(events(fixture)),
            "protocolProfileBehavior": [
                "disabledSystemHeaders": [
                    "content-type": true, "user-agent": true, "accept": true, "accept-encoding": true,
                ]
            ],
            "request": [
                "method": .string(request.method), "url": .string(request.url),
                "header": .array(
                    fixture.fixedHeaders.map { ["key": .string($0.name), "value": .string($0.value)] }),
                "body": body,
            ],
        ]
    }

    private func events(_ fixture: FixtureRequest) -> [JSONValue] {
        func event(_ listen: String, _ lines: JSONValue) -> JSONValue {
            ["listen": .string(listen), "script": ["type": "text/javascript", "exec": lines]]
        }
        let before = PostmanScript.lines(for: fixture, fixedTime: fixedTime).map { JSONValue.string($0) }
        return (before.isEmpty ? [] : [event("prerequest", .array(before))]) + [
            event("test", script(fixture))
        ]
    }

    private func script(_ fixture: FixtureRequest) -> JSONValue {
        let condition = fixture.goodStatuses.map { pattern in
            switch pattern {
            case .code(let code): "pm.response.code === \(code)"
            case .hundreds(let digit): "Math.floor(pm.response.code / 100) === \(digit)"
            }
        }.joined(separator: " || ")
        let name = fixture.goodStatuses.map(\.description).joined(separator: " or ")
        return [
            .string("pm.test(\"status \(name)\", () => pm.expect(\(condition)).to.equal(true));")
        ]
    }
}
