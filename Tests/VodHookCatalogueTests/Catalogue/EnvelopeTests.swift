@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// Where bodies hold what every callback has: as a file says it, and as it is found from the events.
@Suite struct EnvelopeTests {
    private static let sources = #""sources": [{ "title": "none", "seen": "2026-01-01" }]"#
    private static let delivery =
        #""delivery": { \#(sources), "contentType": "application/json", "timeout": "5s", "successStatus": [200], "retryAfter": [] }"#

    private static func load(_ envelope: String, _ event: String = "") -> (Provider?, [String]) {
        let provider = #"{ "provider": "mine", "title": "Mine", \#(sources), \#(delivery)\#(envelope) }"#
        let files = [provider, event].filter { !$0.isEmpty }.map { SourceText(name: "x.json", text: $0) }
        let (catalogue, findings) = CatalogueLoader.load(adding: files)
        return (catalogue.provider("mine"), findings.map(\.message))
    }

    private static func paths(_ paths: [NormalizedPath]) -> [String] { paths.map(\.shortened) }

    @Test func `the bindings of the events tell the places`() throws {
        let event = #"""
            { "provider": "mine", "event": "made", "title": "Made.", \#(Self.sources),
              "profiles": [{ "name": "v1", "about": "The only one." }], "time": "media.transcode.finishedAt",
              "fields": [
                { "name": "kind", "type": "string", "required": true, "value": "made" },
                { "name": "at", "type": "integer", "from": "media.transcode.finishedAt|unix" },
                { "name": "data", "type": "object", "required": true, "fields": [
                  { "name": "job", "type": "string", "from": "media.workflow.runId|id:" },
                  { "name": "ref", "type": "string", "from": "media.id" },
                  { "name": "state", "type": "string", "required": true, "from": "media.transcode.status", "words": { "success": "ok" } },
                  { "name": "code", "type": "string", "from": "media.transcode.error.code" },
                  { "name": "streams", "type": "array", "each": "media.renditions", "fields": [
                    { "name": "state", "type": "string", "from": "item.status" } ] } ] } ] }
            """#.replacing("|id:\"", with: "\"")
        let (provider, findings) = Self.load("", event)
        #expect(findings == [])
        let envelope = try #require(provider).envelope
        #expect(envelope.event?.shortened == "$.kind")
        #expect(envelope.time?.shortened == "$.at")
        #expect(Self.paths(envelope.subjects) == ["$.data.ref"])
        #expect(envelope.payload?.shortened == "$.data")
        #expect(Self.paths(envelope.statuses) == ["$.data.state"])
        #expect(envelope.successes == ["ok"])
        #expect(Self.paths(envelope.codes) == ["$.data.code"])
        #expect(envelope.essential == ["kind", "at", "ref", "data"])
        #expect(envelope.hostileBodies.last == #"{"kind":"made","data":null}"#)
        let body: JSONValue = ["kind": "made", "at": 1_768_464_000, "data": ["ref": "r1", "state": "ok"]]
        #expect(envelope.eventName(in: body) == "made")
        #expect(envelope.time(in: body) == Timestamp(milliseconds: 1_768_464_000_000))
        #expect(envelope.subject(in: body) == "r1")
        #expect(envelope.succeeded(body) == true)
        let made = try #require(provider?.event("made"))
        #expect(made.requires(try #require(envelope.statuses.first)))
        #expect(!made.requires(try #require(envelope.codes.first)))
    }

    @Test func `a file says it, and a provider that extends another has it too`() throws {
        let (mine, findings) = Self.load(
            #", "envelope": { "event": "$.meta['kind']", "status": ["$.ok"], "success": [true], "marks": ["$.meta.v"] }"#
        )
        #expect(findings == [])
        let envelope = try #require(mine).envelope
        #expect(envelope.event?.shortened == "$.meta.kind")
        #expect(envelope.succeeded(["ok": true]) == true)
        #expect(envelope.succeeded(["ok": "true"]) == false)
        #expect(envelope.succeeded([:]) == nil)
        #expect(envelope.likeness(of: ["meta": ["kind": "a", "v": 1]]) == 1)
        #expect(envelope.likeness(of: ["meta": ["kind": "a"]]) == nil)
        let byteplus = try BuiltIn.provider("byteplus").envelope
        let volcengine = try BuiltIn.provider("volcengine").envelope
        #expect(byteplus.subjects == volcengine.subjects && byteplus.marks == volcengine.marks)
    }

    @Test(arguments: [
        (#""event": "$..kind""#, "$..kind does not go from member to member of objects"),
        (#""event": "$""#, "$ does not go from member to member of objects"),
        (#""event": "$.a[0]""#, "$.a[0] does not go from member to member of objects"),
        (#""time": "$.at""#, "missing key \"event\""),
        (#""event": "$.kind", "status": ["$.ok"]"#, "\"status\" needs \"success\""),
        (#""event": "$.kind", "statuses": ["$.ok"]"#, "unknown key \"statuses\""),
    ])
    func `what is wrong in it is a finding`(_ text: String, _ message: String) {
        #expect(Self.load(#", "envelope": { \#(text) }"#).1.contains { $0.contains(message) })
    }

    @Test(arguments: ["aliyun", "volcengine"])
    func `what the built-in providers say is what their events show`(_ name: String) throws {
        let provider = try BuiltIn.provider(name)
        let derived = Envelope.derived(from: provider.events)
        #expect(derived.event == provider.envelope.event)
        #expect(derived.time == provider.envelope.time)
        #expect(provider.envelope.subjects.allSatisfy(derived.subjects.contains))
        #expect(provider.envelope.statuses.allSatisfy(derived.statuses.contains))
    }

    @Test func `an unknown event is of the provider whose envelope it has`() throws {
        let catalogue = BuiltIn.catalogue
        #expect(catalogue.provider(enveloping: ["EventType": "X"])?.name == "aliyun")
        #expect(
            catalogue.provider(enveloping: ["EventType": "X", "Version": "1", "Data": [:]])?.name
                == "volcengine")
        #expect(
            catalogue.provider(enveloping: ["EventType": "X", "Version": "1", "Data": "text"])?.name
                == "aliyun")
        #expect(catalogue.provider(enveloping: ["Version": "1", "Data": [:]]) == nil)
    }
}
