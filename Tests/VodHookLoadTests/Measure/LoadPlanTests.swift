@testable import JSONText
import TestSupport
import Testing
@testable import VodHookLoad
@testable import VodHookPlan

struct LoadPlanTests {
    private static let text = ScenarioText.text(
        media: #"{ "source": { "duration": "15s" }, "renditions": [ { "definition": "LD" } ] }"#,
        steps: #"{ "emit": "lifecycle" }"#)

    private static func script() throws -> LoadScript {
        let scenario = try ScenarioText.scenario(text)
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 7, start: Scenario.defaultStart)
        return try #require(try LoadScript.compile(scenario, planner: planner).script)
    }

    private static let profiles: [LoadProfile] = [
        LoadProfile(.constant(rate: 100, duration: .seconds(20))),
        LoadProfile(.constant(rate: 100, duration: .seconds(20)), isPoisson: true),
        LoadProfile(.constant(rate: 20, duration: .seconds(20)), unit: .uploads),
        LoadProfile(.constant(rate: 20, duration: .seconds(20)), unit: .uploads, burst: 10),
        LoadProfile(.stages(start: 0, [.init(duration: .seconds(20), rate: 200)])),
        LoadProfile(.closed(concurrency: 5, duration: .seconds(20)), limit: 2000),
    ]

    /// What is sent, byte for byte: the time and the body.
    private static func stream(_ script: LoadScript, _ profile: LoadProfile, _ segment: Segment) throws -> [(
        LoadSend, [UInt8]
    )] {
        try LoadPlan(script, profile, seed: 7, segment: segment).map { send in
            (send, script.body(send.event, upload: send.upload))
        }
    }

    @Test(arguments: profiles.indices)
    func `the segments together are the undivided plan, byte for byte`(place: Int) throws {
        let script = try Self.script()
        let profile = Self.profiles[place]
        let whole = try Self.stream(script, profile, .whole)
        #expect(whole.count > 300)
        for count in [2, 4] {
            var parts: [(LoadSend, [UInt8])] = []
            for index in 0..<count {
                let segment = try #require(Segment(index, of: count))
                parts += try Self.stream(script, profile, segment.part(0, of: 2))
                parts += try Self.stream(script, profile, segment.part(1, of: 2))
            }
            func key(_ item: (LoadSend, [UInt8])) -> (Int64, Int, Int) {
                (item.0.time, item.0.upload, item.0.event)
            }
            let joined = parts.sorted { key($0) < key($1) }
            let ordered = whole.sorted { key($0) < key($1) }
            #expect(joined.map(\.0) == ordered.map(\.0))
            #expect(joined.map(\.1) == ordered.map(\.1))
        }
    }

    @Test func `times never go back, and a rate of events is kept from the first to the last`() throws {
        let sends = Array(try LoadPlan(try Self.script(), Self.profiles[0], seed: 7))
        #expect(sends.count == 2000)
        #expect(sends.map(\.time) == (0..<2000).map { Int64($0) * 10_000_000 })
    }

    @Test func `an upload that begins at its time has the gaps of the vendor`() throws {
        let script = try Self.script()
        let sends = Array(try LoadPlan(script, Self.profiles[2], seed: 7))
        let events = script.events
        for upload in [0, 17, 399] {
            let own = sends.filter { $0.upload == upload }
            let begin = Int64(upload) * 50_000_000
            #expect(own.map { $0.time - begin } == own.map { events[$0.event].offset })
            #expect(own.count > 1)
        }
        #expect(zip(sends.dropFirst(), sends).allSatisfy { $0.time >= $1.time })
    }

