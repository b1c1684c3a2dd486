@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

@Suite struct PlannerTests {
    private static let lifecycle = ScenarioText.text(
        media: """
            { "source": { "duration": "15s", "width": 1280, "height": 720 },
              "renditions": [ { "definition": "FD" }, { "definition": "LD" } ] }
            """, steps: #"{ "emit": "lifecycle" }"#)

    private static let threeRenditions =
        #"{ "renditions": [ { "definition": "FD" }, { "definition": "LD" }, { "definition": "SD" } ] }"#

    private func value(_ delivery: PlannedDelivery) throws -> JSONValue {
        try JSONReader.value(of: delivery.body)
    }

    private func ids(_ plan: Plan) throws -> Set<String> {
        Set(try plan.deliveries.compactMap { try value($0)["VideoId"]?.string })
    }

    @Test(arguments: ["aliyun", "volcengine", "byteplus"])
    func `the same seed gives the same bytes, another seed or instance other ids`(_ provider: String) throws {
        let event = provider == "aliyun" ? "TranscodeComplete" : "WorkflowComplete"
        let text = ScenarioText.text(
            provider: provider, steps: #"{ "emit": "\#(event)" }, { "emit": "lifecycle" }"#)
        let plan = try ScenarioText.plan(text, seed: 7)
        #expect(!plan.deliveries.isEmpty)
        let again = try ScenarioText.plan(text, seed: 7)
        #expect(again.deliveries.map(\.body) == plan.deliveries.map(\.body))
        #expect(again.deliveries.map(\.offset) == plan.deliveries.map(\.offset))
        for other in [
            try ScenarioText.plan(text, seed: 8), try ScenarioText.plan(text, seed: 7, instance: 1),
        ] {
            #expect(other.deliveries[0].body != plan.deliveries[0].body)
        }
        #expect(plan.seed == 7)
        #expect(plan.start == Scenario.defaultStart)
    }

    @Test func `all events of a media speak of one video, other instances of another`() throws {
        let first = try ids(try ScenarioText.plan(Self.lifecycle))
        let second = try ids(try ScenarioText.plan(Self.lifecycle, instance: 1))
        #expect(first.count == 1)
        #expect(second.count == 1)
        #expect(first != second)
    }

    @Test func `repetition gives fresh media each time, and the same ones before and after it`() throws {
        let text = ScenarioText.text(
            steps: """
                { "emit": "TranscodeComplete" },
                { "repeat": 3, "steps": [ { "emit": "TranscodeComplete" }, { "emit": "SnapshotComplete" } ] },
                { "repeat": 2, "steps": [ { "repeat": 2, "steps": [ { "emit": "TranscodeComplete" } ] } ] },
                { "emit": "SnapshotComplete" }
                """)
        let plan = try ScenarioText.plan(text)
        let ids = try plan.deliveries.map { try value($0)["VideoId"]?.string ?? "" }
        #expect(ids.count == 12)
        #expect(ids[1] == ids[0], "the first round has the media of the steps around it")
        #expect((ids[1], ids[3], ids[5]) == (ids[2], ids[4], ids[6]))
        #expect(Set([ids[1], ids[3], ids[5]]).count == 3)
        #expect(Set(ids[7...10]).count == 4, "nested rounds differ too")
        #expect(ids[11] == ids[0])
        #expect(plan.deliveries.map(\.id) == (1...12).map { "d\($0)" })
    }

    @Test func `a lifecycle has every event once, in the order of its offsets, from the upload on`() throws {
        let plan = try ScenarioText.plan(Self.lifecycle)
        let names = plan.deliveries.map { $0.event + ($0.subject.map { " \($0)" } ?? "") }
        #expect(names.first == "FileUploadComplete")
        #expect(
            names.filter { $0.hasPrefix("StreamTranscodeComplete") }.sorted() == [
                "StreamTranscodeComplete FD", "StreamTranscodeComplete LD",
            ])
        #expect(names.filter { $0 == "TranscodeComplete" }.count == 1)
        let offsets = plan.deliveries.map(\.offset)
        #expect(offsets == offsets.sorted())
        #expect(offsets.allSatisfy { $0 > .zero })
        for delivery in plan.deliveries {
            #expect(
                plan.start + delivery.offset >= delivery.eventTime,
                "\(delivery.event) is sent before it happens")
        }
        let transcoded = try #require(names.firstIndex(of: "TranscodeComplete"))
        #expect(names[..<transcoded].filter { $0.hasPrefix("StreamTranscodeComplete") }.count == 2)
    }

