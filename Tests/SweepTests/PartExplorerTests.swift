@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan
@testable import VodHookSearch

/// What the search makes of histories that fail.
@Suite struct PartExplorerTests {
    @Test func `a time limit that ends the search hides nothing that was seen`() async throws {
        let receiver = RuleReceiver { .state("n", .int($0.events.count)) }
        // Each request takes a second.
        let wall = WallTime(
            now: { .seconds(receiver.requests) }, unixSeconds: { FakeWallTime.unixStart }, pause: { _ in })
        let result = try await ExploreBench.explore(on: receiver, wall: wall) {
            $0.jobs = 1
            $0.timeLimit = .seconds(60)
        }
        #expect(result.isTimeUp)
        #expect(result.parts[0].failing > 0)
        #expect(result.verdict == .fail)
        let finding = try #require(result.findings.first)
        #expect(finding.rule.contains("leaves $.n at 6 instead of 5"))
        #expect(finding.shrinkRuns == 0)
    }

    @Test func `a receiver that handles one request at a time is told once, and nothing is held open again`()
        async throws
    {
        let receiver = RuleReceiver(handlesOne: true) { .state("n", .int(Set($0.events).count)) }
        let result = try await ExploreBench.explore(on: receiver)
        #expect(result.verdict == .pass)
        #expect(
            result.notes == ["the receiver handles one request at a time; held overlaps are left out"])
        #expect(receiver.held == 1)
        #expect(result.parts[0].run == 150)
    }

    @Test func `what a last event hides is found in histories that stop before it`() async throws {
        let receiver = RuleReceiver { moment in
            if moment.events.contains("TranscodeComplete") { return .state("status", "ready") }
            return .state("streams", .int(moment.events.count { $0.hasPrefix("Stream") }))
        }
        let result = try await ExploreBench.explore(on: receiver)
        let finding = try #require(result.findings.first)
        #expect(
            finding.rule == "StreamTranscodeComplete FD delivered twice leaves $.streams at 2 instead of 1")
    }

    @Test func `an overlap that does what the order does is no second finding`() async throws {
        let result = try await ExploreBench.explore(
            .breaks { inOrder($0, "StreamTranscodeComplete FD", "FileUploadComplete") })
        #expect(
            result.findings.map(\.rule) == [
                #"StreamTranscodeComplete FD before FileUploadComplete leaves $.status at "broken" instead of "uploaded""#
            ])
    }

    @Test func `an overlap waits as long as the receiver needs, and so does its scenario`() async throws {
        let receiver = MemoryReceiver(.losesUpdates)
        let slow = ScriptedTransport { request, _ in
            var exchange = await receiver.send(request)
            exchange.duration = .milliseconds(40)
            return exchange
        }
        let result = try await ExploreBench.explore(on: slow)
        let finding = try #require(result.findings.first)
        #expect(finding.history.slots.map(\.overlap) == [.held, .none])
        let step = try #require(finding.scenario["steps"]?.array?.first)
        #expect(step["faults"] == [["fault": "overlap", "by": "120ms"]])
        let plan = try ScenarioText.plan(JSONWriter.text(of: finding.scenario, layout: .pretty))
        #expect(plan.deliveries.map(\.overlapPause) == [.milliseconds(10), .milliseconds(120)])
        #expect(plan.deliveries[1].during == plan.deliveries[0].id)
        let again = try await ExploreBench.run(finding.scenario, .losesUpdates)
        #expect(again.verdict == .fail)
    }

    @Test func `a saved scenario says what was taken as right`() async throws {
        let result = try await ExploreBench.explore(.countsDuplicates)
        #expect(
            result.findings.first?.scenario["$comment"]
                == "What the plain order leaves was taken as right; if it is not, correct what is expected.")
    }

    @Test func `values that have changed places may be an order of arrival`() {
        func difference(_ path: String, _ expected: JSONValue, _ found: JSONValue) -> StateDifference {
            StateDifference(path: path, expected: expected, found: found)
        }
        let permuted = [
            difference("$.a.n", 1, 2), difference("$.b.n", 2, 1), difference("$.status", "x", "y"),
        ]
        #expect(
            OrderRule.hint(permuted)
                == "if this shows the order of arrival, declare it volatile: $.a.n, $.b.n")
        #expect(
            OrderRule.hint([difference("$.all", "FD,LD", "LD,FD")])
                == "if this shows the order of arrival, declare it volatile: $.all")
        #expect(OrderRule.hint([difference("$.n", 1, 2)]) == nil)
        #expect(OrderRule.hint([difference("$.a", 1, 2), difference("$.b", 2, 3)]) == nil)
        #expect(OrderRule.hint([difference("$.status", "ready", "broken")]) == nil)
    }
}
