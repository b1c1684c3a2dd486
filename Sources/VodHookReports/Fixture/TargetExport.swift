import JSONText
import VodHookCatalogue

/// The requests as JSON targets, a line each, as vegeta reads them; the scripts for k6 and Locust read them too,
/// and beside them how each is signed when it is sent, which vegeta skips.
struct TargetExport: FixtureExport {
    static let path = "targets.ndjson"

    private var file = GrowingFile(path)

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        var target = Self.members(fixture.request)
        if let recipe = fixture.recipe { target.append("sign", recipe.json(sent: fixture.request.body)) }
        file.bytes += JSONWriter.bytes(of: .object(target))
        file.bytes.append(0x0A)
        try file.flushIfLarge(to: &sink)
    }

    mutating func end(to sink: inout some FixtureSink) throws { try file.flush(to: &sink) }

    /// Method, URL, headers with lists of values, and the body in Base64.
    static func target(_ request: OutgoingRequest) -> JSONValue { .object(members(request)) }

    private static func members(_ request: OutgoingRequest) -> JSONObject {
        var headers = JSONObject()
        for header in request.headers {
            let others = headers[header.name]?.array ?? []
            headers[header.name] = .array(others + [.string(header.value)])
        }
        return JSONObject([
            .init(key: "method", value: .string(request.method)),
            .init(key: "url", value: .string(request.url)),
            .init(key: "header", value: .object(headers)),
            .init(key: "body", value: .string(Base64.encode(request.body))),
        ])
    }
}

/// The requests as bytes for wrk, each behind a line with its length, and the script that sends them.
struct WrkExport: FixtureExport {
    static let path = "requests.wrk"

    private var file = GrowingFile(path)

    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {
        let signedAt = FixtureSignatures(sources, formats: [.wrk]).signedAt.map { String($0) } ?? "nil"
        let script = LoadScripts.wrk.replacing("SIGNED_AT", with: signedAt)
        try sink.write(Array(script.utf8), to: FixtureFormat.wrk.mainFile)
    }

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        let bytes = RequestFraming.bytes(of: fixture.request)
        file.add("\(bytes.count)\n")
        file.bytes += bytes
        file.bytes.append(0x0A)
        try file.flushIfLarge(to: &sink)
    }

    mutating func end(to sink: inout some FixtureSink) throws { try file.flush(to: &sink) }
}

/// A script that is the same for all requests, but for the time for which they are signed: `SIGNED_AT` in its text.
struct ScriptExport: FixtureExport {
    let path: String
    let text: String
    /// What stands for no time.
    let none: String

    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {
        let time = FixtureSignatures.fixedTime(sources).map { String($0) } ?? none
        try sink.write(Array(text.replacing("SIGNED_AT", with: time).utf8), to: path)
    }

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {}
}
