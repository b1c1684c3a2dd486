@testable import JSONText
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

/// A run result made by hand: one scenario for each thing that a report must show, with text that tries to break out.
enum HandMadeResult {
    /// Text that ends attributes, tags, scripts, CDATA sections, directives and commands where it is not escaped.
    static let hostile =
        "<script>alert(1)</script> ]]> \0 \u{1B}[31m \u{1F3AC} </script> & \"' # SKIP \\ 100% ,::end::\r\n{{facts}}"
        + " \"\u{301} onload=x <\u{301}b \u{FFFE}\u{85}"

    /// Passed, failed, lost after retries, timed out, interrupted and not begun.
    static let mixed = RunResult(
        toolVersion: "1.2.3", seed: 7,
        scenarios: [passed, failed, hostileScenario, interrupted], duration: .milliseconds(4321))

    /// Everything is fine.
    static let fine = RunResult(
        toolVersion: "1.2.3", seed: 7, scenarios: [passed], duration: .milliseconds(12))

    /// A run of nothing.
    static let empty = RunResult(toolVersion: "1.2.3", seed: 7, scenarios: [], duration: .zero)

    /// Two files with one scenario name, one of them given twice, and what was left out after the failure.
    static let alike: RunResult = {
        func one(_ file: String, _ complaint: String = "") -> ScenarioResult {
            scenario(
                "One name", file, [delivery("d1", "Event", [attempt(1, at: 0, status: 200, took: 3)])],
                checks: [check("Event (movie): delivered", complaint, delivery: "d1")])
        }
        var leftOut = scenario("Another name", "c.json", [], checks: [])
        leftOut.isInterrupted = true
        leftOut.isLeftOut = true
        return RunResult(
            toolVersion: "1.2.3", seed: 7,
            scenarios: [one("a.json"), one("b.json"), one("b.json", "lost"), leftOut],
            duration: .milliseconds(12))
    }()

    /// A single delivery with a check that failed.
    static func one(answer: String) -> RunResult {
        let deliveries = [delivery("d1", "Event", [attempt(1, at: 0, status: 200, took: 3, body: answer)])]
        let checks = [check("Event (movie): body", "body: expected more", delivery: "d1")]
        return RunResult(
            toolVersion: "1.2.3", seed: 7,
            scenarios: [scenario("One", "one.json", deliveries, checks: checks)],
            duration: .milliseconds(12))
    }

    // MARK: Scenarios

    private static let passed = scenario(
        "Everything is fine", "good.json",
        [
            delivery(
                "d1", "StreamTranscodeComplete", subject: "FD", [attempt(1, at: 0, status: 200, took: 3)]),
            delivery(
                "d2", "StreamTranscodeComplete", subject: "HD", [attempt(1, at: 2000, status: 200, took: 4)]),
            delivery(
                "d3", "TranscodeComplete", faults: ["duplicate"],
                [attempt(1, at: 4000, status: 200, took: 40)]
            ),
            delivery(
                "d4", "TranscodeComplete", [attempt(1, at: 4010, status: 200, took: 3, wall: 4010)]),
        ],
        probes: [
            probe("state", .init(answer: answer(200, "{\"state\":\"ready\"}"), duration: .milliseconds(2)))
        ],
        checks: [
            check("StreamTranscodeComplete FD (movie): delivered", delivery: "d1"),
            check("StreamTranscodeComplete HD (movie): delivered", delivery: "d2"),
            check("TranscodeComplete (movie): delivered", delivery: "d3"),
            check("TranscodeComplete (movie): delivered", delivery: "d4"),
            check("state: status 200", probe: "p1"), check("every event was delivered in order"),
        ])

    private static let failed = scenario(
        "Much is wrong", "bad.json",
        [
            delivery(
                "d1", "TranscodeComplete", outcome: .lost,
                [
                    attempt(1, at: 0, status: 500, took: 12),
                    attempt(2, at: 3_600_000, failure: .timeout, took: 5000),
                    attempt(3, at: 7_200_000, failure: .refused, took: 1),
                ]),
            delivery(
                "d2", "SnapshotComplete",
                [
                    attempt(1, at: 0, status: 503, took: 7, wall: 20),
                    attempt(2, at: 3_600_000, status: 200, took: 3, body: "{\"code\":7}", wall: 3_600_100),
                ]),
        ],
        probes: [
            probe(
                "videos",
                .init(failure: TransportFailure(.refused, "nobody listens"), duration: .milliseconds(1)),
                requests: 3)
        ],
        checks: [
            check(
                "TranscodeComplete (movie): delivered", "expected delivered, got lost after 3 attempts",
                delivery: "d1",
                line: 8),
            check("SnapshotComplete (movie): delivered", delivery: "d2", line: 9),
            check(
                "SnapshotComplete (movie): body $.code", "body $.code: expected 0, got 7", delivery: "d2",
                line: 10),
            check("videos: answered", "no answer: nobody listens", probe: "p1", line: 12),
        ],
        acknowledgements: [
            AcknowledgementFinding(
                delivery: "d2", attempt: 2,
                message:
                    "SnapshotComplete (movie): answered 200 with an error in the body; taken for success: never sent again",
                position: SourcePosition(file: "bad.json", line: 9, column: 5))
        ])

