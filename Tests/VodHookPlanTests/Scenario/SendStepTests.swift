@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

@Suite struct SendStepTests {
    private static func load(_ step: String) -> (plan: Plan?, findings: [Finding]) {
        let loader = ScenarioLoader(
            ScenarioLoader.Context(
                catalogue: BuiltIn.catalogue,
                open: { $0 == "dir/body.bin" ? SourceText(name: $0, bytes: [0x7B, 0x20, 0x7D, 0xFF]) : nil }))
        let text = #"{ "name": "x", "media": { "movie": { "provider": "aliyun" } }, "steps": [ \#(step) ] }"#
        let (scenario, findings) = loader.load(SourceText(name: "dir/x.json", text: text))
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        return (scenario.flatMap { planner.plan($0).plan }, findings)
    }

    @Test func `the bytes of a file are sent as they are`() throws {
        let (plan, findings) = Self.load(#"{ "send": "aliyun/Anything", "bodyFile": "body.bin" }"#)
        #expect(findings.isEmpty)
        let delivery = try #require(plan?.deliveries.first)
        #expect(delivery.body == [0x7B, 0x20, 0x7D, 0xFF])
        #expect(delivery.event == "Anything")
        #expect(delivery.rules.http.signature != nil)
        #expect(delivery.rules.retries.extent.attempts == 3)
    }

    @Test func `a body in the scenario is text, or JSON, with the ids of media`() throws {
        let text = try #require(Self.load(#"{ "send": "aliyun/X", "body": "a b" }"#).plan?.deliveries.first)
        #expect(text.body == Array("a b".utf8))
        let json = try #require(
            Self.load(
                #"{ "send": "volcengine/X", "body": { "Vid": "${movie.videoId}", "n": 1.0, "d": "$${x}" } }"#
            ).plan?.deliveries.first)
        let body = String(decoding: json.body, as: UTF8.self)
        #expect(body.wholeMatch(of: /\{"Vid":"[0-9a-f]{32}","n":1\.0,"d":"\$\{x\}"\}/) != nil, "\(body)")
    }

    @Test func `faults work on it as on any delivery`() {
        let twice = Self.load(
            #"{ "send": "aliyun/X", "body": { "a": 1 }, "faults": [ "duplicate", "pretty-printed" ] }"#)
        #expect(twice.plan?.deliveries.count == 2)
        #expect(twice.plan?.deliveries.first?.body == Array("{\n  \"a\": 1\n}".utf8))
        let cut = Self.load(#"{ "send": "aliyun/X", "bodyFile": "body.bin", "faults": [ "truncated" ] }"#)
        #expect(cut.plan?.deliveries.first?.body == [0x7B, 0x20])
    }

    @Test(arguments: BodyFault.words.map(\.text))
    func `every fault of the body changes it as it changes that of an event`(_ word: String) throws {
        let body = #"{"Status":"ok","Data":{"Code":1,"b":["x","y"]}}"#
        let step = #"{ "send": "aliyun/X", "body": \#(body), "faults": [ "\#(word)" ] }"#
        let sent = try #require(Self.load(step).plan?.deliveries.first).body
        let fault = try Fault.written(word)
        let envelope = try BuiltIn.provider("aliyun").envelope
        #expect(sent == BodyFaults.bytes(of: try JSONReader.value(of: Array(body.utf8)), [fault], envelope))
        #expect(sent != Array(body.utf8))
    }

    @Test(arguments: [
        (#"{ "send": "X", "body": 1 }"#, "\"X\" does not say provider and event"),
        (#"{ "send": "alyun/X", "body": 1 }"#, "unknown provider \"alyun\""),
        (#"{ "send": "aliyun/X", "bodyFile": "gone.json" }"#, "cannot read dir/gone.json"),
        (#"{ "send": "aliyun/X", "body": "${film.videoId}" }"#, "unknown name ${film.videoId}"),
    ])
    func `a mistake is found before anything is sent`(_ step: String, _ message: String) {
        let (_, findings) = Self.load(step)
        #expect(findings.map(\.message) == [message])
    }
}
