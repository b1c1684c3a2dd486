import Crypto
import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// The list of all fixtures: order, times, what is expected, and the digest of each body.
///
/// One line per event.
struct ManifestExport: FixtureExport {
    private var file = GrowingFile(FixtureFormat.files.mainFile)
    private var isFirst = true

    mutating func begin(_ sources: [FixtureSource], count: Int, to sink: inout some FixtureSink) throws {
        let scenarios = sources.map { source in
            "    " + JSONWriter.text(of: Self.scenario(source, count: count))
        }
        let signatures = FixtureSignatures(sources, formats: FixtureFormat.allCases).json.map {
            "  \"signatures\": \(JSONWriter.text(of: $0)),\n"
        }
        file.add(
            "{\n  \"manifestVersion\": 1,\n\(signatures ?? "")  \"scenarios\": [\n\(scenarios.joined(separator: ",\n"))\n  ],\n  \"events\": ["
        )
    }

    mutating func add(_ fixture: FixtureRequest, to sink: inout some FixtureSink) throws {
        file.add(isFirst ? "\n    " : ",\n    ")
        isFirst = false
        file.bytes += JSONWriter.bytes(of: Self.event(fixture))
        try file.flushIfLarge(to: &sink)
    }

    mutating func end(to sink: inout some FixtureSink) throws {
        file.add("\n  ]\n}\n")
        try file.flush(to: &sink)
    }

    private static func scenario(_ source: FixtureSource, count: Int) -> JSONValue {
        // The file without its folder: the same fixtures come of the same file anywhere.
        let file = source.scenario.file.split(separator: "/").last.map(String.init) ?? source.scenario.file
        return [
            "name": .string(source.scenario.name), "file": .string(file),
            "folder": .string(source.folder), "media": .int(count),
            "seed": .number(JSONNumber(validLiteral: String(source.planner.seed))),
            "start": .string(source.planner.start.isoMilliseconds),
            "url": .string(source.target.shownURL), "signedAt": .int(Int(source.signedAt)),
            "signed": .bool(source.target.signer.key != nil),
        ]
    }

    private static func event(_ fixture: FixtureRequest) -> JSONValue {
        let delivery = fixture.delivery
        let body = fixture.request.body
        var members: [(String, JSONValue?)] = [
            ("number", .int(fixture.number)), ("body", .string(fixture.bodyPath)),
            ("headers", .string("\(fixture.name).headers")), ("scenario", .string(fixture.scenario)),
            ("media", .string(delivery.media)), ("mediaNumber", .int(fixture.media)),
            ("delivery", .string(delivery.id)), ("provider", .string(delivery.provider)),
            ("event", .string(delivery.event)), ("profile", .string(delivery.profile)),
            ("subject", delivery.subject.map { .string($0) }),
            ("eventTime", .string(delivery.eventTime.isoMilliseconds)),
            ("atMs", .number(milliseconds(fixture.time))),
            ("follows", delivery.follows.map { .string($0) }),
            ("method", .string(fixture.request.method)), ("bytes", .int(body.count)),
            ("sha256", .string(Hex.encode(SHA256.hash(data: body)))),
        ]
        if !delivery.faults.isEmpty {
            members.append(("faults", .array(delivery.faults.map { .string($0.word.text) })))
        }
        members.append(("expect", ExpectationJSON.value(delivery)))
        return .object(
            JSONObject(
                members.compactMap { key, value in value.map { JSONObject.Member(key: key, value: $0) } }))
    }

    private static func milliseconds(_ duration: Duration) -> JSONNumber {
        JSONNumber(shortest: (duration.milliseconds * 1000).rounded() / 1000) ?? JSONNumber(0)
    }
}
