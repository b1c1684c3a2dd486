@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookSearch

/// That nothing is reported of a right receiver, and nothing is taken for tested that was not.
@Suite struct ExploreTruthTests {
    private static let two = ScenarioText.text(
        steps: #"{ "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete" }"#,
        members: ##""observe": { "url": "${target.origin}/videos/${movie.videoId}" }"##)

    @Test(arguments: [5, 50, 100, 300, 2000])
    func `a right receiver that works after its answer gives no finding`(_ milliseconds: Int64) async throws {
        let wall = FakeWallTime().wallTime
        let receiver = RuleReceiver(now: wall.now) { moment in
            // The last event is there when its time has come; nothing is known of a media before.
            let isDone = moment.age >= .milliseconds(milliseconds)
            let events = isDone ? moment.events : []
            return events.isEmpty ? .status(404) : .state("n", .int(Set(events).count))
        }
        let result = try await ExploreBench.explore(on: receiver, Self.two, wall: wall) { $0.jobs = 1 }
        #expect(result.findings.isEmpty)
        #expect(result.problem == nil)
        #expect(result.verdict == .pass)
    }

    @Test func `a state that no event changes is nothing to compare with`() async throws {
        let result = try await ExploreBench.explore(on: RuleReceiver { _ in .state("ok", true) }, Self.two)
        guard case .nothingToCompare(let message)? = result.problem else {
            Issue.record("expected nothing to compare, not \(String(describing: result.problem))")
            return
        }
        #expect(message.hasSuffix(" shows the same, before the first event and after each one"))
    }

    @Test func `an event that leaves no trace is named, unless that is right`() async throws {
        let receiver = RuleReceiver { moment in
            .state("isThere", .bool(moment.events.contains("FileUploadComplete")))
        }
        let result = try await ExploreBench.explore(on: receiver, Self.two)
        let note = "TranscodeComplete changes nothing that is observed; --untraced says that this is right"
        #expect(result.notes == [note])
        let allowed = try await ExploreBench.explore(on: receiver, Self.two) {
            $0.untraced = ["TranscodeComplete"]
        }
        #expect(allowed.notes.isEmpty)
    }

    @Test func `an answer that says success and holds an error is named once`() async throws {
        let receiver = RuleReceiver(answer: { moment in
            moment.events.last == "TranscodeComplete"
                ? .status(200, body: #"{"error":"no such video"}"#) : .status(200)
        }) { .state("n", .int(Set($0.events).count)) }
        let result = try await ExploreBench.explore(on: receiver, Self.two)
        #expect(
            result.notes == [
                "TranscodeComplete (movie): answered 200 with an error in the body; taken for success: never sent again"
            ])
    }

    @Test func `one history is no search`() async throws {
        let receiver = RuleReceiver { .state("n", .int(Set($0.events).count)) }
        let result = try await ExploreBench.explore(on: receiver, Self.two) { $0.histories = 1 }
        guard case .outOfTime(let message)? = result.problem else {
            Issue.record("expected that it says nothing, not \(String(describing: result.problem))")
            return
        }
        #expect(message.hasSuffix(" was tried, which says nothing; raise --histories"))
        #expect(result.verdict != .pass)
    }

    @Test func `the answer to a refused delivery is quoted`() async throws {
        let receiver = RuleReceiver(answer: { moment in
            moment.events.first == "TranscodeComplete" && moment.events.count == 1
                ? .status(500, body: "unknown video") : .status(200)
        }) { .state("n", .int(Set($0.events).count)) }
        let result = try await ExploreBench.explore(on: receiver, Self.two)
        let finding = try #require(result.findings.first)
        #expect(
            finding.messages.contains(
                "TranscodeComplete is answered with 500 instead of 200; the answer was: unknown video"))
        #expect(finding.unsaved == nil)
        #expect(result.parts[0].firstFailure != nil)
    }

    @Test func `a scenario that passes when it is run again is no regression test`() async throws {
        let result = try await ExploreBench.explore(
            .breaksSometimes(every: 2) { inOrder($0, "TranscodeComplete", "FileUploadComplete") }
        ) { $0.jobs = 1 }
        for finding in result.findings where !finding.isRepeatable {
            #expect(finding.unsaved != nil)
        }
    }
}
