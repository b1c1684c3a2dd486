import TestSupport
import Testing
@testable import VodHookDelivery
@testable import VodHookLoad
@testable import VodHookPlan

/// What an audit finds in the state of receivers in memory, after a load that is made by hand.
@Suite struct LoadAuditorTests {
    /// A load of six uploads, of which some events do not arrive, or arrive again.
    struct Load {
        /// Upload and event that are acknowledged without being kept.
        var missing: [(upload: Int, event: Int)] = []
        /// Upload and event that are sent twice.
        var repeated: [(upload: Int, event: Int)] = []
        /// Upload and event that are sent, kept, and not acknowledged.
        var unacknowledged: [(upload: Int, event: Int)] = []
        /// Uploads whose events come in the opposite order.
        var reversed: Set<Int> = []
    }

    private static func audit(
        _ bug: MemoryReceiver.Bug = .none, _ load: Load = Load(), known: Bool = false,
        text: String = ExploreBench.five, sliceSize: Int? = nil
    ) async throws -> AuditResult {
        let scenario = try ScenarioText.scenario(text)
        let (compiled, _) = try LoadScript.compile(scenario, planner: ExploreBench.planner(scenario))
        let script = try #require(compiled)
        let receiver = MemoryReceiver(bug)
        let reader = Runner(
            transport: receiver, clock: VirtualClock(), wall: FakeWallTime().wallTime,
            target: ExploreBench.target)
        var auditor = try LoadAuditor(script, reader: reader, nonce: 99)
        if let sliceSize { auditor.sliceSize = sliceSize }
        if known { await Self.deliver(0, 0, script, receiver) }
        try await auditor.prepare(first: LoadSend(upload: 0, event: 0, time: 0))
        var sample = AuditSample(limit: 100, seed: 1)
        for upload in 0..<6 {
            let events = script.events.filter { $0.variant == upload }.indices.map { $0 }
            for event in load.reversed.contains(upload) ? events.reversed() : events {
                let isMissing = load.missing.contains { $0 == (upload, event) }
                let isRepeated = load.repeated.contains { $0 == (upload, event) }
                let isAcknowledged = !load.unacknowledged.contains { $0 == (upload, event) }
                for _ in 0..<(isMissing ? 0 : isRepeated ? 2 : 1) {
                    await Self.deliver(upload, event, script, receiver)
                }
                sample.note(
                    upload: upload, variant: upload, position: event, isAcknowledged: isAcknowledged,
                    wholeSends: isRepeated ? 2 : 1)
            }
        }
        return await auditor.audit(sample)
    }

    private static func deliver(
        _ upload: Int, _ event: Int, _ script: LoadScript, _ receiver: MemoryReceiver
    ) async {
        let number = script.events.firstIndex { $0.variant == upload && $0.position == event } ?? 0
        let request = script.request(number, upload: upload, to: ExploreBench.target, unixSeconds: 1)
        _ = await receiver.send(request)
    }

    @Test func `uploads whose events have all been kept once are right`() async throws {
        let result = try await Self.audit()
        #expect(result.audited == 6)
        #expect(result.right == 6)
        #expect(!result.hasFindings)
    }

    @Test func `what was acknowledged and is absent is counted and named`() async throws {
        let result = try await Self.audit(.none, Load(missing: [(2, 1), (4, 0), (4, 4)]))
        #expect((result.right, result.absent, result.twice, result.wrong) == (4, 2, 0, 0))
        #expect(result.examples.map(\.upload) == [2, 4])
        #expect(
            result.examples.map(\.events) == [
                ["StreamTranscodeComplete FD"], ["FileUploadComplete", "TranscodeComplete"],
            ])
        #expect(result.examples.first?.question.hasPrefix("GET /videos/") == true)
        #expect(result.examples.first?.differences.contains("- $.count: 5") == true)
        #expect(result.examples.first?.differences.contains("+ $.count: 4") == true)
    }

    @Test(arguments: [1, 2, 5])
    func `uploads are judged the same in whatever slices they are read`(_ size: Int) async throws {
        let load = Load(missing: [(2, 1), (4, 0), (4, 4)], repeated: [(1, 4)], unacknowledged: [(3, 0)])
        let whole = try await Self.audit(.countsDuplicates, load)
        #expect((whole.audited, whole.right, whole.absent, whole.twice) == (6, 3, 2, 1))
        #expect(try await Self.audit(.countsDuplicates, load, sliceSize: size) == whole)
    }

    @Test func `an upload of which nothing was kept is absent as a whole`() async throws {
        let result = try await Self.audit(.none, Load(missing: (0..<5).map { (3, $0) }))
        #expect((result.right, result.absent) == (5, 1))
        #expect(result.examples.first?.events.count == 5)
    }

    @Test func `what came again and was counted again was applied twice`() async throws {
        let result = try await Self.audit(.countsDuplicates, Load(repeated: [(1, 4)]))
        #expect((result.right, result.absent, result.twice, result.wrong) == (5, 0, 1, 0))
        #expect(result.examples.first?.events == ["TranscodeComplete"])
    }

    @Test func `a repetition that leaves no trace is right`() async throws {
        let result = try await Self.audit(.none, Load(repeated: [(1, 4), (2, 0)]))
        #expect(result.right == 6)
    }

    @Test func `an event that was not acknowledged may be there or not`() async throws {
        let kept = try await Self.audit(.none, Load(unacknowledged: [(1, 4)]))
        #expect(kept.right == 6)
        let lost = try await Self.audit(.none, Load(missing: [(1, 4)], unacknowledged: [(1, 4)]))
        #expect(lost.right == 6)
    }

    @Test func `a state that no loss and no repetition explains is wrong`() async throws {
        let bug = MemoryReceiver.Bug.breaks { inOrder($0, "TranscodeComplete", "FileUploadComplete") }
        let result = try await Self.audit(bug, Load(reversed: [3]))
        #expect((result.right, result.absent, result.twice, result.wrong) == (5, 0, 0, 1))
        #expect(result.examples.first?.differences == [#"- $.status: "ready""#, #"+ $.status: "broken""#])
    }

    @Test func `uploads that the receiver knows from before are no ground for an audit`() async throws {
        await #expect(
            throws: LoadObstacle(
                "the receiver knows the uploads of this seed from an earlier load: give it ids of its own with --fresh, or another --seed"
            )
        ) { try await Self.audit(known: true) }
    }

    @Test func `a state that is another one each time is no ground for an audit`() async throws {
        await #expect(
            throws: LoadObstacle(
                "the plain order does not leave the same state each time: $.serial differs; name it under \"volatile\""
            )
        ) { try await Self.audit(.numbersReadings) }
    }

    @Test func `a receiver that refuses the plain order is no ground for an audit`() async throws {
        await #expect(
            throws: LoadObstacle(
                "the receiver does not take the events one by one: FileUploadComplete: nothing listens",
                isOfReceiver: true)
        ) { try await Self.audit(.absent) }
    }

    @Test func `a scenario that says nothing about the state cannot be audited`() async throws {
        let text = ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }"#)
        await #expect(
            throws: LoadObstacle(
                "the scenario does not say how to read the state: give it \"observe\" or a probe")
        ) { try await Self.audit(text: text) }
    }
}