    private static let hostileScenario = scenario(
        "Hostile \(hostile)", "dir,with:colon/\(hostile).json",
        [
            delivery(
                "d1", "TranscodeComplete", subject: hostile, media: "movie \(hostile)",
                body: "{\"a\":\"\(hostile)\"}",
                [attempt(1, at: 0, status: 200, took: 3, body: hostile, header: hostile)])
        ],
        probes: [probe(hostile, .init(answer: answer(200, hostile)), url: "http://127.0.0.1/\(hostile)")],
        checks: [
            check("TranscodeComplete \(hostile): delivered", "expected \(hostile)", delivery: "d1"),
            check("\(hostile): status 200", "got \(hostile)", probe: "p1"),
        ],
        acknowledgements: [
            AcknowledgementFinding(
                delivery: "d1", attempt: 1, message: hostile,
                position: SourcePosition(file: hostile, line: 1, column: 1))
        ])

    private static let interrupted: ScenarioResult = {
        var result = scenario(
            "Cut short", "cut.json",
            [
                delivery(
                    "d1", "TranscodeComplete", outcome: .interrupted,
                    [attempt(1, at: 0, failure: .cancelled, took: 100)])
            ], checks: [])
        result.isInterrupted = true
        result.plannedDeliveries = 3
        return result
    }()

    // MARK: Parts

    private static let target = "http://127.0.0.1:8080/vod"

    static func scenario(
        _ name: String, _ file: String, _ deliveries: [DeliveryResult], probes: [ProbeResult] = [],
        checks: [Check],
        acknowledgements: [AcknowledgementFinding] = []
    ) -> ScenarioResult {
        let placed = checks.map { check in
            var check = check
            check.position = SourcePosition(
                file: file, line: check.position.line, column: check.position.column)
            return check
        }
        return ScenarioResult(
            name: name, file: file, seed: 7, target: target, deliveries: deliveries,
            probes: probes, checks: placed, acknowledgements: acknowledgements,
            plannedDeliveries: deliveries.count,
            isInterrupted: false, duration: .milliseconds(1234))
    }

    static func check(
        _ name: String, _ message: String = "", delivery: String? = nil, probe: String? = nil, line: Int = 7
    ) -> Check {
        Check(
            name: name, verdict: message.isEmpty ? .pass : .fail, message: message,
            position: SourcePosition(file: "", line: line, column: 5), delivery: delivery, probe: probe)
    }

    static func delivery(
        _ id: String, _ event: String, subject: String? = nil, media: String = "movie",
        provider: String = "aliyun",
        outcome: Outcome = .delivered, faults: [String] = [], body: String? = nil, _ attempts: [Attempt]
    ) -> DeliveryResult {
        let place = SourcePosition(file: "good.json", line: 6, column: 5)
        return DeliveryResult(
            planned: PlannedDelivery(
                id: id, provider: provider, event: event, profile: "current", media: media, subject: subject,
                eventTime: Timestamp(milliseconds: 1_700_000_000_000), offset: .zero, follows: nil,
                rules: rules,
                body: Array((body ?? "{\"EventType\":\"\(event)\",\"Size\":15.0}").utf8),
                faults: faults.compactMap(FaultWord.named).map { Fault($0, at: place) },
                expect: Expectation(), position: place),
            attempts: attempts, outcome: outcome)
    }

    private static let rules = DeliveryRules(
        timeout: .seconds(5), retries: RetrySchedule(gaps: [.seconds(3600), .seconds(3600)]),
        http: HTTPRules(contentType: "application/json", signature: nil))

    static func attempt(
        _ number: Int, at milliseconds: Int, status: Int? = nil, failure: TransportFailure.Kind? = nil,
        took: Int,
        body: String = "", header: String = "1", wall: Int? = nil
    ) -> Attempt {
        Attempt(
            number: number, plannedAt: .milliseconds(milliseconds),
            observation: Observation(
                startedAt: .milliseconds(wall ?? milliseconds), method: "POST", target: target,
                headers: [
                    HTTPHeader("Content-Type", "application/json"), HTTPHeader("X-VOD-SIGNATURE", "0123abcd"),
                ],
                exchange: Exchange(
                    answer: status.map { answer($0, body, header: header) },
                    failure: failure.map { TransportFailure($0, "\($0.rawValue), says the wire") },
                    duration: .milliseconds(took), connectionReused: number > 1),
                rules: rules))
    }

    private static func answer(_ status: Int, _ body: String, header: String = "1") -> Answer {
        Answer(status: status, headers: [HTTPHeader("X-State", header)], body: Array(body.utf8))
    }

    private static func probe(
        _ name: String, _ last: Exchange, requests: Int = 1, url: String = "http://127.0.0.1:8080/state"
    ) -> ProbeResult {
        let place = SourcePosition(file: "good.json", line: 9, column: 5)
        return ProbeResult(
            planned: PlannedProbe(
                id: "p1", name: name, spec: ProbeSpec(.request(HTTPQuestion(url: url)), at: place)),
            url: url, requests: requests,
            last: .http(last))
    }
}
