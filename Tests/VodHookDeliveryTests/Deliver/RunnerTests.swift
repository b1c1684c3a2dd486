@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct RunnerTests {
    @Test(arguments: [
        ("aliyun", "TranscodeComplete", [0, 1, 2]), ("volcengine", "WorkflowComplete", [0, 5, 15, 45]),
    ])
    func `a delivery that fails is repeated with the provider's gaps and then lost`(
        _ provider: String, _ event: String, _ times: [Int]
    ) async throws {
        let text = ScenarioText.text(provider: provider, steps: #"{ "emit": "\#(event)" }"#)
        let (result, requests) = try await RunBench().run(text, statuses: 500)
        let delivery = try #require(result.deliveries.first)
        #expect(delivery.outcome == .lost)
        #expect(delivery.attempts.map(\.plannedAt) == times.map { .seconds($0) })
        #expect(delivery.attempts.map(\.number) == Array(1...times.count))
        #expect(Set(requests.map(\.body)).count == 1, "every attempt carries the same bytes")
        #expect(requests.allSatisfy { $0.method == "POST" && $0.timeout == .seconds(5) })
        #expect(result.verdict == .fail)
    }

    @Test(arguments: [204, 302, 500]) func `every other status than 200 is repeated`(_ status: Int)
        async throws
    {
        let (result, requests) = try await RunBench().run(RunBench.oneEvent, statuses: status, 200)
        #expect(result.deliveries[0].outcome == .delivered)
        #expect(result.deliveries[0].attempts.map(\.observation.reply.code) == [status, 200])
        #expect(requests.count == 2)
        #expect(result.verdict == .pass)
    }

    @Test(arguments: [TransportFailure.Kind.closed, .timeout, .refused])
    func `an attempt without an answer is repeated`(_ kind: TransportFailure.Kind) async throws {
        let bench = RunBench()
        let transport = ScriptedTransport { _, number in number == 0 ? .failed(kind) : .status(200) }
        let result = await bench.run(try ScenarioText.plan(RunBench.oneEvent), transport)
        #expect(result.deliveries[0].outcome == .delivered)
        #expect(result.deliveries[0].attempts.map(\.observation.failure?.kind) == [kind, nil])
        #expect(result.deliveries[0].attempts.map(\.plannedAt) == [.zero, .seconds(1)])
    }

    @Test func `each attempt is signed anew with the time at which it is sent`() async throws {
        let text = ScenarioText.text(provider: "volcengine", steps: #"{ "emit": "WorkflowComplete" }"#)
        let (_, requests) = try await RunBench().run(text, statuses: 500)
        let stamps = requests.map { $0.headers.first("X-VOD-TIMESTAMP") }
        #expect(stamps == [0, 5, 15, 45].map { String(FakeWallTime.unixStart + $0) })
        let scheme = try #require(try BuiltIn.provider("volcengine").rules.http.signature)
        for (request, stamp) in zip(requests, stamps) {
            let input = SigningInput(
                url: "https://signed.test/hook", timestamp: try #require(stamp), key: RunBench.key,
                body: request.body)
            #expect(request.headers.first("X-VOD-SIGNATURE") == scheme.signature(of: input))
            #expect(request.url == "http://127.0.0.1:1/vod?env=dev")
        }
    }

    @Test func `BytePlus tries for 48 hours`() async throws {
        let text = ScenarioText.text(provider: "byteplus", steps: #"{ "emit": "WorkflowComplete" }"#)
        let (result, requests) = try await RunBench().run(text, statuses: 503)
        #expect(result.deliveries[0].outcome == .lost)
        #expect(requests.count == 63)
        #expect(result.deliveries[0].attempts.last?.plannedAt == .seconds(171_946))
    }

    @Test func `a duplicate begins after the first delivery has ended`() async throws {
        let text = ScenarioText.text(steps: #"{ "emit": "TranscodeComplete", "faults": [ "duplicate" ] }"#)
        let (result, requests) = try await RunBench().run(text, statuses: 500, 200, 200)
        #expect(result.deliveries.map(\.planned.id) == ["d1", "d2"])
        #expect(
            result.deliveries.map { $0.attempts.map(\.plannedAt) } == [[.zero, .seconds(1)], [.seconds(1)]])
        #expect(Set(requests.map(\.body)).count == 1)
    }

    @Test func `a wait lets scenario time pass and the next step follows`() async throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete" }, { "wait": "2h" }, { "emit": "SnapshotComplete" }"#)
        let (result, _) = try await RunBench().run(text, statuses: 500, 200)
        #expect(result.deliveries.map { $0.attempts.last?.plannedAt } == [.seconds(1), .seconds(7201)])
    }

    @Test func `branches run at the same time`() async throws {
        let text = ScenarioText.text(
            steps: """
                { "parallel": [
                    [ { "wait": "3s" }, { "emit": "TranscodeComplete" }, { "wait": "3s" }, { "emit": "TranscodeComplete" } ],
                    [ { "wait": "4s" }, { "emit": "SnapshotComplete" } ] ] }
                """)
        let (result, requests) = try await RunBench().run(text, statuses: 200)
        #expect(
            result.deliveries.map { $0.attempts.map(\.plannedAt) } == [
                [.seconds(3)], [.seconds(6)], [.seconds(4)],
            ])
        let order = try requests.map { try JSONReader.value(of: $0.body)["EventType"]?.string }
        #expect(order == ["TranscodeComplete", "SnapshotComplete", "TranscodeComplete"])
    }

    @Test func `at full speed the order of the plan is kept, retries in between included`() async throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "lifecycle" }"#, members: #""delivery": { "retryAfter": [ "1s", "1h" ] }"#)
        let plan = try ScenarioText.plan(text)
        let expected = plan.deliveries.flatMap { delivery in
            [Duration.zero, .seconds(1), .seconds(3601)].map {
                (time: delivery.offset + $0, body: delivery.body)
            }
        }.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(
            \.element.body)
        for _ in 0..<10 {
            let transport = ScriptedTransport(statuses: 500)
            _ = await RunBench().run(plan, transport)
            #expect(transport.requests.map(\.body) == expected)
        }
    }

    @Test func `events of the same time are all delivered and reported in the order of the plan`()
        async throws
    {
        let plan = try ScenarioText.plan(
            ScenarioText.text(
                media:
                    #"{ "renditions": [ { "definition": "FD" }, { "definition": "LD" }, { "definition": "SD" } ] }"#,
                steps: #"{ "emit": "StreamTranscodeComplete" }"#))
        #expect(plan.deliveries.map(\.offset) == [.zero, .zero, .zero])
        let transport = ScriptedTransport(statuses: 200)
        let result = await RunBench().run(plan, transport)
        #expect(Set(transport.requests.map(\.body)) == Set(plan.deliveries.map(\.body)))
        #expect(result.deliveries.map(\.planned.id) == ["d1", "d2", "d3"])
        #expect(result.checks.map(\.delivery) == ["d1", "d2", "d3"])
    }

    @Test func `headers of the target replace those of the provider`() async throws {
        var bench = RunBench()
        bench.headers = [HTTPHeader("user-agent", "mine"), HTTPHeader("X-More", "1")]
        let (_, requests) = try await bench.run(RunBench.oneEvent, statuses: 200)
        #expect(
            requests[0].headers.map(\.name) == [
                "Content-Type", "user-agent", "X-More", "X-VOD-TIMESTAMP", "X-VOD-SIGNATURE",
            ])
        bench.headers = [HTTPHeader("content-type", "text/plain")]
        let (_, again) = try await bench.run(RunBench.oneEvent, statuses: 200)
        #expect(
            again[0].headers.map(\.name) == [
                "User-Agent", "content-type", "X-VOD-TIMESTAMP", "X-VOD-SIGNATURE",
            ])
        bench.headers = []
        bench.contentType = "application/json; charset=utf-8"
        let (_, last) = try await bench.run(RunBench.oneEvent, statuses: 200)
        #expect(last[0].headers.first("Content-Type") == "application/json; charset=utf-8")
    }

    @Test func `progress tells every attempt, gap and end`() async throws {
        let log = Guarded<[String]>([])
        let bench = RunBench { event in
            let line =
                switch event {
                case .attemptEnded(let delivery, let attempt): "\(delivery.id) attempt \(attempt.number)"
                case .retryPlanned(let delivery, let number, let gap):
                    "\(delivery.id) \(number) in \(DurationText.text(gap))"
                case .deliveryEnded(let result): "\(result.planned.id) \(result.outcome)"
                case .waiting(let time): "until \(DurationText.text(time))"
                }
            log.withLock { $0.append(line) }
        }
        _ = try await bench.run(RunBench.oneEvent, statuses: 500, 200)
        #expect(
            log.withLock { $0 } == ["d1 attempt 1", "d1 2 in 1s", "until 1s", "d1 attempt 2", "d1 delivered"])
    }

    @Test func `nothing delivered is not tested`() async throws {
        let text = ScenarioText.text(steps: #"{ "wait": "1s" }"#)
        let (result, _) = try await RunBench().run(text, statuses: 200)
        #expect(result.verdict == .notTested)
        #expect(result.checks.map(\.message) == ["not tested: nothing was delivered"])
        #expect(result.checks.map(\.position.description) == ["test.json:2:14"])
    }
}
