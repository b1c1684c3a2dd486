import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookReports

@Suite struct HintTests {
    private static func hint(_ exchanges: [Exchange], expect: String = "{}") async throws -> String? {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete", "expect": \#(expect) }, { "emit": "SnapshotComplete" }"#)
        let transport = ScriptedTransport { _, number in exchanges[min(number, exchanges.count - 1)] }
        return await RunBench().run(try ScenarioText.plan(text), transport).hint
    }

    static let rows: [(Exchange, String)] = [
        (
            .failed(.refused, "nobody"),
            "nothing listens at http://127.0.0.1:1/vod: is the receiver running, and the target right?"
        ),
        (
            .failed(.unresolved, "nobody"),
            "the host of http://127.0.0.1:1/vod is not known here: is the target right?"
        ),
        (
            .failed(.tls, "self-signed"),
            "every TLS connection failed: --cacert FILE trusts a certificate of your own"
        ),
        (
            .failed(.malformedAnswer, "nonsense"),
            "what answers at http://127.0.0.1:1/vod does not speak HTTP: is the target right?"
        ),
        (
            .status(401),
            "every answer was 401: does the receiver check with the key that signs here (VODHOOK_KEY), and for the URL that is signed (the target, or --signed-url)?"
        ),
        (.status(404), "every answer was 404: is the path of the target right?"),
    ]

    @Test(arguments: rows) func `where to look first is said when every attempt failed alike`(
        _ exchange: Exchange, _ hint: String
    ) async throws {
        #expect(try await Self.hint([exchange]) == hint)
    }

    @Test(arguments: [
        [Exchange.status(200)], [.status(500)], [.failed(.timeout)], [.status(401), .status(403)],
        [.failed(.refused), .status(404)], [.status(404), .failed(.refused)],
    ]) func `nothing is said otherwise`(_ exchanges: [Exchange]) async throws {
        #expect(try await Self.hint(exchanges) == nil)
    }

    @Test func `nothing is said of a scenario that passes, or of the embedded receiver`() async throws {
        let text = ScenarioText.text(
            steps: #"{ "emit": "TranscodeComplete", "expect": { "status": 401 } }"#)
        var result = try await RunBench().run(text, statuses: 401).result
        #expect(result.verdict == .pass)
        #expect(result.hint == nil)
        result = try await RunBench().run(
            ScenarioText.text(steps: #"{ "emit": "TranscodeComplete" }"#), statuses: 404
        ).result
        #expect(result.hint != nil)
        result.isTargetEmbedded = true
        #expect(result.hint == nil)
    }
}
