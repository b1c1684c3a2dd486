@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan
@testable import VodHookReports

@Suite struct RecordingImportTests {
    private static func load(_ text: String, _ files: [String: [UInt8]] = [:]) throws -> (Scenario, Plan) {
        let loader = ScenarioLoader(
            ScenarioLoader.Context(
                catalogue: BuiltIn.catalogue,
                open: { path in files[path].map { SourceText(name: path, bytes: $0) } }))
        let (scenario, findings) = loader.load(SourceText(name: "scenario.json", text: text))
        #expect(findings.isEmpty, "\(findings.map(\.text))")
        let found = try #require(scenario)
        let planner = Planner(catalogue: BuiltIn.catalogue, seed: 1, start: Scenario.defaultStart)
        return (found, try #require(planner.plan(found).plan))
    }

    /// The recording that a receiver would have made of `plan`: each delivery answered as `statuses` say.
    private static func recording(of plan: Plan, statuses: [Int] = [200]) -> Recording {
        var lines: [UInt8] = []
        for (place, delivery) in plan.deliveries.enumerated() {
            for (number, status) in statuses.enumerated() {
                var request = RecordedRequest(
                    receivedAt: 1_768_464_000_000_000 + Int64(delivery.offset.milliseconds * 1000)
                        + Int64(place * 100 + number * 1_000_000),
                    method: "POST", target: "/cb",
                    headers: [
                        HTTPHeader("Content-Type", delivery.rules.http.contentType),
                        HTTPHeader("X-Tenant", "t"),
                        HTTPHeader("X-VOD-SIGNATURE", "s"),
                    ],
                    body: delivery.body,
                    answer: RecordedAnswer(origin: .own, status: status, after: .microseconds(50)))
                request.recognition.provider = delivery.provider
                request.recognition.event = delivery.event
                request.recognition.signature = .unchecked
                lines += RecordingLine.line(request)
            }
        }
        return Recording(SourceText(name: "r", bytes: lines))
    }

    private static func imported(_ recording: Recording, expects: Bool = false) -> RecordingImport {
        var options = RecordingImport.Options(name: "Imported ${x}")
        options.expectsAnswers = expects
        return RecordingImport(recording, catalogue: BuiltIn.catalogue, options: options)
    }

    @Test(arguments: ["aliyun", "volcengine"])
    func `what vodhook itself sent comes back: order, bytes and gaps`(_ provider: String) throws {
        let text = """
            { "name": "x", "provider": "\(provider)", "media": { "movie": { "extend": "a" } },
              "steps": [ { "emit": "lifecycle" } ] }
            """
        let (_, sent) = try Self.load(text)
        #expect(sent.deliveries.count > 1)
        let made = Self.imported(Self.recording(of: sent))
        let files = Dictionary(
            made.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        let scenario = String(decoding: try #require(files[RecordingImport.scenarioFile]), as: UTF8.self)
        let (loaded, plan) = try Self.load(scenario, files)
        #expect(loaded.name == "Imported ${x}")
        #expect(loaded.target.headers == [HTTPHeader("X-Tenant", "t")])
        #expect(plan.deliveries.map(\.body) == sent.deliveries.map(\.body))
        #expect(plan.deliveries.map(\.event) == sent.deliveries.map(\.event))
        #expect(plan.deliveries.map(\.provider) == sent.deliveries.map(\.provider))
        let first = sent.deliveries.map(\.offset).min() ?? .zero
        #expect(plan.steps.map { $0.at ?? .zero } == sent.deliveries.map { $0.offset - first })
        #expect(plan.deliveries.allSatisfy { $0.faults.isEmpty })
    }

    @Test func `retries become one delivery, and with --expect their statuses are expected`() throws {
        let (_, sent) = try Self.load(
            #"{ "name": "x", "provider": "aliyun", "media": { "m": {} }, "steps": [ { "emit": "TranscodeComplete" } ] }"#
        )
        let made = Self.imported(Self.recording(of: sent, statuses: [500, 503, 200]), expects: true)
        #expect(made.deliveryCount == 1 && made.attemptCount == 3)
        let files = Dictionary(
            made.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
        let (_, plan) = try Self.load(String(decoding: made.files[0].bytes, as: UTF8.self), files)
        #expect(plan.deliveries.first?.expect.statuses?.value == [500, 503, 200])
        #expect(plan.deliveries.first?.expect.outcome?.value == .delivered)
    }

    @Test func `requests that overlap are sent side by side`() throws {
        var lines: [UInt8] = []
        for (place, body) in ["{\"EventType\":\"A\"}", "{\"EventType\":\"B\"}", "{\"EventType\":\"C\"}"]
            .enumerated()
        {
            let request = RecordedRequest(
                receivedAt: Int64(place) * 100_000, method: "POST", target: "/", headers: [],
                body: Array(body.utf8),
                answer: RecordedAnswer(origin: .own, status: 200, after: .milliseconds(place == 0 ? 150 : 1)))
            lines += RecordingLine.line(request)
        }
        let made = Self.imported(Recording(SourceText(name: "r", bytes: lines)))
        let root = try JSONReader.value(of: made.files[0].bytes)
        #expect(root["steps"]?.array?.count == 2)
        #expect(root["steps"]?.array?.first?["parallel"]?.array?.count == 2)
        #expect(root["steps"]?.array?.last?["at"]?.string == "200ms")
    }

    @Test func `what a request had of its own becomes a fault`() throws {
        var request = RecordedRequest(
            receivedAt: 0, method: "PUT", target: "/",
            headers: [HTTPHeader("Content-Type", "text/xml")], body: Array("{\"EventType\":\"A\"}".utf8),
            answer: RecordedAnswer(origin: .own, status: 200))
        request.recognition.provider = "aliyun"
        var signed = request
        signed.body = Array("{\"EventType\":\"B\"}".utf8)
        signed.receivedAt = 1
        signed.recognition.signature = .invalid
        let bytes = RecordingLine.line(request) + RecordingLine.line(signed)
        let made = Self.imported(Recording(SourceText(name: "r", bytes: bytes)))
        let root = try JSONReader.value(of: made.files[0].bytes)
        let bent: [JSONValue] = [
            ["fault": "content-type", "value": "text/xml"], ["fault": "method", "value": "PUT"],
        ]
        #expect(root["steps"]?.array?.first?["faults"] == .array(["missing-signature"] + bent))
        #expect(root["steps"]?.array?.last?["faults"] == .array(["wrong-key"] + bent))
    }

    @Test func `what cannot be delivered is left out and said`() {
        let answer = RecordedAnswer(origin: .own, status: 200)
        let requests = [
            RecordedRequest(
                receivedAt: 0, method: "GET", target: "/videos", headers: [], body: [], answer: answer),
            RecordedRequest(
                receivedAt: 1, method: "POST", target: "/", headers: [], body: [0x7B], isComplete: false,
                answer: answer),
        ]
        let made = Self.imported(
            Recording(SourceText(name: "r", bytes: requests.flatMap(RecordingLine.line))))
        #expect(made.files.isEmpty)
        #expect(
            made.notes == [
                "1 request recorded without the whole body: left out",
                "1 request without a body are left out",
            ])
    }

    @Test func `what came a million times faster over centuries is sent after 10 years at most`() throws {
        let times: [Int64] = [0, 253_402_300_799_999_999]
        let lines = times.flatMap { time in
            RecordingLine.line(
                RecordedRequest(
                    receivedAt: time, method: "POST", target: "/cb", headers: [], body: Array("{}".utf8),
                    answer: RecordedAnswer(origin: .own, status: 200)))
        }
        var options = RecordingImport.Options(name: "Far")
        options.speed = 1_000_000
        let made = RecordingImport(
            Recording(SourceText(name: "r", bytes: lines)), catalogue: BuiltIn.catalogue, options: options)
        let scenario = try #require(made.files.first)
        #expect(String(decoding: scenario.bytes, as: UTF8.self).contains(#""at": "87600h""#))
        #expect(made.notes.last == "1 delivery later than 10 years after the first: sent at that time")
    }
}
