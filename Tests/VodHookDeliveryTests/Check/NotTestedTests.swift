import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

/// What nobody observed is no pass: each check says what it needs.
@Suite struct NotTestedTests {
    private typealias Answer = @Sendable (_ request: OutgoingRequest, _ number: Int) -> Exchange

    private static let full = Exchange(failure: TransportFailure(.timeout, "no connection in time"))
    private static let silence = Exchange.failed(.timeout, "no answer in time")
    private static let cut = Exchange.failed(.closed, "the connection was closed")
    private static let half = Exchange(failure: TransportFailure(.closed, "cut"), reach: .sentInPart)
    private static let noTLS = Exchange.failed(.tls, "the certificate is not trusted")
    private static let refused = Exchange.failed(.refused, "connection refused")

    private static func run(_ steps: String, _ exchanges: [Exchange], members: String = "") async throws
        -> ScenarioResult
    {
        let transport = ScriptedTransport { _, number in exchanges[min(number, exchanges.count - 1)] }
        let text = ScenarioText.text(steps: steps, members: members)
        return await RunBench().run(try ScenarioText.plan(text), transport)
    }

    private static let twoAttempts = #""delivery": { "retryAfter": ["1s"] }"#
    private static let lost = #"{ "emit": "TranscodeComplete", "expect": { "outcome": "lost" } }"#
    private static let plain = #"{ "emit": "FileUploadComplete" }"#
    private static let unreachable =
        #"{ "emit": "TranscodeComplete", "expect": { "outcome": "unreachable" } }"#

    @Test(
        arguments: [
            ([refused], .notTested), ([noTLS], .notTested), ([full], .notTested), ([half], .notTested),
            ([.failed(.other, "bad --cacert")], .notTested), ([.failed(.unresolved)], .notTested),
            ([silence], .notTested), ([cut], .notTested), ([.failed(.malformedAnswer)], .notTested),
            ([.status(401)], .pass), ([.status(500), silence], .pass), ([silence, .status(500)], .pass),
            ([.status(500), refused], .notTested), ([full, .status(401)], .notTested),
            ([.status(200)], .fail),
        ] as [([Exchange], Verdict)])
    func `an expected loss is a refusal that was answered`(_ exchanges: [Exchange], _ verdict: Verdict)
        async throws
    {
        let result = try await Self.run(Self.lost, exchanges, members: Self.twoAttempts)
        #expect(result.verdict == verdict, "\(result.checks.map(\.message))")
        if verdict == .notTested {
            #expect(result.checks.contains { $0.message.hasPrefix("not tested: ") })
        }
    }

    @Test(
        arguments: [
            (silence, .pass), (cut, .pass), (refused, .notTested), (full, .notTested), (noTLS, .notTested),
            (half, .notTested),
        ] as [(Exchange, Verdict)])
    func `silence is a loss where the target answers something else`(_ exchange: Exchange, _ verdict: Verdict)
        async throws
    {
        let members = #""delivery": { "retryAfter": [] }"#
        let after = try await Self.run(
            "\(Self.plain), \(Self.lost)", [.status(200), exchange], members: members)
        #expect(after.verdict == verdict)
        let before = try await Self.run(
            "\(Self.lost), \(Self.plain)", [exchange, .status(200)], members: members)
        #expect(before.verdict == verdict)
    }

