@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct RunnerProbeTests {
    private static func text(_ probe: String) -> String {
        ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }, { "probe": { \#(probe) } }"#)
    }

    /// Acknowledges deliveries, and answers probes with 404 so many times before it answers 200.
    private static func receiver(notFound count: Int) -> ScriptedTransport {
        ScriptedTransport { request, number in
            request.method == "POST" || number > count ? .status(200) : .status(404)
        }
    }

    @Test func `a probe is repeated until its expectation holds`() async throws {
        let plan = try ScenarioText.plan(
            Self.text(
                ##""url": "${target.origin}/v/${movie.videoId}", "within": "3s", "expect": { "status": 200 }"##
            ))
        let bench = RunBench()
        let result = await bench.run(plan, Self.receiver(notFound: 4))
        #expect(result.verdict == .pass)
        #expect(result.probes.map(\.requests) == [5])
        #expect(bench.wall.paused == Array(repeating: .milliseconds(100), count: 4))
        let id = try JSONReader.value(of: plan.deliveries[0].body)["VideoId"]?.string
        #expect(result.probes[0].url == "http://127.0.0.1:1/v/\(try #require(id))")
    }

    @Test(arguments: [("1s", "100ms", 11), ("1s", "300ms", 4), ("100ms", "1s", 1), ("0s", "100ms", 1)])
    func `a probe gives up when its time is over`(_ within: String, _ every: String, _ requests: Int)
        async throws
    {
        let plan = try ScenarioText.plan(
            Self.text(
                #""url": "http://h/", "within": "\#(within)", "every": "\#(every)", "expect": { "status": 200 }"#
            ))
        let result = await RunBench().run(plan, Self.receiver(notFound: 100))
        #expect(result.verdict == .fail)
        #expect(result.probes.map(\.requests) == [requests])
        #expect(result.checks.last?.message == "expected status 200, got status 404")
    }

    @Test func `what needs a value that was not captured is not asked`() async throws {
        let transport = ScriptedTransport(statuses: 200)
        let text = ScenarioText.text(
            steps: ##"""
                { "emit": "TranscodeComplete", "capture": { "id": { "path": "$.none" } } },
                { "probe": { "url": "http://h/${capture.id}", "method": "DELETE" } },
                { "command": [ "remove", "${capture.id}" ] }
                """##)
        let result = await RunBench().run(try ScenarioText.plan(text), transport)
        #expect(transport.requests.count == 1)
        #expect(
            result.probes.map(\.last.reply.failure?.message)
                == Array(repeating: "nothing was captured as \"id\"; it was not asked", count: 2))
        #expect(result.checks.map(\.verdict) == [.pass, .fail, .notTested, .notTested])
    }

    @Test(arguments: [
        (
            "http://h/a/${capture.x}?b=${capture.x}",
            "http://h/a/http%3A%2F%2Fi%2F%3Fa%20b%26c?b=http%3A%2F%2Fi%2F%3Fa%20b%26c"
        ),
        ("http://h/${capture.x|raw}", "http://h/http://i/?a b&c"),
        ("${capture.x}", "http://i/?a b&c"), ("${target.origin}/${capture.y}", "http://127.0.0.1:1/1.5~_-Z"),
    ])
    func `a captured value is percent-encoded within a URL`(_ url: String, _ sent: String) async throws {
        let transport = ScriptedTransport { request, _ in
            request.method == "GET"
                ? .status(200) : .status(200, body: #"{"x":"http://i/?a b&c","y":"1.5~_-Z"}"#)
        }
        let text = ScenarioText.text(
            steps: ##"""
                { "emit": "TranscodeComplete", "capture": { "x": { "path": "$.x" }, "y": { "path": "$.y" } } },
                { "probe": { "url": "\##(url)" } }
                """##)
        _ = await RunBench().run(try ScenarioText.plan(text), transport)
        #expect(transport.requests.last?.url == sent)
    }

    @Test func `what could not be asked has not been shown never to hold`() async throws {
        let plan = try ScenarioText.plan(
            Self.text(
                #""url": "http://h/", "never": true, "within": "300ms", "expect": { "status": 500 }"#))
        let good = await RunBench().run(plan, ScriptedTransport(statuses: 200))
        #expect(good.verdict == .pass)
        let dead = ScriptedTransport { request, _ in
            request.method == "POST" ? .status(200) : .failed(.refused, "nobody listens")
        }
        let result = await RunBench().run(plan, dead)
        #expect(result.checks.last?.message == "not tested: whether it held is not known: nobody listens")
        #expect(result.verdict == .notTested)
    }

    @Test func `a probe without a time is asked once, as it is written`() async throws {
        let plan = try ScenarioText.plan(
            Self.text(
                ##"""
                "url": "http://h/?u=${target.url}", "method": "PUT", "headers": { "X-Id": "${movie.name}" },
                "body": { "a": [1] }, "expect": { "status": 200 }
                """##))
        let transport = Self.receiver(notFound: 100)
        let result = await RunBench().run(plan, transport)
        let request = try #require(transport.requests.last)
        #expect(result.probes.map(\.requests) == [1])
        #expect(request.method == "PUT")
        #expect(request.url == "http://h/?u=http://127.0.0.1:1/vod?env=dev")
        #expect(
            request.headers == [
                HTTPHeader("X-Id", "movie"), HTTPHeader("Content-Type", "application/json"),
            ])
        #expect(request.body == Array(#"{"a":[1]}"#.utf8))
    }

    @Test func `a dollar written twice stays a dollar in a probe`() async throws {
        let plan = try ScenarioText.plan(
            Self.text(
                ##""url": "http://h/$${movie.videoId}/$${target.url}", "headers": { "A": "$${movie.name}" }, "expect": {}"##
            ))
        let transport = Self.receiver(notFound: 0)
        _ = await RunBench().run(plan, transport)
        #expect(transport.requests.last?.url == "http://h/${movie.videoId}/${target.url}")
        #expect(transport.requests.last?.headers == [HTTPHeader("A", "${movie.name}")])
    }
}
