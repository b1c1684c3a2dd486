import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct RunAssertionTests {
    /// `verdict name: message` of the checks of the assertions, when each delivery is accepted before the next begins.
    private func checks(_ text: String) throws -> [String] {
        let plan = try ScenarioText.plan(text)
        let deliveries = plan.deliveries.enumerated().map { place, delivery in
            DeliveryResult(
                planned: delivery,
                attempts: [
                    Attempt(
                        number: 1, plannedAt: .seconds(place),
                        observation: Observation(
                            startedAt: .seconds(place), method: "POST", target: "", headers: [],
                            exchange: .status(200), rules: delivery.rules))
                ], outcome: .delivered)
        }
        let result = ScenarioResult(
            name: "Test", file: "test.json", seed: 1, target: "", deliveries: deliveries, probes: [],
            checks: [], plannedDeliveries: deliveries.count, isInterrupted: false, duration: .zero)
        return plan.assertions.flatMap { $0.checks(result) }.map { check in
            "\(check.verdict) \(check.name)\(check.message.isEmpty ? "" : ": \(check.message)")"
        }
    }

    @Test func `every delivery of an event is compared with what is expected of that event`() throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "SnapshotComplete" }, { "emit": "TranscodeComplete" }"#,
            members: #""assert": [ { "deliveriesOf": "TranscodeComplete", "expect": { "status": 201 } } ]"#)
        #expect(
            try checks(text) == [
                "pass TranscodeComplete (movie): delivered",
                "fail TranscodeComplete (movie): status 201: expected status 201, got status 200",
            ])
    }

    @Test func `an event of which nothing was delivered keeps no expectation`() throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete" }"#,
            members: #""assert": [ { "deliveriesOf": "SnapshotComplete", "expect": { "status": 200 } } ]"#)
        #expect(
            try checks(text) == [
                "notTested deliveries of SnapshotComplete: not tested: there was no delivery of SnapshotComplete"
            ])
    }

    @Test(arguments: [
        #"{ "repeat": 2, "steps": [ { "emit": "TranscodeComplete" } ] }"#,
        #"{ "send": "aliyun/X", "body": "a" }, { "send": "aliyun/X", "body": "b" }"#,
        #"{ "emit": "TranscodeComplete", "faults": [ "empty-body" ] }, { "emit": "SnapshotComplete", "faults": [ "empty-body" ] }"#,
    ])
    func `another event of the same kind is no repetition`(_ steps: String) throws {
        let text = ScenarioText.text(
            steps: steps, members: #""assert": [ { "noAttemptAfterSuccess": true } ]"#)
        #expect(try checks(text) == ["pass no attempt after success"])
    }

    @Test func `an event that is sent again after it was accepted is named`() throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete", "faults": [ "duplicate" ] }"#,
            members: #""assert": [ { "noAttemptAfterSuccess": true } ]"#)
        #expect(
            try checks(text) == [
                "fail no attempt after success: TranscodeComplete (movie) was sent again after it was accepted"
            ])
    }
}
