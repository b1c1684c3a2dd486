import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookSearch

/// Each class of bug is found, made as small as it goes, and saved as a scenario that shows it.
@Suite struct FuzzerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let bug: FuzzReceiver.Bug
        let tier: FuzzTier
        /// The odd body, and what comes of it.
        let body: String
        let consequence: String
        var testDescription: String { "\(body) \(consequence)" }
    }

    static let cases: [Case] = [
        Case(
            bug: .refusesUnknownFields, tier: .forwardCompatible,
            body: "TranscodeComplete with an unknown field", consequence: "is answered with 400"),
        Case(
            bug: .failsOnEmptyList, tier: .forwardCompatible,
            body: "TranscodeComplete with $.StreamInfos empty", consequence: "is answered with 500"),
        Case(
            bug: .failsOnNoJSON, tier: .hostile, body: "TranscodeComplete that is no JSON",
            consequence: "is answered with 500"),
        Case(
            bug: .hangsOnMark, tier: .hostile, body: "TranscodeComplete with a byte order mark",
            consequence: "gets no answer in time"),
        Case(
            bug: .keepsWhatItRefuses, tier: .invalid, body: "TranscodeComplete without $.Status",
            consequence: "is refused with 400 and changes the state all the same"),
        Case(
            bug: .guessesStatus, tier: .invalid, body: "TranscodeComplete without $.Status",
            consequence: #"is accepted and leaves $.status at "failed" instead of "ready""#),
        Case(
            bug: .keepsUnknownEvents, tier: .forwardCompatible,
            body: "TranscodeComplete of an unknown EventType",
            consequence: "is accepted, and the video exists now; before it did not"),
    ]

    @Test(arguments: cases) func `a bug is found and explained, and saved as a scenario`(_ example: Case)
        async throws
    {
        let result = await FuzzBench.fuzz(try FuzzBench.scenario(FuzzBench.one), example.bug) {
            $0.tiers = [example.tier]
            $0.cases = 250
            $0.findings = 40
        }
        let finding = try #require(
            result.findings.first { finding in
                finding.rule.hasSuffix(example.consequence)
                    && (finding.rule.hasPrefix(example.body) || finding.alike.contains(example.body))
            }, "\(result.findings.map(\.rule))")
        #expect(result.verdict == .fail)
        #expect(finding.tier == example.tier)
        #expect(finding.isRepeatable)
        let scenario = try #require(finding.scenario)
        #expect(try await FuzzBench.run(scenario, example.bug).verdict == .fail)
        let good = try await FuzzBench.run(scenario, .none)
        #expect(good.verdict == .pass, "\(good.checks.filter { $0.verdict == .fail })")
    }

    /// Twenty seeds by the hundred run against the reference receiver, see `ZooTests`.
    @Test(arguments: 1...3) func `a good receiver gives no finding`(_ seed: UInt64) async throws {
        let result = await FuzzBench.fuzz(try FuzzBench.scenario(), .none) {
            $0.seed = seed
            $0.nonce = seed &* 77
            $0.cases = 10
        }
        #expect(result.findings.map(\.rule) == [])
        #expect(result.verdict == .pass)
        #expect(result.run == 10)
    }

    @Test func `a receiver that takes over what it gets is no finding`() async throws {
        let result = await FuzzBench.fuzz(try FuzzBench.scenario(), .passesOn) {
            $0.cases = 150
            $0.tiers = [.invalid]
        }
        #expect(result.findings.map(\.rule) == [])
    }

    @Test func `what needs nothing before it is shown by itself`() async throws {
        let result = await FuzzBench.fuzz(try FuzzBench.scenario(), .failsOnEmptyList) {
            $0.tiers = [.forwardCompatible]
        }
        #expect(result.findings.first?.lines == ["TranscodeComplete with $.StreamInfos empty"])
    }

    @Test func `a receiver that dies is named with what it died of`() async throws {
        let result = await FuzzBench.fuzz(try FuzzBench.scenario(), .dies) {
            $0.tiers = [.invalid]
            $0.jobs = 1
        }
        let finding = try #require(result.findings.first)
        #expect(finding.kind == "death")
        #expect(finding.rule == "TranscodeComplete with $.StreamInfos null ends the receiver")
        #expect(result.run < 400)
    }

    @Test func `media are drawn for an event, and the smallest one that fails is shown`() async throws {
        let result = await FuzzBench.fuzz(
            try FuzzBench.event("TranscodeComplete", profile: "current"), .failsOnSound
        ) {
            $0.tiers = [.valid]
            $0.cases = 40
        }
        let finding = try #require(result.findings.first)
        #expect(
            finding.rule
                == #"aliyun/TranscodeComplete (current) about a media with {"source":{"video":false}} is answered with 500"#
        )
        let scenario = try #require(finding.scenario)
        #expect(try await FuzzBench.run(scenario, .failsOnSound).verdict == .fail)
        #expect(try await FuzzBench.run(scenario, .none).verdict == .pass)
    }

    @Test func `all profiles of an event have their turn`() async throws {
        let result = await FuzzBench.fuzz(try FuzzBench.event("TranscodeComplete"), .none) { $0.cases = 60 }
        #expect(result.subjects.count == 4)
        #expect(result.verdict == .pass)
        #expect(result.subjects.allSatisfy { !$0.tried.isEmpty && $0.isObserved })
    }

    @Test func `the time limit ends the search`() async throws {
        let result = await FuzzBench.fuzz(try FuzzBench.scenario(), .none) { $0.timeLimit = .zero }
        #expect(result.isTimeUp)
        #expect(result.run == 0)
    }

    @Test func `the same seed tries the same bodies in the same order`() async throws {
        func labels(_ seed: UInt64) async throws -> [String] {
            let bodies = BodyLog()
            var options = FuzzOptions()
            options.jobs = 1
            options.cases = 30
            options.seed = seed
            let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
            _ = await Fuzzer(
                try FuzzBench.scenario(), planner: planner, over: bodies, FakeWallTime().wallTime, options
            ).run()
            return bodies.all
        }
        let first = try await labels(3)
        #expect(first.count > 40)
        #expect(try await labels(3) == first)
        #expect(try await labels(4) != first)
    }
}

/// Answers as a good receiver does and keeps what came.
final class BodyLog: Transport {
    private let receiver = FuzzReceiver(.none)
    private let bodies = Guarded<[String]>([])

    var all: [String] { bodies.withLock { $0 } }

    func send(_ request: OutgoingRequest) async -> Exchange {
        if request.method == "POST" {
            let text = String(decoding: request.body.prefix(2000), as: UTF8.self)
            bodies.withLock { $0.append(text) }
        }
        return await receiver.send(request)
    }
}
