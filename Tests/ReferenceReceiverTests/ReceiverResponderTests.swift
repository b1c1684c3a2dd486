import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
@testable import JSONText
@testable import ReferenceReceiver
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// The routes, without a socket.
@Suite struct ReceiverResponderTests {
    private static let arrival = 1_767_348_000  // 2026-01-02T10:00:00Z

    @Test func `a callback is kept before it is answered with 200`() async throws {
        try await test { client, _ in
            let answer = try await client.post("/any/path", Upload.transcode)
            #expect(answer.status == .ok)
            #expect(answer.text == #"{"verdict":"applied"}"#)
            let video = try await client.get("/videos/v1")
            #expect(video.status == .ok)
            #expect(video.json["status"] == "ready")
            #expect(try await client.get("/videos").text == #"["v1"]"#)
        }
    }

    @Test func `a duplicate is answered with 200 and logged as one`() async throws {
        try await test { client, _ in
            for _ in 1...3 { #expect(try await client.post("/", Upload.file).status == .ok) }
            #expect(try await client.get("/videos/v1").json["events"] == 1)
            let log = try await client.get("/events").json.array ?? []
            #expect(log.map { $0["verdict"] } == ["applied", "duplicate", "duplicate"])
            #expect(try await client.get("/health").text == #"{"status":"ok","received":3,"duplicates":2}"#)
        }
    }

    @Test func `the log has number, provider, event, id, times, status, verdict and reason`() async throws {
        try await test { client, _ in
            try await client.post("/", Upload.file)
            try await client.post("/", ["EventType": "NewEvent", "VideoId": "v2"])
            #expect(
                try await client.get("/events?id=v1").text
                    == #"[{"number":1,"provider":"aliyun","event":"FileUploadComplete","id":"v1","#
                    + #""time":"2026-01-02T10:00:00Z","eventTime":"2026-01-02T10:00:00Z","status":200,"#
                    + #""verdict":"applied","reason":null}]"#)
            #expect(
                try await client.get("/events?id=v2").json.first?["reason"] == "the event type is not known")
        }
    }

