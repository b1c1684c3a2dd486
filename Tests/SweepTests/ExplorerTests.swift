@testable import JSONText
import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookSearch

/// Each class of bug is found, made as small as it goes, and saved as a scenario that shows it.
@Suite struct ExplorerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bug: MemoryReceiver.Bug
        let rule: String
        let deliveries: Int
        var histories = 100
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "an order",
            bug: .breaks { inOrder($0, "TranscodeComplete", "FileUploadComplete") },
            rule:
                #"TranscodeComplete before FileUploadComplete leaves $.status at "broken" instead of "ready""#,
            deliveries: 2),
        Case(
            name: "an order of three",
            bug: .breaks {
                inOrder(
                    $0, "StreamTranscodeComplete SD", "StreamTranscodeComplete LD",
                    "StreamTranscodeComplete FD")
            },
            rule:
                #"StreamTranscodeComplete SD, then StreamTranscodeComplete LD, then StreamTranscodeComplete FD leaves $.status at "broken" instead of "new""#,
            deliveries: 3, histories: 500),
        Case(
            name: "a duplicate",
            bug: .breaks { events in events.count { $0 == "TranscodeComplete" } > 1 },
            rule: #"TranscodeComplete delivered twice leaves $.status at "broken" instead of "ready""#,
            deliveries: 2),
        Case(
            name: "a count", bug: .countsDuplicates,
            rule: "FileUploadComplete delivered twice leaves $.count at 2 instead of 1", deliveries: 2),
        Case(
            name: "a repetition with something in between",
            bug: .breaks { inOrder($0, "FileUploadComplete", "TranscodeComplete", "FileUploadComplete") },
            rule:
                #"FileUploadComplete, then TranscodeComplete, then FileUploadComplete again leaves $.status at "broken" instead of "ready""#,
            deliveries: 3),
        Case(
            name: "a refused duplicate", bug: .refusesDuplicates,
            rule:
                "FileUploadComplete delivered twice is refused: FileUploadComplete is answered with 500 instead of 200",
            deliveries: 2),
        Case(
            name: "an overlap", bug: .losesUpdates,
            rule:
                "StreamTranscodeComplete FD while FileUploadComplete is under way leaves $.count at 1 instead of 2",
            deliveries: 2),
    ]

    @Test(arguments: cases) func `a bug is found and explained, shrunk and saved`(_ example: Case)
        async throws
    {
        let result = try await ExploreBench.explore(example.bug) { $0.histories = example.histories }
        let finding = try #require(result.findings.first)
        #expect(result.verdict == .fail)
        #expect(result.problem == nil)
        #expect(finding.rule == example.rule)
        #expect(finding.history.slots.count == example.deliveries)
        #expect(finding.isRepeatable)
        #expect(finding.lines.count == example.deliveries)
        for finding in result.findings {
            try await expectMinimal(finding, example.bug)
            try await expectSaved(finding, example.bug)
        }
    }

    /// Without any one delivery the failure goes away.
    private func expectMinimal(_ finding: ExploreResult.Finding, _ bug: MemoryReceiver.Bug) async throws {
        #expect(try await ExploreBench.fails(finding.history, bug))
        for place in finding.history.slots.indices {
            let shorter = finding.history.without(place..<(place + 1))
            #expect(try await !ExploreBench.fails(shorter, bug), "\(finding.rule) without \(place)")
        }
    }

    /// The saved scenario fails on the receiver and passes on a good one.
    private func expectSaved(_ finding: ExploreResult.Finding, _ bug: MemoryReceiver.Bug) async throws {
        let loaded = ScenarioText.load(JSONWriter.text(of: finding.scenario, layout: .pretty))
        #expect(loaded.lines == [])
        #expect(loaded.scenario?.name == finding.rule)
        let bad = try await ExploreBench.run(finding.scenario, bug)
        #expect(bad.verdict == .fail, "\(finding.rule)")
        let good = try await ExploreBench.run(finding.scenario, .none)
        #expect(good.verdict == .pass, "\(finding.rule): \(good.checks.filter { $0.verdict == .fail })")
    }

    @Test(arguments: 1...20) func `a good receiver gives no finding`(_ seed: UInt64) async throws {
        let result = try await ExploreBench.explore(.none) {
            $0.seed = seed
            $0.nonce = seed &* 77
            $0.histories = 25
        }
        #expect(result.verdict == .pass)
        #expect(result.findings.isEmpty)
        #expect(result.notes == [])
        #expect(result.parts.map(\.run) == [25])
    }

    @Test func `a small space is run to its end and it says so`() async throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete" }"#,
            members: ##""observe": { "url": "${target.origin}/videos/${movie.videoId}" }"##)
        let result = try await ExploreBench.explore(text, .none)
        let part = try #require(result.parts.first)
        #expect(part.isExhaustive)
        #expect(part.total == part.run)
        #expect(part.deliveries == 2)
    }

    @Test func `findings that say the same of other events are one`() async throws {
        let result = try await ExploreBench.explore(.countsDuplicates) { $0.histories = 100 }
        #expect(result.findings.count == 1)
        #expect(try #require(result.findings.first).alike.contains("TranscodeComplete delivered twice"))
    }

    @Test func `what changes by itself has to be declared`() async throws {
        let result = try await ExploreBench.explore(.numbersReadings)
        #expect(result.problem == .unsteady(["$.serial"]))
        #expect(result.verdict == .fail)
        let declared = ExploreBench.five.replacing(
            #"${movie.videoId}" }"#, with: #"${movie.videoId}", "volatile": [ "$.serial" ] }"#)
        let second = try await ExploreBench.explore(declared, .numbersReadings)
        #expect(second.verdict == .pass)
    }

    @Test func `a receiver that dies is named with what it died of`() async throws {
        let result = try await ExploreBench.explore(
            .dies { inOrder($0, "TranscodeComplete", "FileUploadComplete") })
        let finding = try #require(result.findings.first)
        #expect(finding.kind == "death")
        #expect(finding.shrinkRuns == 0)
        #expect(result.verdict == .fail)
        #expect(result.parts[0].run < result.parts[0].selected)
    }

    @Test func `a receiver that dies of the plain history is told apart from one that is not there`()
        async throws
    {
        let result = try await ExploreBench.explore(.dies { $0.contains("StreamTranscodeComplete LD") })
        #expect(
            result.problem == .died("the receiver was gone with StreamTranscodeComplete LD: nothing listens"))
    }

    @Test func `a receiver that is not there is a problem and no finding`() async throws {
        let result = try await ExploreBench.explore(.absent)
        #expect(result.problem == .unreachable("nothing listens"))
        #expect(result.findings.isEmpty)
    }

    @Test func `a plain history that fails is left to run`() async throws {
        let text = ScenarioText.text(
            steps:
                ##"{ "emit": "FileUploadComplete" }, { "probe": { "url": "${target.origin}/videos/${movie.videoId}", "expect": { "body": [ { "path": "$.status", "equals": "ready" } ] } } }"##
        )
        let result = try await ExploreBench.explore(text, .none)
        guard case .plainFails(let messages)? = result.problem else {
            Issue.record("expected the plain history to fail")
            return
        }
        #expect(messages.first?.contains(#"expected "ready", found "uploaded""#) == true)
    }

    @Test func `without observe the probes behind the last event are asked and must hold`() async throws {
        let text = ScenarioText.text(
            steps:
                ##"{ "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete" }, { "probe": { "url": "${target.origin}/videos/${movie.videoId}", "within": "3s", "expect": { "body": [ { "path": "$.status", "equals": "ready" } ] } } }"##
        )
        #expect(try await ExploreBench.explore(text, .none).verdict == .pass)
        let bug = MemoryReceiver.Bug.breaks { inOrder($0, "TranscodeComplete", "FileUploadComplete") }
        let result = try await ExploreBench.explore(text, bug)
        let finding = try #require(result.findings.first)
        #expect(finding.history.slots.map(\.event) == [1, 0])
        #expect(finding.difference == [#"- $.status: "ready""#, #"+ $.status: "broken""#])
        #expect(try await ExploreBench.run(finding.scenario, bug).verdict == .fail)
    }

    @Test func `a failure that comes only sometimes is reported with its rate`() async throws {
        let bug = MemoryReceiver.Bug.breaksSometimes(every: 3) {
            inOrder($0, "TranscodeComplete", "FileUploadComplete")
        }
        let result = try await ExploreBench.explore(bug) { $0.jobs = 1 }
        let finding = try #require(result.findings.first)
        #expect(!finding.isRepeatable)
        #expect(finding.repeated.failed > 0)
        #expect(finding.repeated.failed < finding.repeated.of)
        #expect(finding.history.slots.map(\.event) == [4, 0])
    }

    @Test func `media that no probe spans are explored one by one`() async throws {
        let media = #""media": { "one": {}, "two": {} }, "provider": "aliyun", "name": "Test""#
        let steps =
            #""steps": [ { "emit": "FileUploadComplete", "media": "one" }, { "emit": "FileUploadComplete", "media": "two" }, { "emit": "TranscodeComplete", "media": "one" } ]"#
        let apart =
            ##""observe": [ { "url": "${target.origin}/videos/${one.videoId}" }, { "url": "${target.origin}/videos/${two.videoId}" } ]"##
        let result = try await ExploreBench.explore("{ \(media), \(steps), \(apart) }", .none)
        #expect(result.parts.map(\.media) == [["one"], ["two"]])
        #expect(result.parts.map(\.deliveries) == [2, 1])
        #expect(result.verdict == .pass)
        let both = ##""observe": { "url": "${target.origin}/${two.videoId}/videos/${one.videoId}" }"##
        let spanned = try await ExploreBench.explore("{ \(media), \(steps), \(both) }", .none)
        #expect(spanned.parts.map(\.media) == [["one", "two"]])
        #expect(spanned.parts.map(\.deliveries) == [3])
    }

    @Test func `the time limit ends the search`() async throws {
        let result = try await ExploreBench.explore(.none) { $0.timeLimit = .zero }
        #expect(result.isTimeUp)
        #expect(result.parts[0].run == 1)
        #expect(
            result.problem
                == .outOfTime(
                    "1 of 239296 histories was tried, which says nothing; raise --time-limit"))
    }
}
