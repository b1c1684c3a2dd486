package import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan

/// A runner without network and without waiting.
package struct RunBench {
    /// The key of every run; reports must never show it.
    package static let key = "SecretKey12345"
    /// A scenario with a single delivery.
    package static let oneEvent = ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }"#)

    package let clock = VirtualClock()
    package let wall: FakeWallTime
    package var headers: [HTTPHeader] = []
    package var contentType: String?
    package let observer: @Sendable (RunEvent) -> Void

    package init(observer: @escaping @Sendable (RunEvent) -> Void = { _ in }) {
        wall = FakeWallTime(following: clock)
        self.observer = observer
    }

    package func run(_ plan: Plan, _ transport: ScriptedTransport) async -> ScenarioResult {
        let target = RunTarget(
            url: "http://127.0.0.1:1/vod?env=dev",
            signer: Signer(url: "https://signed.test/hook", key: Self.key),
            contentType: contentType, headers: headers)
        let runner = Runner(
            transport: transport, clock: clock, wall: wall.wallTime, target: target, observer: observer)
        return await runner.run(plan)
    }

    package func run(_ text: String, statuses: Int...) async throws -> (
        result: ScenarioResult, requests: [OutgoingRequest]
    ) {
        let transport = ScriptedTransport { _, number in .status(statuses[min(number, statuses.count - 1)]) }
        let result = await run(try ScenarioText.plan(text), transport)
        return (result, transport.requests)
    }
}
