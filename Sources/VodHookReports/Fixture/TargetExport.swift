import JSONText
import VodHookCatalogue

/// The requests as JSON targets, a line each, as vegeta reads them; the scripts for k6 and Locust read them too.
struct TargetExport: FixtureExport {
    static let path = "targets.ndjson"

    private var file = GrowingFile(path)

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        file.bytes += JSONWriter.bytes(of: Self.target(fixture.request))
        file.bytes.append(0x0A)
        try file.flushIfLarge(to: &sink)
    }

    mutating func end(to sink: inout some FixtureSink) throws { try file.flush(to: &sink) }

    /// Method, URL, headers with lists of values, and the body in Base64.
    static func target(_ request: OutgoingRequest) -> JSONValue {
        var headers = JSONObject()
        for header in request.headers {
            let others = headers[header.name]?.array ?? []
            headers[header.name] = .array(others + [.string(header.value)])
        }
        return [
            "method": .string(request.method), "url": .string(request.url), "header": .object(headers),
            "body": .string(Base64.encode(request.body)),
        ]
    }
}

/// The requests as bytes for wrk, each behind a line with its length, and the script that sends them.
struct WrkExport: FixtureExport {
    static let path = "requests.wrk"

    private var file = GrowingFile(path)

    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {
        try sink.write(Array(LoadScripts.wrk.utf8), to: FixtureFormat.wrk.mainFile)
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

/// A script that is the same for all requests.
struct ScriptExport: FixtureExport {
    let path: String
    let text: String

    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {
        try sink.write(Array(text.utf8), to: path)
    }

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {}
}
