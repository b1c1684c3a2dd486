import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookSearch

/// What counts as a finding, and what the search does when the receiver changes under it.
@Suite struct FuzzSessionTests {
    private static func fuzz(
        _ bug: FuzzReceiver.Bug, _ tiers: [FuzzTier], cases: Int = 200, _ text: String = FuzzBench.one
    ) async throws -> FuzzResult {
        await FuzzBench.fuzz(try FuzzBench.scenario(text), bug) {
            $0.tiers = tiers
            $0.cases = cases
            $0.jobs = 1
        }
    }

    @Test func `each tier has its share, and what it does not need goes to the others`() {
        #expect(FuzzTrials.shares([10, 400, 300, 50], of: 200) == [10, 70, 70, 50])
        #expect(FuzzTrials.shares([1, 2, 3], of: 100) == [1, 2, 3])
        #expect(FuzzTrials.shares([5, 5, 5], of: 4) == [2, 1, 1])
        #expect(FuzzTrials.shares([], of: 10) == [])
    }

    @Test func `documented events about all kinds of media have a share of few cases`() async throws {
        let result = await FuzzBench.fuzz(try FuzzBench.event("TranscodeComplete"), .none) { $0.cases = 80 }
        #expect(result.available > 700)
        #expect(result.subjects.reduce(0) { $0 + ($1.tried[.valid] ?? 0) } >= 15)
        #expect(result.findings.map(\.rule) == [])
    }

    @Test func `a time that moves on while bodies are tried is no finding`() async throws {
        let result = try await Self.fuzz(.stamps, [.valid, .forwardCompatible])
        #expect(result.problem == nil)
        #expect(result.findings.map(\.rule) == [])
        #expect(
            result.notes == [
                "the state changes by itself at '$.receivedAt': not compared there; declare it volatile to be sure"
            ])
    }

    @Test func `an event that is only kept by its name is no finding`() async throws {
        let result = try await Self.fuzz(.recordsUnknownEvents, [.forwardCompatible])
        #expect(result.findings.map(\.rule) == [])
    }

    @Test func `an event that makes a video ready is one, in words`() async throws {
        let result = try await Self.fuzz(.keepsUnknownEvents, [.forwardCompatible])
        #expect(
            result.findings.map(\.rule) == [
                "TranscodeComplete of an unknown EventType is accepted, and the video exists now; before it did not"
            ])
    }

    @Test func `a video as the receiver makes new ones is a part of what the event says`() async throws {
        let result = try await Self.fuzz(.startsAsUnknown, [.invalid])
        #expect(result.findings.map(\.rule) == [])
    }

    @Test func `a field that is absent, null or of another type is one finding`() async throws {
        let result = try await Self.fuzz(.guessesStatus, [.invalid], cases: 400)
        let about = result.findings.filter { $0.rule.contains("$.Status") }
        #expect(about.count == 1, "\(result.findings.map(\.rule))")
        let all = [about.first?.rule ?? ""] + (about.first?.alike ?? [])
        for label in ["TranscodeComplete without $.Status", "TranscodeComplete with $.Status null"] {
            #expect(all.contains { $0.hasPrefix(label) }, "\(all)")
        }
    }

    @Test func `a receiver that takes the first stream for the best one is found`() async throws {
        let text = ScenarioText.text(
            media: #"{ "renditions": [ { "definition": "FD" }, { "definition": "LD" } ] }"#,
            steps: #"{ "emit": "TranscodeComplete" }"#, members: FuzzBench.observe)
        let result = try await Self.fuzz(.showsFirst, [.valid], cases: 40, text)
        #expect(
            result.findings.contains {
                $0.rule.hasPrefix(
                    "TranscodeComplete with $.StreamInfos in the opposite order is accepted and leaves $.best at"
                )
            }, "\(result.findings.map(\.rule))")
    }

    @Test func `a state that can never be read is a mistake, not a pass`() async throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete" }"#,
            members: ##""observe": { "url": "${target.origin}/nowhere?key=x" }"##)
        let result = try await Self.fuzz(.none, FuzzTier.allCases, text)
        #expect(
            result.problem
                == .nothingToCompare(
                    "http://127.0.0.1:1/nowhere is answered with 404, before TranscodeComplete and after it"))
        #expect(result.run == 0)
        #expect(result.verdict == .fail)
    }

    @Test func `a receiver that answers nothing well any more is one finding, with how much it had served`()
        async throws
    {
        let result = try await Self.fuzz(.failsAfter(60), [.valid, .hostile])
        #expect(result.findings.count == 1, "\(result.findings.map(\.rule))")
        let finding = try #require(result.findings.first)
        #expect(
            finding.rule.hasPrefix("TranscodeComplete, as documented, is answered with 500 since "),
            "\(finding.rule)")
        #expect((40...80).contains(finding.served ?? 0))
        #expect(finding.difference == [])
    }

    @Test func `a death comes with how much the receiver had served, and without a state`() async throws {
        let result = try await Self.fuzz(.diesAfter(60), [.valid, .hostile])
        let finding = try #require(result.findings.first)
        #expect(finding.kind == "death")
        #expect(finding.rule.hasSuffix(" ends the receiver"))
        #expect((40...80).contains(finding.served ?? 0))
        #expect(finding.difference == [])
    }

    @Test func `a death that the same body alone does not repeat is told all the same`() async throws {
        let result = try await Self.fuzz(.restartsAfter(60), [.valid, .hostile])
        let finding = try #require(result.findings.first)
        #expect(finding.kind == "death")
        #expect(finding.repeated.failed == 0)
        #expect(!finding.isRepeatable)
    }
}
