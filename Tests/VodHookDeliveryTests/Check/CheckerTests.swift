@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookPlan

@Suite struct CheckerTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let expect: String
        let exchanges: [Exchange]
        /// `verdict name: message` of every check.
        let checks: [String]
        init(_ expect: String, _ exchanges: [Exchange], _ checks: [String]) {
            self.expect = expect
            self.exchanges = exchanges
            self.checks = checks
        }
        var testDescription: String { expect }
    }

    private static let answer = Exchange.status(
        200,
        headers: [HTTPHeader("Content-Type", "text/plain"), HTTPHeader("x-a", "1"), HTTPHeader("X-A", "2")],
        body: "{\"ok\": true,\r\n\"n\": [1, 2]}")
    private static let delivered = "pass delivered"

    static let rows: [Row] = [
        Row("{}", [answer], [delivered]),
        Row("{}", [.status(500), answer], [delivered]),
        Row(
            "{}", [.status(500), .status(500), .status(404)],
            [
                "fail delivered: expected delivered, got lost after 3 attempts; the last one: status 404; if the loss is wanted, expect \"outcome\": \"lost\""
            ]),
        Row(
            "{}",
            [
                .failed(.refused, "nobody listens"), .failed(.refused, "nobody listens"),
                .failed(.refused, "nobody listens"),
            ],
            [
                "fail delivered: expected delivered, got lost after 3 attempts; the last one: nobody listens; if the loss is wanted, expect \"outcome\": \"lost\""
            ]),
        Row(
            #"{ "status": 200, "attempts": 1, "body": [ { "path": "$.a", "exists": true } ] }"#,
            [.status(500), .failed(.timeout, "silence"), .status(401, body: "{}")],
            [
                "fail delivered: expected delivered, got lost after 3 attempts; the last one: status 401; if the loss is wanted, expect \"outcome\": \"lost\"; the answer was: {}",
                "fail attempts: expected 1 attempt, got 3 (follows)",
                "fail status 200: expected status 200, got status 401 (follows)",
                "fail body $.a: body $.a: expected a value, found none",
            ]),
        Row(
            #"{ "outcome": "delivered", "within": "1s", "body": [ { "path": "$.a", "exists": true } ] }"#,
            [.failed(.closed, "cut"), .failed(.closed, "cut"), .failed(.closed, "cut")],
            [
                "fail delivered: expected delivered, got lost after 3 attempts; the last one: cut",
                "fail within 1s: expected an answer within 1s, but there was none (follows)",
                "fail body $.a: body $.a: there was no answer (follows)",
            ]),
        Row(
            #"{ "status": 201 }"#, [.status(200, body: "ok")],
            [delivered, "fail status 201: expected status 201, got status 200; the answer was: ok"]),
        Row(#"{ "outcome": "lost" }"#, [.status(500), .status(500), .status(500)], ["pass lost"]),
        Row(#"{ "status": [401, 403] }"#, [.status(403)], ["pass status 401 or 403"]),
        Row(#"{ "status": ["2xx", 500] }"#, [.status(500)], ["pass status 2xx or 500"]),
        Row(
            #"{ "outcome": "lost" }"#, [answer],
            [
                "fail lost: expected lost, got delivered with status 200; the answer was: {\"ok\": true,  \"n\": [1, 2]}"
            ]),
        Row(#"{ "status": 200 }"#, [answer], [delivered, "pass status 200"]),
        Row(#"{ "status": [201, "2xx"] }"#, [answer], [delivered, "pass status 201 or 2xx"]),
        Row(
            #"{ "status": "3xx" }"#, [answer],
            [
                delivered,
                "fail status 3xx: expected status 3xx, got status 200; the answer was: {\"ok\": true,  \"n\": [1, 2]}",
            ]),
        Row(
            #"{ "status": 200, "outcome": "lost" }"#,
            [.status(500), .failed(.closed, "cut"), .failed(.closed, "cut")],
            ["pass lost", "notTested status 200: not tested: expected status 200, got cut"]),
        Row(
            #"{ "statuses": [500, 0, 200] }"#, [.status(500), .failed(.timeout), answer],
            [delivered, "pass statuses"]),
        Row(
            #"{ "statuses": [500, 200] }"#, [.failed(.timeout), answer],
            [delivered, "fail statuses: expected statuses 500, 200, got none, 200"]),
        Row(#"{ "attempts": 2 }"#, [.status(500), answer], [delivered, "pass attempts"]),
        Row(
            #"{ "attempts": 1 }"#, [.status(500), answer],
            [delivered, "fail attempts: expected 1 attempt, got 2"]),
        Row(
            #"{ "attempts": { "min": 3 } }"#, [answer],
            [delivered, "fail attempts: expected at least 3 attempts, got 1"]),
        Row(#"{ "within": "3ms" }"#, [answer], [delivered, "pass within 3ms"]),
        Row(
            #"{ "within": "2ms" }"#, [answer],
            [delivered, "fail within 2ms: expected an answer within 2ms, but it took 3 ms"]),
        Row(
            #"{ "headers": [ { "name": "content-type", "startsWith": "text/" }, { "name": "X-A", "oneOf": ["1", "2"] } ] }"#,
            [answer],
            [delivered, "pass header content-type", "pass header X-A"]),
        Row(
            #"{ "headers": [ { "name": "X-A", "equals": "1" }, { "name": "X-B", "exists": true } ] }"#,
            [answer],
            [
                delivered, "fail header X-A: header X-A: expected \"1\", found \"2\"",
                "fail header X-B: header X-B: expected a value, found none",
            ]),
        Row(
            #"{ "body": [ { "path": "$.ok", "equals": true }, { "path": "$.n[*]", "lessThan": 3 }, { "contains": "\"ok\"" } ] }"#,
            [answer],
            [delivered, "pass body $.ok", "pass body $.n[*]", "pass body"]),
        Row(
            #"{ "body": [ { "path": "$.ok", "equals": false } ] }"#, [answer],
            [
                delivered,
                "fail body $.ok: body $.ok: expected false, found true; the answer was: {\"ok\": true,  \"n\": [1, 2]}",
            ]),
        Row(
            #"{ "body": [ { "path": "$.a", "exists": true } ] }"#, [.status(200, body: "<html>\n")],
            [
                delivered,
                "fail body $.a: body $.a: the body is not valid JSON at 1:1: expected a JSON value, found <; the answer was: <html> ",
            ]),
        Row(
            #"{ "outcome": "lost", "body": [ { "path": "$.a", "exists": false }, { "exists": true } ] }"#,
            [.status(500), .failed(.closed, "cut"), .failed(.closed, "cut")],
            [
                "pass lost", "notTested body $.a: not tested: body $.a: there was no answer: cut",
                "notTested body: not tested: body: expected a value, found none",
            ]),
        Row(
            #"{ "body": [ { "schema": { "required": ["ok"] } }, { "equals": { "ok": true, "n": [1, 2] } } ] }"#,
            [answer], [delivered, "pass body", "pass body"]),
        Row(
            #"{ "body": [ { "schema": { "required": ["no"] } } ] }"#, [.status(200, body: "{}")],
            [
                delivered,
                #"fail body: body: does not keep the schema: $: the property "no" is missing; the answer was: {}"#,
            ]),
        Row(#"{ "body": [ { "equals": "" } ] }"#, [.status(200)], [delivered, "pass body"]),
    ]

    @Test(arguments: rows) func `what came is compared with what was expected`(_ row: Row) async throws {
        let text = ScenarioText.text(steps: #"{ "emit": "TranscodeComplete", "expect": \#(row.expect) }"#)
        let transport = ScriptedTransport { _, number in row.exchanges[min(number, row.exchanges.count - 1)] }
        let result = await RunBench().run(try ScenarioText.plan(text), transport)
        let checks = result.checks.map { check in
            let name = check.name.replacing("TranscodeComplete (movie): ", with: "")
            let message = check.message.isEmpty ? "" : ": \(check.message)"
            return "\(check.verdict) \(name)\(message)\(check.followsLoss ? " (follows)" : "")"
        }
        #expect(checks == row.checks)
        #expect(result.checks.allSatisfy { $0.delivery == "d1" })
    }

    @Test func `a check stands where its expectation stands, the unwritten one where the step stands`()
        async throws
    {
        let text = """
            { "name": "Test", "provider": "aliyun", "media": { "movie": {} },
              "steps": [
                { "emit": "StreamTranscodeComplete", "expect": { "status": 200 } }
              ],
              "expect": { "within": "5s",
                "attempts": 1 } }
            """
        let result = try await RunBench().run(text, statuses: 200).result
        let places = result.checks.prefix(4).map { "\($0.position.line):\($0.position.column)" }
        #expect(
            places == ["3:5", "6:37", "3:65", "5:25"].map { $0 }
                || places == ["3:5", "6:17", "3:64", "5:25"], "\(places)")
        #expect(result.checks[0].name == "StreamTranscodeComplete FD (movie): delivered")
    }

    @Test func `a step's expectation goes over the scenario's, part by part`() throws {
        let text = ScenarioText.text(
            steps:
                #"{ "emit": "TranscodeComplete", "expect": { "status": 201, "headers": [ { "name": "a", "exists": true } ] } }"#,
            members:
                #""expect": { "status": 200, "within": "5s", "headers": [ { "name": "b", "exists": true } ], "body": [ { "exists": true } ] }"#
        )
        let expect = try ScenarioText.plan(text).deliveries[0].expect
        #expect(expect.status?.value == [.code(201)])
        #expect(expect.within?.value == .seconds(5))
        #expect(expect.headers.map(\.name) == ["a"])
        #expect(expect.body.count == 1)
    }

    @Test func `a probe without conditions asks for an answer of success`() async throws {
        let text = ScenarioText.text(
            steps:
                #"{ "emit": "TranscodeComplete" }, { "name": "state", "probe": { "url": "http://h/", "expect": {} } }"#
        )
        let plan = try ScenarioText.plan(text)
        let good = await RunBench().run(plan, ScriptedTransport(statuses: 200, 204))
        #expect(good.checks.last.map { "\($0.verdict) \($0.name)" } == "pass state: status 2xx")
        let missing = await RunBench().run(plan, ScriptedTransport(statuses: 200, 404))
        #expect(missing.checks.last?.message == "expected status 2xx, got status 404")
        let bad = await RunBench().run(
            plan,
            ScriptedTransport { _, number in number == 0 ? .status(200) : .failed(.refused, "nobody listens")
            })
        #expect(
            bad.checks.last.map { "\($0.verdict) \($0.message)" }
                == "notTested not tested: expected status 2xx, got nobody listens")
    }

    @Test(arguments: [
        ("200", "200"), ("2xx", "2xx"), ("5XX", "5xx"), ("599", "599"), ("600", nil), ("99", nil),
        ("6xx", nil), ("0xx", nil),
        ("xx", nil), ("2x", nil), ("", nil), ("ok", nil), ("-200", nil),
    ])
    func `a status pattern is a code or a class`(_ text: String, _ description: String?) {
        #expect(StatusPattern(text)?.description == description)
    }
}