    @Test func `uploads have ids of their own, and the events of one upload agree`() throws {
        let script = try Self.script()
        var seen: Set<String> = []
        for upload in 0..<50 {
            var ids: Set<String> = []
            for (number, event) in script.events.enumerated()
            where event.variant == upload % script.variants.count {
                let body = script.body(number, upload: upload)
                let value = try JSONReader.value(of: body)
                ids.insert(try #require(value["VideoId"]?.string))
                let url = value["FileUrl"]?.string ?? ""
                #expect(url.isEmpty || !url.contains("{"))
            }
            #expect(ids.count == 1)
            seen.formUnion(ids)
        }
        #expect(seen.count == 50)
    }

    @Test(arguments: [0, 0xC0FFEE] as [UInt64])
    func `a compiled body is as good as a planned one`(_ salt: UInt64) throws {
        for provider in ["aliyun", "volcengine", "byteplus"] {
            let text = ScenarioText.text(
                provider: provider, media: #"{ "source": { "duration": "15s" }, "renditions": [ { } ] }"#,
                steps: #"{ "emit": "lifecycle" }"#)
            guard let scenario = ScenarioText.load(text).scenario else { continue }
            let planner = Planner(
                catalogue: BuiltIn.catalogue, seed: 7, start: Scenario.defaultStart, salt: salt)
            let script = try #require(try LoadScript.compile(scenario, planner: planner).script)
            for (number, event) in script.events.enumerated() {
                // Byte for byte what the planner says for the upload's salt.
                var salted = planner
                salted.salt = script.salt(of: number)
                let plan = try #require(salted.plan(scenario, instance: event.variant).plan)
                let bodies = plan.deliveries.map(\.body)
                #expect(bodies.contains(script.body(number, upload: number)))
                #expect(event.template != nil)
                #expect(script.body(number, upload: 1) != script.body(number, upload: 2))
                var reused = LoadBodies(script)
                reused.with(number, upload: 9) { bytes in
                    #expect(Array(bytes) == script.body(number, upload: 9))
                }
            }
        }
    }

    @Test func `load sends what a good client can send, and refuses the rest by its word`() throws {
        let refused = try FaultWord.all.map(\.text).filter { $0 != "drop" }.filter { word in
            let text = ScenarioText.text(
                steps: #"{ "emit": "TranscodeComplete", "faults": [ "\#(word)" ] }"#)
            let planner = Planner(catalogue: BuiltIn.catalogue, seed: 7, start: Scenario.defaultStart)
            let script = try LoadScript.compile(try ScenarioText.scenario(text), planner: planner).script
            let obstacle = script?.obstacle
            if let obstacle { #expect(obstacle.contains("\"\(word)\"")) }
            return obstacle != nil
        }
        #expect(
            refused == [
                "overlap", "chunked", "expect-continue", "slow-body", "slow-headers", "reset", "half-close",
                "own-connection",
            ])
    }

    @Test func `a body that a fault breaks is planned for each upload`() throws {
        let text = ScenarioText.text(
            media: #"{ "source": { "duration": "15s" } }"#,
            steps: #"{ "emit": "TranscodeComplete", "faults": [{ "fault": "truncated", "bytes": 150 }] }"#)
        let scenario = try ScenarioText.scenario(text)
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 7, start: Scenario.defaultStart)
        let script = try #require(try LoadScript.compile(scenario, planner: planner).script)
        #expect(script.events[0].template == nil)
        #expect(script.body(0, upload: 1).count == 150)
        #expect(script.body(0, upload: 1) != script.body(0, upload: 2))
    }

    @Test func `each round of a search has ids of its own`() throws {
        var script = try Self.script()
        let first = script.body(0, upload: 0)
        script.round = 1
        #expect(script.body(0, upload: 0) != first)
    }

    @Test(arguments: [("1/4", 0, 4), ("4/4", 3, 4), ("1/1", 0, 1)])
    func `a segment is written from 1`(text: String, index: Int, count: Int) {
        #expect(Segment(text) == Segment(index, of: count))
    }

    @Test(arguments: ["0/4", "5/4", "1", "a/b", "1/0", "1/5000", ""])
    func `what is no segment is none`(text: String) { #expect(Segment(text) == nil) }

    @Test func `uploads that would last for ever are refused`() throws {
        let mistake = LoadError(
            "an upload would last longer than 10 years; shorten its waits, or its gaps with --speed")
        let script = try Self.script()
        #expect(throws: mistake) { try LoadPlan(script, Self.profiles[0], seed: 7, speed: 1e-9) }
        let text = ScenarioText.text(
            steps: #"{ "repeat": 40, "steps": [ { "wait": "87600h" } ] }, { "emit": "TranscodeComplete" }"#)
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 7, start: Scenario.defaultStart)
        let long = try #require(
            try LoadScript.compile(try ScenarioText.scenario(text), planner: planner).script)
        #expect(long.longestUpload == .nanoseconds(Int64.max))
        #expect(throws: mistake) { try LoadPlan(long, Self.profiles[0], seed: 7) }
    }

    @Test func `the lowest rates give a plan`() throws {
        for rate in [LoadProfile.lowestRate, 1e-15] {
            let profile = LoadProfile(.constant(rate: rate, duration: .seconds(7 * 24 * 3600)))
            #expect(Array(try LoadPlan(try Self.script(), profile, seed: 7)).count < 10)
        }
    }

    @Test(arguments: ["-9223372036854775808/4", "0/4", "5/4", "1/5000"])
    func `what is no segment is none`(_ text: String) { #expect(Segment(text) == nil) }
}
