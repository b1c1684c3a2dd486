@testable import JSONText
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookLoad
@testable import VodHookPlan

struct LoadResultTests {
    private static let heading = LoadResult.Heading(
        toolVersion: "1", scenario: "Test", seed: 7, profile: "500/s for 30s (events)")

    /// A result of seeded figures.
    private static func result(_ seed: UInt64, count: Int = 5000) -> LoadResult {
        var generator = SeededGenerator(seed: seed)
        var result = LoadResult()
        for _ in 0..<count {
            let latency = Int64(generator.int(in: 0...90_000_000))
            result.response.record(nanoseconds: latency)
            result.service.record(nanoseconds: latency / 2)
            result.senderLateness.record(nanoseconds: latency / 100)
            result.inSecond(at: Int64(generator.int(in: 0...20)) * 1_000_000_000) { $0.delivered += 1 }
        }
        result.counts.offered = count
        result.counts.delivered = count - 3
        result.counts.attempts = count + 10
        result.counts.lost = 3
        result.expectedLosses.refused = 2
        result.statuses = [200: count - 3, 500: 13]
        result.errors = ["timeout": Int(seed)]
        result.duration = .seconds(20 + Int(seed))
        result.offeringDuration = .seconds(20)
        return result
    }

    @Test func `merged segments are the whole, step by step of every histogram`() throws {
        let parts = try (1...4).map { number in
            var part = Self.result(UInt64(number))
            part.segments = [try #require(Segment("\(number)/4"))]
            return part
        }
        let merged = try #require(LoadResult.merging(parts))
        var whole = LoadResult()
        for seed in 1...4 {
            var generator = SeededGenerator(seed: UInt64(seed))
            for _ in 0..<5000 {
                whole.response.record(nanoseconds: Int64(generator.int(in: 0...90_000_000)))
                _ = generator.next()
            }
        }
        #expect(merged.response == whole.response)
        #expect(merged.response.milliseconds(at: 99) == whole.response.milliseconds(at: 99))
        #expect(merged.counts.offered == 20_000)
        #expect(merged.segments.map(\.description) == ["1/4", "2/4", "3/4", "4/4"])
        #expect(merged.statuses == [200: 19_988, 500: 52])
        #expect(merged.errors == ["timeout": 10])
        #expect(merged.expectedLosses.refused == 8)
        #expect(merged.duration == .seconds(24))
        #expect(merged.seconds.map(\.delivered).reduce(0, +) == 20_000)
    }

    @Test func `a saved result reads back the same, and merges the same`() throws {
        let parts = (1...3).map { Self.result(UInt64($0)) }
        let back = try parts.map { part in
            let text = JSONWriter.bytes(of: part.json(Self.heading, LoadJudgement(part, [])))
            return try LoadResult(json: try JSONReader.value(of: text))
        }
        #expect(back == parts)
        #expect(LoadResult.merging(back) == LoadResult.merging(parts))
    }

    @Test func `the saved form has the keys of the contract`() throws {
        let result = Self.result(1)
        let json = result.json(Self.heading, LoadJudgement(result, [try Threshold("lost == 0")]))
        #expect(json["schemaVersion"]?.number?.int64 == 1)
        #expect(json["offered"]?.number?.int64 == 5000)
        #expect(json["rate"]?["offeredPerSecond"]?.number?.double == 250)
        #expect(json["statuses"]?["200"]?.number?.int64 == 4997)
        for name in ["response", "service", "senderLateness"] {
            for figure in ["p50", "p90", "p99", "p999", "max"] {
                #expect(json["latencyMs"]?[name]?[figure]?.number != nil, "\(name).\(figure)")
            }
        }
        #expect(json["verdict"]?.string == "fail")
        #expect(json["thresholds"]?.array?.first?["value"]?.string == "3")
    }

    @Test(arguments: [
        "{}", #"{"schemaVersion":1,"kind":"load"}"#, #"{"schemaVersion":2,"kind":"load"}"#, "[]",
    ])
    func `what is no saved result is refused`(text: String) throws {
        let value = try JSONReader.value(of: Array(text.utf8))
        #expect(throws: LoadError.self) { try LoadResult(json: value) }
    }

    /// A saved result with one text of it replaced.
    private static func saved(_ text: String, _ other: String) throws -> LoadResult {
        let result = result(1, count: 5)
        let written = JSONWriter.text(of: result.json(heading, LoadJudgement(result, [])))
        #expect(written.contains(text))
        return try LoadResult(json: JSONReader.value(of: Array(written.replacing(text, with: other).utf8)))
    }

    @Test func `counts that do not add up are refused`() {
        let sentence =
            "the counts do not add up: offered 6, but delivered, lost, dropped and unfinished make 5"
        #expect(throws: LoadError(sentence)) { try Self.saved(#""offered":5"#, #""offered":6"#) }
    }

    @Test(arguments: ["1e300", "-1", "null", "1e999"])
    func `a time that cannot be is refused`(_ time: String) {
        #expect(throws: LoadError(#""durationSeconds" is not a time, or more than 10 years"#)) {
            try Self.saved(#""durationSeconds":21"#, #""durationSeconds":\#(time)"#)
        }
    }

    @Test func `counts that would overflow when they are added are refused or cut`() throws {
        let many = Array(repeating: "[5,1125899906842624]", count: 3).joined(separator: ",")
        #expect(throws: LoadError(#"the histogram "response" holds a value beyond its range"#)) {
            try Self.saved(#""histogramsUs":{"response":["#, #""histogramsUs":{"response":[\#(many),"#)
        }
        let seconds = Array(repeating: #"{"attempts":1125899906842624}"#, count: 2).joined(separator: ",")
        let result = try Self.saved(#""series":["#, #""series":[\#(seconds),"#)
        #expect(result.seconds.prefix(2).map(\.attempts) == [1 << 32, 1 << 32])
        let endless = Array(repeating: "{}", count: LoadResult.secondLimit + 1).joined(separator: ",")
        #expect(throws: LoadError(#""series" holds more than 100000 seconds"#)) {
            try Self.saved(#""series":["#, #""series":[\#(endless),"#)
        }
    }

    @Test func `a saturated sender is told from any number of events`() {
        var result = LoadResult()
        result.counts.senderLate = Int.max
        result.counts.offered = Int.max
        #expect(result.senderWasSaturated)
        (result.counts.senderLate, result.counts.offered) = (1, 100)
        #expect(!result.senderWasSaturated)
        result.counts.senderLate = 2
        #expect(result.senderWasSaturated)
    }
}