    @Test func `a duplicate follows the delivery that it repeats`() throws {
        let text = ScenarioText.text(
            media: Self.threeRenditions,
            steps: #"{ "emit": "StreamTranscodeComplete", "faults": [ "duplicate", "duplicate" ] }"#)
        let deliveries = try ScenarioText.plan(text).deliveries
        #expect(deliveries.map(\.id) == (1...9).map { "d\($0)" })
        #expect(deliveries.map(\.follows) == [nil, "d1", "d1", "d3", "d4", "d4", "d6", "d7", "d7"])
        #expect(Set(deliveries.prefix(3).map(\.body)).count == 1)
        #expect(Set(deliveries.map(\.body)).count == 3)
    }

    @Test func `changes set and drop values of the body`() throws {
        let text = ScenarioText.text(
            media: Self.threeRenditions,
            steps: """
                { "emit": "TranscodeComplete", "change": [
                    { "path": "$.Status", "set": "fail" }, { "path": "$.StreamInfos[0].Size", "set": 9.50 },
                    { "path": "$.Added", "set": { "a": [ null ] } }, { "path": "$.StreamInfos[1:]", "drop": true } ] }
                """)
        let body = try value(try ScenarioText.plan(text).deliveries[0])
        #expect(body["Status"] == "fail")
        #expect(body.at("StreamInfos", "0", "Size")?.number?.literal == "9.50")
        #expect(body["Added"] == ["a": [.null]])
        #expect(body["StreamInfos"]?.array?.count == 1)
    }

    @Test(arguments: [
        (#"{ "path": "$.Nothing.There", "set": 1 }"#, "$.Nothing.There"),
        (#"{ "path": "$.Nothing", "drop": true }"#, "$.Nothing"),
        (#"{ "path": "$.StreamInfos[9]", "drop": true }"#, "$.StreamInfos[9]"),
    ])
    func `a change that selects nothing is a finding at its place`(_ change: String, _ path: String) throws {
        let findings = try ScenarioText.planFindings(
            ScenarioText.text(steps: #"{ "emit": "TranscodeComplete", "change": [ \#(change) ] }"#))
        #expect(findings.map(\.message) == ["\(path) selects nothing in this body"])
        #expect(findings.map(\.position.description) == ["test.json:2:57"])
        #expect(findings.first?.remedy == "vodhook emit aliyun/TranscodeComplete prints one")
    }

    @Test func `a change must find its place in one of the bodies, not in all`() throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "lifecycle", "change": [ { "path": "$.StreamInfos", "drop": true } ] }"#)
        #expect(try ScenarioText.planFindings(text) == [])
    }

    @Test(arguments: [
        (#"{ "fault": "wrong-type", "path": "$.Nope" }"#, "$.Nope selects nothing in this body"),
        (#"{ "fault": "array-order", "path": "$.Nope" }"#, "$.Nope selects nothing in this body"),
        (#"{ "fault": "array-order", "path": "$.Status" }"#, "$.Status selects no array in this body"),
        (#"{ "fault": "null-value", "path": "$.Nope.There" }"#, "$.Nope.There selects nothing in this body"),
        (#"{ "fault": "unknown-value", "path": "$.Nope[0]" }"#, "$.Nope[0] selects nothing in this body"),
    ])
    func `a fault that finds no place in any body is a finding at its place`(
        _ fault: String, _ message: String
    ) throws {
        let step = try ScenarioText.planFindings(
            ScenarioText.text(steps: #"{ "emit": "TranscodeComplete", "faults": [ \#(fault) ] }"#))
        #expect(step.map(\.message) == [message])
        #expect(step.map(\.position.description) == ["test.json:2:57"])
        #expect(step.first?.remedy == "vodhook emit aliyun/TranscodeComplete prints one")
        let whole = try ScenarioText.planFindings(
            ScenarioText.text(
                steps: #"{ "emit": "TranscodeComplete" }"#, members: #""faults": [ \#(fault) ]"#))
        #expect(whole.map(\.message) == [message])
        let sent = try ScenarioText.planFindings(
            ScenarioText.text(steps: #"{ "send": "aliyun/X", "body": "no JSON", "faults": [ \#(fault) ] }"#))
        #expect(sent.count == 1)
        #expect(sent.first?.remedy == nil)
    }

    @Test func `a body that is to be cut at its end or behind it is a finding`() throws {
        func cut(_ bytes: Int, after faults: String = "") throws -> [String] {
            let fault = #"{ "fault": "truncated", "bytes": \#(bytes) }"#
            let step = #"{ "send": "aliyun/X", "body": {"a":1}, "faults": [ \#(faults)\#(fault) ] }"#
            return try ScenarioText.planFindings(ScenarioText.text(steps: step)).map {
                "\($0.position.line):\($0.position.column) \($0.message)"
            }
        }
        #expect(try cut(6) == [])
        #expect(try cut(7) == ["2:65 this body has 7 bytes, so nothing is cut off"])
        #expect(try cut(900, after: #"{ "fault": "huge-body", "bytes": 1000 }, "#) == [])
        #expect(try cut(9, after: #""byte-order-mark", "#) == [])
    }

    @Test func `a fault must find its place in one of the bodies, and only that delivery has it`() throws {
        let fault = #"{ "fault": "array-order", "path": "$.StreamInfos" }"#
        let text = ScenarioText.text(
            media: Self.threeRenditions, steps: #"{ "emit": "lifecycle" }"#,
            members: #""faults": [ \#(fault) ]"#)
        #expect(try ScenarioText.planFindings(text) == [])
        let events = try ScenarioText.plan(text).deliveries.filter { !$0.faults.isEmpty }.map(\.event)
        #expect(events == ["TranscodeComplete"])
    }

    @Test(arguments: [
        (#""chance": 0"#, "$.Status", 0), (#""every": 9"#, "$.Status", 0), (#""chance": 0"#, "$.No[0]", 1),
    ])
    func `a fault that no delivery is chosen for is still looked at`(
        _ choice: String, _ path: String, _ count: Int
    ) throws {
        let fault = #"{ "fault": "wrong-type", "path": "\#(path)", \#(choice) }"#
        let text = ScenarioText.text(steps: #"{ "emit": "TranscodeComplete", "faults": [ \#(fault) ] }"#)
        #expect(try ScenarioText.planFindings(text).count == count)
    }

    @Test func `a fault may be about what a fault before it has added`() throws {
        let faults = """
            { "fault": "null-value", "path": "$.New" }, { "fault": "wrong-type", "path": "$.New" }
            """
        let text = ScenarioText.text(steps: #"{ "emit": "TranscodeComplete", "faults": [ \#(faults) ] }"#)
        #expect(try ScenarioText.planFindings(text) == [])
        #expect(try value(try ScenarioText.plan(text).deliveries[0])["New"] == "not null")
    }

    private func override(_ path: String, _ value: JSONValue) throws -> Change {
        Change(
            path: try JSONPath(path), action: .set(value),
            position: SourcePosition(file: "--set", line: 1, column: 1))
    }

    @Test func `an override changes every body that has its place`() throws {
        let plan = try ScenarioText.plan(
            Self.lifecycle, overrides: [try override("$.StreamInfos[0].Bitrate", "x")])
        let values = try plan.deliveries.map { try value($0).at("StreamInfos", "0", "Bitrate") }
        #expect(values.contains("x"))
        #expect(values.contains(nil))
    }

    @Test func `an override without a place in any body is a finding`() throws {
        let findings = try ScenarioText.planFindings(
            Self.lifecycle, overrides: [try override("$.No.Where", 1)])
        #expect(findings.map(\.message) == ["--set $.No.Where: no body has such a place"])
        let none = ScenarioText.text(steps: #"{ "wait": "1s" }"#)
        #expect(try ScenarioText.planFindings(none, overrides: [try override("$.No.Where", 1)]) == [])
    }

    @Test func `an event that the media cannot have is a finding that says why`() throws {
        let silent = ScenarioText.text(
            media: #"{ "renditions": [] }"#, steps: #"{ "emit": "StreamTranscodeComplete" }"#)
        let finding = try #require(try ScenarioText.planFindings(silent).first)
        #expect(finding.message.hasPrefix("\"movie\" has no StreamTranscodeComplete: it has no "))
        #expect(finding.position.description == "test.json:2:14")
        let unfinished = ScenarioText.text(
            media: #"{ "upload": { "completes": false } }"#, steps: #"{ "emit": "lifecycle" }"#)
        #expect(
            try ScenarioText.planFindings(unfinished).map(\.message) == [
                "a real upload of \"movie\" produces no event"
            ])
    }

    @Test func `only the rendition that was asked for is delivered`() throws {
        let text = ScenarioText.text(
            media: #"{ "renditions": [ { "definition": "FD" }, { "definition": "HD" } ] }"#,
            steps: #"{ "emit": "StreamTranscodeComplete", "rendition": "HD" }"#)
        #expect(try ScenarioText.plan(text).deliveries.map(\.subject) == ["HD"])
    }

    @Test func `references in probes are replaced by the values of the media`() throws {
        let text = ScenarioText.text(
            steps:
                ##"{ "emit": "TranscodeComplete" }, { "probe": { "url": "${target.origin}/${movie.videoId}/${movie.name}", "expect": {} } }"##
        )
        let plan = try ScenarioText.plan(text)
        guard case .probe(let probe) = plan.steps[1].kind else { throw MissingFixture(name: "probe") }
        let id = try #require(try value(plan.deliveries[0])["VideoId"]?.string)
        #expect(probe.url == "${target.origin}/\(id)/movie")
        #expect(probe.name == "GET /\(id)/movie")
    }

    @Test func `delivery rules of the scenario go over the provider's`() throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete" }"#,
            members: #""delivery": { "timeout": "1s", "retryAfter": [ "3s" ] }"#)
        let rules = try ScenarioText.plan(text).deliveries[0].rules
        #expect(rules.timeout == .seconds(1))
        #expect(rules.retries == RetrySchedule(gaps: [.seconds(3)]))
        #expect(rules.http.signature != nil)
    }

    @Test func `ten thousand steps are loaded and planned`() throws {
        let steps = (0..<10_000).map { $0 % 100 == 0 ? #"{"emit":"TranscodeComplete"}"# : #"{"wait":"1ms"}"# }
        let plan = try ScenarioText.plan(ScenarioText.text(steps: steps.joined(separator: ",")))
        #expect(plan.steps.count == 10_000)
        #expect(plan.deliveries.count == 100)
        #expect(plan.deliveries.last?.id == "d100")
    }

    private func findings(steps: String) throws -> [String] {
        let scenario = try ScenarioText.scenario(ScenarioText.text(steps: steps))
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        return planner.plan(scenario).findings.map {
            "\($0.position.line):\($0.position.column) \($0.message)"
        }
    }

    @Test(arguments: [
        (#"{ "repeat": 1000000, "steps": [ { "repeat": 1000000, "steps": [ { "wait": "1s" } ] } ] }"#, 14),
        (
            #"{ "repeat": 1001, "steps": [ { "repeat": 1000, "steps": [ { "emit": "TranscodeComplete" } ] } ] }"#,
            14
        ),
        (#"{ "repeat": 2, "steps": [ { "repeat": 400000, "steps": [ { "emit": "lifecycle" } ] } ] }"#, 40),
        (#"{ "repeat": 1000000, "steps": [ { "wait": "1s" }, { "wait": "1s" } ] }"#, 14),
    ])
    func `a plan of more than a million deliveries is a finding before it takes memory`(
        _ steps: String, _ column: Int
    ) throws {
        #expect(
            try findings(steps: steps) == [
                "2:\(column) the plan would have more than 1000000 deliveries, waits and probes"
            ])
    }

    @Test func `a plan of a million waits is none, and one more step is`() throws {
        let million = #"{ "repeat": 1000, "steps": [ { "repeat": 1000, "steps": [ { "wait": "1s" } ] } ] }"#
        #expect(try findings(steps: million) == [])
        let column = 14 + million.utf8.count + 2
        #expect(
            try findings(steps: million + #", { "wait": "1s" }"#) == [
                "2:\(column) the plan would have more than 1000000 deliveries, waits and probes"
            ])
    }

    @Test func `a single event is the one of the plan of all`() throws {
        let scenario = try ScenarioText.scenario(
            ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }"#))
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        let all = try #require(planner.plan(scenario, count: 3).plan).deliveries
        let single = (0..<3).flatMap { planner.single(scenario, number: $0).step?.deliveries ?? [] }
        #expect(single.map(\.body) == all.map(\.body))
        #expect(single.map(\.id) == ["d1", "d2", "d3"])
    }
}