    @Test(arguments: [
        ("", "the body is empty"), ("{", "the body is not JSON"), ("[]", "the body is not a JSON object"),
        ("{}", "the body has no EventType"), (#"{"EventType":7}"#, "the body has no EventType"),
        ("EventType=FileUploadComplete", "the body is not JSON"),
        (#"{"Data":{},"Version":"1.0","RequestId":"r"}"#, "the body has no EventType"),
    ])
    func `a body that is no callback gets 400 and the reason`(body: String, reason: String) async throws {
        try await test { client, _ in
            let answer = try await client.post("/", bytes: Array(body.utf8))
            #expect(answer.status == .badRequest)
            #expect(answer.json["error"] == .string(reason))
            #expect(try await client.get("/events").json.first?["verdict"] == "invalid")
        }
    }

    @Test(
        arguments: [
            ["EventType": "BrandNewComplete", "VideoId": "v1"],
            ["EventType": "SnapshotComplete", "CoverUrl": "http://a.test/"],
            [
                "EventType": "DirectUrlObjectUploadComplete", "Version": "1.0", "RequestId": "r",
                "Data": ["Code": "Success"],
            ],
            ["EventType": "TranscodeComplete", "VideoId": ["x"], "Status": "success"],
        ] as [JSONValue])
    func `what cannot be used is answered with 200, so that no vendor repeats it`(body: JSONValue)
        async throws
    {
        try await test { client, _ in
            let answer = try await client.post("/", body)
            #expect(answer.status == .ok)
            #expect(try await client.get("/events").json.array?.count == 1)
        }
    }

    @Test(
        arguments: [
            Upload.transcode.with(["Status": .null]), Upload.transcode.with(["Status": ["success"]]),
            Upload.transcode.with(["StreamInfos": "none"]), Upload.transcode.with(["StreamInfos": [1]]),
            Upload.transcode.with(["StreamInfos": [["Status": 12_345]]]),
            ["EventType": "TranscodeComplete", "VideoId": "v1"],
            ["EventType": "WorkflowComplete", "Version": "1.0", "RequestId": "r", "Data": ["Vid": "v1"]],
            ["EventType": "DeleteMediaComplete", "MediaId": "v1", "Status": "success"],
        ] as [JSONValue])
    func `an event whose result cannot be read is refused, and changes nothing`(body: JSONValue) async throws
    {
        try await test { client, _ in
            let answer = try await client.post("/", body)
            #expect(answer.status == .badRequest)
            #expect(try await client.get("/videos").text == "[]")
        }
    }

    @Test func `the content type plays no part`() async throws {
        try await test { client, _ in
            for (place, type) in [
                "application/octet-stream", "text/plain", "application/x-www-form-urlencoded",
            ].enumerated() {
                let body = Upload.file.with(["VideoId": .string("t\(place)")])
                let answer = try await client.post("/", body, headers: [.contentType: type])
                #expect(answer.text == #"{"verdict":"applied"}"#)
            }
        }
    }

    @Test func `a body beyond the limit gets 413`() async throws {
        try await test({ $0.bodyLimit = 100 }) { client, _ in
            let answer = try await client.post("/", bytes: Array(repeating: 0x20, count: 101))
            #expect(answer.status == .contentTooLarge)
            #expect(answer.json["error"] == "the body is longer than 100 bytes")
            #expect(try await client.get("/events").json.first?["status"] == 413)
        }
    }

    @Test func `a signed callback is verified over its raw bytes and its target as received`() async throws {
        let target = "/cb?env=dev&x=%E4%B8%AD"
        let body = try Fixtures.payload("volcengine-FileUploadComplete.doc.json")
        try await test({ $0.keys = ["Key12345"] }) { client, _ in
            let signed = signature("volcengine", target, body)
            #expect(try await client.post(target, bytes: body, headers: signed).status == .ok)
            let refused = try await client.post("/cb?x=%E4%B8%AD&env=dev", bytes: body, headers: signed)
            #expect(refused.status == .unauthorized)
            #expect(
                refused.json["error"]
                    == "the signature does not match; it was computed for the URL http://vod.test/cb?x=%E4%B8%AD&env=dev"
            )
            let changed = try await client.post(target, bytes: body + [0x20], headers: signed)
            #expect(changed.status == .unauthorized)
            let unsigned = try await client.post(target, bytes: body)
            #expect(unsigned.json["error"] == "the header X-VOD-TIMESTAMP is missing")
            let verdicts = try await client.get("/events").json.array?.map { $0["verdict"] }
            #expect(verdicts == ["applied", "refused", "refused", "refused"])
        }
    }

    @Test func `a body signed by the other vendor's formula is refused`() async throws {
        let body = try Fixtures.payload("volcengine-FileUploadComplete.doc.json")
        try await test({ $0.keys = ["Key12345"] }) { client, _ in
            let answer = try await client.post("/cb", bytes: body, headers: signature("aliyun", "/cb", body))
            #expect(answer.status == .unauthorized)
        }
    }

    @Test func `a stranger learns nothing about a body that is not JSON`() async throws {
        try await test({ $0.keys = ["Key12345"] }) { client, _ in
            let refused = try await client.post("/", bytes: [0x7B])
            #expect(refused.status == .unauthorized)
            let signed = signature("aliyun", "/", [0x7B])
            #expect(try await client.post("/", bytes: [0x7B], headers: signed).status == .badRequest)
        }
    }

    @Test func `one complete callback URL stands for every target`() async throws {
        try await test({
            $0.keys = ["Key12345"]
            $0.callbackURL = .exactly("http://vod.test/public")
        }) { client, _ in
            let body = JSONWriter.bytes(of: Upload.file)
            let signed = signature("aliyun", "/public", body)
            let answer = try await client.post("/inner", bytes: body, headers: signed)
            #expect(answer.status == .ok)
        }
    }

    @Test func `scripted answers come first, in order, and are counted`() async throws {
        let script = [
            ScriptedAnswer(status: 500, times: 2), ScriptedAnswer(status: 503, times: 1, keepsState: true),
        ]
        try await test({ $0.script = script }) { client, receiver in
            var statuses: [Int] = []
            for _ in 1...4 { statuses.append(try await client.post("/", Upload.file).status.code) }
            #expect(statuses == [500, 500, 503, 200])
            let verdicts = try await client.get("/events").json.array?.map { $0["verdict"] }
            #expect(verdicts == ["scripted", "scripted", "scripted", "duplicate"])
            #expect(try await client.get("/videos/v1").json["events"] == 1)
            receiver.setScript([
                ScriptedAnswer(status: 302, times: nil, headers: [HTTPHeader("Location", "/x")])
            ])
            for _ in 1...3 {
                let answer = try await client.post("/", Upload.file)
                #expect(answer.status.code == 302)
                #expect(answer.headers[.location] == "/x")
            }
        }
    }

    @Test func `a scripted answer without keepsState leaves no state`() async throws {
        try await test({ $0.script = [ScriptedAnswer(status: 500)] }) { client, _ in
            try await client.post("/", Upload.file)
            #expect(try await client.get("/videos/v1").status == .notFound)
            #expect(try await client.get("/events").json.first?["id"] == "v1")
        }
    }

    @Test func `an id with a colon is found escaped and plain`() async throws {
        let body = try Fixtures.payload("volcengine-WorkflowComplete.doc-directurl.json")
        try await test { client, _ in
            try await client.post("/", bytes: body)
            for id in ["bb%3Af417ffeac602***738e334bffbef2fd", "bb:f417ffeac602***738e334bffbef2fd"] {
                #expect(try await client.get("/videos/\(id)").status == .ok)
            }
        }
    }

    @Test func `unknown ids and paths get 404, other methods 405`() async throws {
        try await test { client, _ in
            let missing = try await client.get("/videos/nobody")
            #expect(missing.status == .notFound)
            #expect(missing.text == #"{"error":"no event about this id has arrived","id":"nobody"}"#)
            #expect(try await client.get("/nothing").status == .notFound)
            let put = try await client.execute(uri: "/", method: .put)
            #expect(put.status == .methodNotAllowed)
        }
    }

    @Test(arguments: ["/health", "/videos", "/videos/v1", "/videos/nobody", "/events?id=v1", "/nothing"])
    func `HEAD is answered as GET is, without the body`(uri: String) async throws {
        try await test { client, _ in
            try await client.post("/", Upload.file)
            let whole = try await client.get(uri)
            let head = try await client.execute(uri: uri, method: .head)
            #expect(head.status == whole.status)
            #expect(head.headers == whole.headers)
            #expect(head.headers[.contentLength] == String(whole.text.utf8.count))
            #expect(head.text == "")
        }
    }

    @Test func `the state can be reset`() async throws {
        try await test { client, _ in
            try await client.post("/", Upload.file)
            #expect(try await client.execute(uri: "/state", method: .delete).status == .ok)
            #expect(try await client.get("/videos").text == "[]")
            #expect(try await client.get("/events").text == "[]")
        }
    }

    @Test func `the log and the videos are bounded, the oldest go first`() async throws {
        try await test({
            $0.logLimit = 2
            $0.videoLimit = 2
        }) { client, _ in
            for id in ["a", "b", "c"] {
                try await client.post("/", Upload.file.with(["VideoId": .string(id)]))
            }
            #expect(try await client.get("/videos").text == #"["b","c"]"#)
            #expect(try await client.get("/events").json.array?.map { $0["number"] } == [2, 3])
        }
    }

    @Test func `the observer sees every request with its answer`() async throws {
        let seen = Guarded<[String]>([])
        try await test({
            $0.observer = { request in
                let line = "\(request.method) \(request.target) \(request.event ?? "-") \(request.status)"
                seen.withLock { $0.append(line) }
            }
        }) { client, _ in
            try await client.post("/cb?a=1", Upload.file)
            try await client.get("/videos/v1")
        }
        #expect(seen.withLock { $0 } == ["POST /cb?a=1 FileUploadComplete 200", "GET /videos/v1 - 200"])
    }

    private func test(
        _ configure: (inout ReceiverConfiguration) -> Void = { _ in },
        _ body: @Sendable (any TestClientProtocol, ReferenceReceiver) async throws -> Void
    ) async throws {
        var configuration = ReceiverConfiguration()
        configuration.callbackURL = .base("http://vod.test")
        configuration.now = { Date(timeIntervalSince1970: Double(Self.arrival)) }
        configure(&configuration)
        let receiver = ReferenceReceiver(configuration: configuration)
        try await receiver.application().test(.router) { client in try await body(client, receiver) }
    }

    private func signature(_ provider: String, _ target: String, _ body: [UInt8]) -> HTTPFields {
        let input = SigningInput(
            url: "http://vod.test\(target)", timestamp: String(Self.arrival), key: "Key12345", body: body)
        var fields = HTTPFields()
        for header in ReceiverConfiguration.vendorSchemes[provider]?.headers(for: input) ?? [] {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        return fields
    }
}

extension TestClientProtocol {
    @discardableResult
    func post(_ uri: String, _ body: JSONValue, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await post(uri, bytes: JSONWriter.bytes(of: body), headers: headers)
    }

    @discardableResult
    func post(_ uri: String, bytes: [UInt8], headers: HTTPFields = [:]) async throws -> TestResponse {
        try await execute(uri: uri, method: .post, headers: headers, body: ByteBuffer(bytes: bytes))
    }

    @discardableResult
    func get(_ uri: String) async throws -> TestResponse { try await execute(uri: uri, method: .get) }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    /// The body as JSON; null when it is none.
    var json: JSONValue {
        do throws(JSONSyntaxError) {
            return try JSONReader.value(of: Array(body.readableBytesView))
        } catch {
            return .null
        }
    }
}
