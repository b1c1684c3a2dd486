import FoundationEssentials
@testable import JSONText
@testable import ReferenceReceiver
import Testing
@testable import VodHookCatalogue

/// A receiver without a socket, its clock standing still.
struct Bench {
    static let origin = "https://hooks.example.test"
    static let now: Int64 = 1_767_348_000  // 2026-01-02T10:00:00Z
    let handler: CallbackHandler

    init(_ bug: PlantedBug?, keys: [String] = []) {
        var configuration = ReceiverConfiguration()
        configuration.bug = bug
        configuration.keys = keys
        configuration.callbackURL = .base(Self.origin)
        handler = CallbackHandler(configuration)
    }

    /// Posts bytes; the answer's status, 0 when the connection ends without one.
    func send(
        bytes: [UInt8], target: String = "/cb", headers: [HTTPHeader] = [],
        keeping keep: ReceiverParts.Keep? = nil
    ) -> CallbackAnswer {
        let request = CallbackRequest(
            target: target, headers: headers, body: bytes,
            arrivedAt: Date(timeIntervalSince1970: Double(Self.now)))
        return handler.answer(request, keeping: keep ?? handler.open())
    }

    @discardableResult
    func send(_ body: JSONValue, headers: [HTTPHeader] = []) -> Int {
        send(bytes: JSONWriter.bytes(of: body), headers: headers).status
    }

    /// Posts bytes as `provider` signs them.
    func sendSigned(
        _ provider: String, bytes: [UInt8], target: String = "/cb", key: String = "Key12345", age: Int64 = 0,
        host: String = "127.0.0.1:8080"
    ) throws -> Int {
        let scheme = try #require(ReceiverConfiguration.vendorSchemes[provider])
        let input = SigningInput(
            url: Self.origin + target, timestamp: String(Self.now - age), key: key, body: bytes)
        let headers = [HTTPHeader("Host", host)] + scheme.headers(for: input)
        return send(bytes: bytes, target: target, headers: headers).status
    }

    func sendSigned(_ body: JSONValue, target: String = "/cb", key: String = "Key12345", age: Int64 = 0)
        throws
        -> Int
    {
        let provider = body["Data"] == nil ? "aliyun" : "volcengine"
        return try sendSigned(
            provider, bytes: JSONWriter.bytes(of: body), target: target, key: key, age: age)
    }

    /// A member of the state of `id`, null when nothing is kept.
    func state(_ member: String, of id: String = "v1") -> JSONValue {
        guard let state = handler.store.video(id) else { return .null }
        return StateDocument.json(of: state)[member] ?? .null
    }

    /// How many renditions the state of `id` lists.
    func renditions(of id: String = "v1") -> JSONValue { .int(state("renditions", of: id).array?.count ?? 0) }
}

/// The smallest history that tells a bug from the right receiver.
struct BugRow: Sendable, CustomTestStringConvertible {
    let bug: PlantedBug
    let right: JSONValue
    let wrong: JSONValue
    let keys: [String]
    let history: @Sendable (Bench) throws -> JSONValue

    init(
        _ bug: PlantedBug, right: JSONValue, wrong: JSONValue, keys: [String] = [],
        history: @escaping @Sendable (Bench) throws -> JSONValue
    ) {
        self.bug = bug
        self.right = right
        self.wrong = wrong
        self.keys = keys
        self.history = history
    }

    var testDescription: String { bug.rawValue }
}

extension JSONValue {
    /// A number as it is written.
    static func decimal(_ literal: String) -> JSONValue {
        JSONNumber(literal: literal).map { .number($0) } ?? .null
    }
}

/// Events of Volcengine, about the video `v9`.
enum Workflow {
    static func complete(code: String = "Success", vid: String = "v9", fileType: String = "video")
        -> JSONValue
    {
        [
            "RequestId": "r1", "Version": "1.0", "EventType": "WorkflowComplete",
            "EventTime": "2026-01-02T10:00:10Z",
            "Data": [
                "Code": .string(code), "Message": "-", "Vid": .string(vid), "RunId": "bb:1",
                "TranscodeInfos": [
                    [
                        "FileId": "f1", "FileType": .string(fileType), "StoreUri": "tos/f1", "Format": "MP4",
                        "Duration": .decimal("15.047"),
                    ]
                ],
            ],
        ]
    }
}
