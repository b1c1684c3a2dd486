import TestSupport
import Testing
@testable import VodHookPlan

/// What a scenario says under `load`, and how flags go over it.
@Suite struct LoadSpecTests {
    private static func load(_ members: String) -> ScenarioText.Loaded {
        ScenarioText.load(
            ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }"#, members: "\"load\": { \(members) }")
        )
    }

    @Test func `everything that can be said is taken over`() throws {
        let loaded = Self.load(
            """
            "rate": "50/s", "stages": [{ "duration": "5s", "rate": "200/s" }], "warmUp": "1s", "count": 9,
            "unit": "uploads", "poisson": true, "connections": 8, "retries": false, "drain": "2s",
            "thresholds": ["lost == 0", "audit.absent == 0"], "audit": 50
            """)
        #expect(loaded.lines == [])
        let spec = try #require(loaded.scenario?.load)
        #expect(spec.repeats == false)
        #expect(spec.auditLimit == 50)
        #expect(spec.connections == 8)
        #expect(spec.drain == .seconds(2))
        #expect(spec.thresholds.map(\.text) == ["lost == 0", "audit.absent == 0"])
        let profile = try spec.profile(eventsPerUpload: 3)
        #expect(profile.summary == "from 50/s 5s:200/s (uploads), Poisson")
        #expect(profile.limit == 9)
        #expect(
            try profile.preceded(by: .seconds(1)).shape
                == .stages(
                    start: 50,
                    [
                        .init(duration: .seconds(1), rate: 50), .init(duration: .seconds(5), rate: 200),
                    ]))
    }

    @Test(arguments: [
        (#""rate": "50""#, #"2:50 expected a rate such as "500/s" or "30/m", found "50""#),
        (
            #""thresholds": ["lost = 0"]"#,
            #"2:60 "lost = 0" is not a threshold; write them as "p99 < 50ms" or "lost == 0""#
        ),
        (
            #""concurrency": 5, "rate": "5/s""#,
            "2:49 concurrency excludes rate and stages: the receiver sets the rate"
        ),
        (
            #""stages": [{ "duration": "5s", "rate": "1/s" }], "warmUp": "1s""#,
            "2:49 a warm-up needs a rate at the beginning: give one besides the stages"
        ),
        (#""rates": "5/s""#, #"2:51 unknown key "rates" -> did you mean "rate"?"#),
    ])
    func `mistakes are found at their place`(members: String, message: String) {
        let lines = Self.load(members).lines
        #expect(lines.map { $0.drop { $0 != " " } } == [message.drop { $0 != " " }])
    }

    /// What flags say, over what the scenario says.
    @Test func `flags go over the scenario, and the shape is one choice`() throws {
        var scenario = LoadSpec()
        scenario.stages = [.init(duration: .seconds(5), rate: 200)]
        scenario.rate = 50
        scenario.isPoisson = true
        scenario.thresholds = [try Threshold("lost == 0")]
        var flags = LoadSpec()
        #expect(try flags.over(scenario).profile(eventsPerUpload: 1).summary.hasPrefix("from 50/s"))
        flags.rate = 10
        flags.thresholds = [try Threshold("p99 < 5ms")]
        let over = flags.over(scenario)
        #expect(try over.profile(eventsPerUpload: 1).summary == "10/s for 30s (events), Poisson")
        #expect(over.thresholds.map(\.text) == ["lost == 0", "p99 < 5ms"])
        var closed = LoadSpec()
        closed.concurrency = 4
        #expect(
            try closed.over(scenario).profile(eventsPerUpload: 1).summary == "closed loop of 4 for 30s")
    }
}