    @Test(
        arguments: [
            ("${target.origin}/state", .pass), ("http://elsewhere.test/state", .notTested),
        ] as [(String, Verdict)])
    func `a probe shows that the target is there when it asks the target`(_ url: String, _ verdict: Verdict)
        async throws
    {
        let transport = ScriptedTransport { request, _ in
            request.method == "POST" ? Self.silence : .status(200)
        }
        let text = ScenarioText.text(
            steps: Self.lost + #", { "probe": { "url": "\#(url)" } }"#, members: Self.twoAttempts)
        #expect(await RunBench().run(try ScenarioText.plan(text), transport).verdict == verdict)
    }

    @Test(
        arguments: [
            ([refused], .pass), ([full], .pass), ([.failed(.unresolved)], .pass), ([noTLS], .notTested),
            ([.failed(.other)], .notTested), ([silence], .fail), ([.status(503)], .fail),
            ([.status(200)], .fail),
            ([refused, .status(200)], .fail),
        ] as [([Exchange], Verdict)])
    func `a planned downtime is one without a connection`(_ exchanges: [Exchange], _ verdict: Verdict)
        async throws
    {
        let result = try await Self.run(Self.unreachable, exchanges, members: Self.twoAttempts)
        #expect(result.verdict == verdict, "\(result.checks.map(\.message))")
    }

    @Test(
        arguments: [
            (silence, .notTested), (refused, .notTested), (.status(401), .pass), (.status(500), .fail),
            (.status(200), .fail),
        ] as [(Exchange, Verdict)])
    func `a status of refusal that is expected needs an answer`(_ exchange: Exchange, _ verdict: Verdict)
        async throws
    {
        let step = #"{ "emit": "TranscodeComplete", "expect": { "status": 401 } }"#
        #expect(try await Self.run(step, [exchange], members: Self.twoAttempts).verdict == verdict)
    }

    /// A state by its answers, one after the other, and the verdict on `never` and on a probe that expects the same.
    private static let states: [(states: [Exchange], never: Verdict, once: Verdict)] = [
        ([.status(200, body: #"{"status":"ready"}"#)], .pass, .fail),
        ([.status(200, body: #"{"status":"failed"}"#)], .fail, .pass),
        ([.status(404)], .pass, .fail), ([.status(404, body: "{}")], .pass, .fail),
        ([.status(500)], .notTested, .notTested), ([.status(500, body: "{}")], .notTested, .notTested),
        ([.status(401, body: "{}")], .notTested, .fail),
        ([.status(200, body: "<html>")], .notTested, .notTested),
        ([refused], .notTested, .notTested), ([silence], .notTested, .notTested),
        (
            [.status(200, body: "{}"), .status(500), .status(200, body: "{}")], .notTested, .fail
        ),
        (
            [.status(500), .status(200, body: #"{"status":"failed"}"#)], .fail, .notTested
        ),
    ]

    @Test(arguments: states.indices)
    func `a state that cannot be judged is not tested`(_ place: Int) async throws {
        let row = Self.states[place]
        for (how, verdict) in [(#""within": "300ms", "never": true,"#, row.never), ("", row.once)] {
            let transport = ScriptedTransport { request, number in
                request.method == "POST" ? .status(200) : row.states[min(number - 1, row.states.count - 1)]
            }
            let probe = #"""
                { "probe": { "url": "http://h/", \#(how)
                  "expect": { "body": [ { "path": "$.status", "equals": "failed" } ] } } }
                """#
            let text = ScenarioText.text(steps: "\(Self.plain), \(probe)")
            let result = await RunBench().run(try ScenarioText.plan(text), transport)
            #expect(result.verdict == verdict, "\(place) \(how) \(result.checks.map(\.message))")
        }
    }

    @Test func `that something is absent is shown by no answer of another kind`() async throws {
        let text = ScenarioText.text(
            steps: #"""
                \#(Self.plain), { "probe": { "url": "http://h/", "expect": {
                  "body": [ { "path": "$.error", "exists": false } ] } } }
                """#)
        for (status, verdict) in [(200, Verdict.pass), (404, .notTested), (500, .notTested)] {
            let transport = ScriptedTransport { request, _ in
                request.method == "POST" ? .status(200) : .status(status, body: "{}")
            }
            #expect(await RunBench().run(try ScenarioText.plan(text), transport).verdict == verdict)
        }
    }

    @Test(arguments: [
        #"{ "latency": { "max": "1s" } }"#, #"{ "atMostInFlight": 1 }"#,
        #"{ "noAttemptAfterSuccess": true }"#,
        #"{ "count": { "lost": 1 } }"#,
    ])
    func `a condition on all deliveries needs one that was sent`(_ condition: String) async throws {
        let text = ScenarioText.text(steps: Self.lost, members: #""assert": [ \#(condition) ]"#)
        let result = await RunBench().run(
            try ScenarioText.plan(text), ScriptedTransport { _, _ in Self.refused })
        #expect(result.checks.allSatisfy { $0.verdict == .notTested }, "\(result.checks.map(\.name))")
    }

    @Test func `an expectation of something that the media lacks is a finding`() throws {
        let text = ScenarioText.text(
            steps: #"""
                \#(Self.plain), { "probe": { "url": "http://h/", "expect": {
                  "body": [ { "contains": "${movie.extend}" } ] } } }
                """#)
        let findings = try ScenarioText.planFindings(text)
        #expect(findings.map(\.message) == ["this media has nothing that ${movie.extend} stands for"])
    }
}
