import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

/// What the runner gives a channel and takes from it, and the channel by HTTP.
@Suite struct ChannelTests {
    /// Accepts what it is handed from the attempt with a number on.
    private final class Counting: Channel {
        let shownTarget = "somewhere"
        let orders = Guarded<[(number: Int, event: String)]>([])
        let accepted: Int
        /// The gaps in place of the provider's.
        let gaps: [Duration]?

        init(acceptingFrom accepted: Int, gaps: [Duration]? = nil) {
            self.accepted = accepted
            self.gaps = gaps
        }

        func retries(of delivery: PlannedDelivery) -> RetrySchedule {
            gaps.map { RetrySchedule(gaps: $0) } ?? delivery.rules.retries
        }

        func value(of name: String) -> String? { name == "target.name" ? "box" : nil }
        func hasReceiver() async -> Bool { true }
        func attempt(_ order: AttemptOrder) async -> Observation {
            orders.withLock { $0.append((order.number, order.delivery.event)) }
            return Observation(
                startedAt: .seconds(7), reach: .sentInPart, isAccepted: order.number >= accepted,
                misreading: order.number < accepted ? "dropped" : nil, sent: MessageHead(line: "throw"),
                reply: Reply(
                    codeName: "ticket", code: nil, line: nil, body: nil,
                    failure: TransportFailure(.closed, "x"), duration: .milliseconds(1)))
        }
    }

    @Test func `whether an attempt was accepted is for the channel to say`() async throws {
        let channel = Counting(acceptingFrom: 2)
        let clock = VirtualClock()
        let runner = Runner(
            channel: channel, asker: Asker(transport: ScriptedTransport(statuses: 200)), clock: clock,
            wall: FakeWallTime(following: clock).wallTime)
        let result = await runner.run(try ScenarioText.plan(RunBench.oneEvent))
        #expect(channel.orders.withLock { $0.map(\.number) } == [1, 2])
        #expect(result.target == "somewhere")
        #expect(result.deliveries.map(\.outcome) == [.delivered])
        #expect(result.deliveries[0].attempts.map(\.observation.isAccepted) == [false, true])
        #expect(result.deliveries[0].attempts.map(\.observation.reach) == [.sentInPart, .sentInPart])
        #expect(result.deliveries[0].attempts.map(\.startedAt) == [.seconds(7), .seconds(7)])
        #expect(
            result.acknowledgements.map(\.message) == [
                "TranscodeComplete (movie): dropped; counts as failure: sent again in 1s, lost after 3 attempts"
            ])
    }

    @Test func `a channel may have its own rules for further attempts`() async throws {
        let channel = Counting(acceptingFrom: 9, gaps: [.seconds(40), .seconds(50), .seconds(60)])
        let clock = VirtualClock()
        let runner = Runner(
            channel: channel, asker: Asker(transport: ScriptedTransport(statuses: 200)), clock: clock,
            wall: FakeWallTime(following: clock).wallTime)
        let result = await runner.run(try ScenarioText.plan(RunBench.oneEvent))
        #expect(result.deliveries[0].outcome == .lost)
        #expect(
            result.deliveries[0].attempts.map(\.plannedAt) == [0, 40, 90, 150].map { Duration.seconds($0) })
        #expect(result.acknowledgements.last?.message.hasSuffix("lost after 4 attempts") == true)
    }

    private func channel(_ exchange: Exchange) -> HTTPChannel {
        HTTPChannel(
            transport: ScriptedTransport { _, _ in exchange },
            target: RunTarget(
                url: "http://user:word@127.0.0.1:1/vod?key=1",
                signer: Signer(url: "https://signed.test/hook", key: RunBench.key)),
            wall: FakeWallTime().wallTime)
    }

    @Test(
        arguments: [
            (.status(200), true, .answered, "200"), (.status(500), false, .answered, "500"),
            (.failed(.refused), false, .notSent, "refused"), (.failed(.timeout), false, .sent, "timeout"),
            (.failed(.malformedAnswer), false, .answered, "malformed"),
            (.failed(.other), false, .notSent, "failed"),
        ] as [(Exchange, Bool, Reach, String)])
    func `an exchange is observed as it was`(
        _ exchange: Exchange, _ isAccepted: Bool, _ reach: Reach, _ shown: String
    ) async throws {
        let delivery = try #require(try ScenarioText.plan(RunBench.oneEvent).deliveries.first)
        let observation = await channel(exchange).attempt(AttemptOrder(delivery, number: 1))
        #expect(observation.isAccepted == isAccepted)
        #expect(observation.reach == reach)
        #expect(observation.shown == shown)
        #expect(observation.duration == .milliseconds(3))
    }

    @Test func `HTTP knows the names of its target, and shows it without secrets`() {
        let channel = channel(.status(200))
        #expect(channel.value(of: "target.origin") == "http://127.0.0.1:1")
        #expect(channel.value(of: "target.url") == "http://user:word@127.0.0.1:1/vod?key=1")
        #expect(channel.value(of: "target.queue") == nil)
        #expect(channel.shownTarget == "http://127.0.0.1:1/vod")
    }

    @Test(
        arguments: [(.status(404), true), (.failed(.timeout), true), (.failed(.refused), false)]
            as [(Exchange, Bool)])
    func `somebody is there unless the connection is refused`(
        _ exchange: Exchange, _ isThere: Bool
    ) async {
        #expect(await channel(exchange).hasReceiver() == isThere)
    }
}
