import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct RunnerOverlapTests {
    /// Keeps a request that is to be held until its gate opens, as a transport does.
    private static func transport(_ answer: @escaping @Sendable (Int) -> Exchange) -> ScriptedTransport {
        ScriptedTransport { request, number in
            if let hold = request.wire.hold {
                await withCheckedContinuation { continuation in hold.gate.arrived { continuation.resume() } }
            }
            return answer(number)
        }
    }

    static let steps = [
        #"{ "emit": "TranscodeComplete", "faults": [ "overlap" ] }"#,
        #"{ "emit": "TranscodeComplete", "faults": [ "overlap", "delay" ] }"#,
        #"{ "emit": "lifecycle", "faults": [ "overlap" ] }"#,
        #"{ "emit": "lifecycle", "faults": [ "overlap" ], "jitter": "10m" }"#,
    ]

    @Test(.timeLimit(.minutes(1)), arguments: steps)
    func `a delivery that is held goes on when the next one is answered`(_ step: String) async throws {
        let plan = try ScenarioText.plan(ScenarioText.text(steps: step))
        let ends = Guarded<[String]>([])
        let bench = RunBench { event in
            if case .deliveryEnded(let result) = event { ends.withLock { $0.append(result.planned.id) } }
        }
        let result = await bench.run(plan, Self.transport { _ in .status(200) })
        #expect(result.deliveries.map(\.outcome).allSatisfy { $0 == .delivered })
        #expect(result.deliveries.count == plan.deliveries.count)
        let order = ends.withLock { $0 }
        let pairs = plan.deliveries.compactMap { delivery in
            delivery.during.map { (held: $0, other: delivery.id) }
        }
        #expect(!pairs.isEmpty)
        for (held, other) in pairs {
            let begins = Dictionary(
                result.deliveries.map { ($0.planned.id, $0.attempts[0].plannedAt) },
                uniquingKeysWith: { first, _ in first })
            #expect(begins[held] == begins[other], "\(other) begins when \(held) is held")
            #expect(order.contains(held) && order.contains(other))
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            steps[1], steps[2],
            #"{ "emit": "StreamTranscodeComplete", "faults": [ "overlap" ] }"#,
            #"{ "emit": "StreamTranscodeComplete", "faults": [ "overlap", "delay" ] }"#,
        ])
    func `an interruption frees what is held and what waits for it`(_ step: String) async throws {
        let plan = try ScenarioText.plan(ScenarioText.text(steps: step))
        let result = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await RunBench().run(plan, Self.transport { _ in .status(200) })
        }.value
        #expect(result.verdict == .interrupted)
    }
}
