import FoundationEssentials
@testable import JSONText
@testable import ReferenceReceiver
import Testing
@testable import VodHookCatalogue

/// Reads the files of `Tests/Fixtures`.
enum Fixtures {
    private static let folder = String(#filePath.split(separator: "/").dropLast(2).joined(separator: "/"))

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "/\(folder)/Fixtures/\(path)")))
    }

    static func payload(_ name: String) throws -> [UInt8] { try bytes("payloads/\(name)") }

    static func event(_ name: String) throws -> ReceivedEvent { try ReceivedEvent(body: try payload(name)) }
}

/// Short ways to make bodies and states.
extension VideoState {
    /// The state after `bodies`, under the id of the first of them.
    static func after(_ bodies: [JSONValue]) throws -> VideoState {
        let events = try bodies.map { try ReceivedEvent(body: JSONWriter.bytes(of: $0)) }
        let first = try #require(events.first)
        let subject = try #require(first.subject)
        var state = VideoState(provider: first.provider, id: subject.id)
        for event in events { state.apply(event) }
        return state
    }

    var document: String { JSONWriter.text(of: StateDocument.json(of: self), layout: .pretty) }
    var json: JSONValue { StateDocument.json(of: self) }
}

extension JSONValue {
    /// This object with other or more members.
    func with(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        guard var object else { return self }
        for (key, value) in members { object[key] = value }
        return .object(object)
    }

    /// The first element of an array.
    var first: JSONValue? { array?.first }
}

/// The events of one upload to Alibaba Cloud, about the video `v1`.
enum Upload {
    static let file: JSONValue = [
        "EventType": "FileUploadComplete", "EventTime": "2026-01-02T10:00:00Z", "VideoId": "v1",
        "Status": "success", "Size": 1_439_213, "FileUrl": "http://origin.test/v1.mp4", "Extend": "order-42",
    ]
    static let analysis: JSONValue = [
        "EventType": "VideoAnalysisComplete", "EventTime": "2026-01-02T10:00:02Z", "VideoId": "v1",
        "Status": "success", "Width": "1280", "Height": "720", "Duration": "154", "Bitrate": "2000",
        "Fps": "25", "Size": "1439213",
    ]
    static let snapshot: JSONValue = [
        "EventType": "SnapshotComplete", "EventTime": "2026-01-02T10:00:09Z", "VideoId": "v1",
        "Status": "success", "CoverUrl": "http://out.test/v1/c-00001.jpg",
        "SnapshotInfos": [
            [
                "Status": "success", "SnapshotType": "CoverSnapshot", "SnapshotCount": 2,
                "SnapshotRegular": "http://out.test/v1/c-{SnapshotCount}.jpg", "JobId": "s1",
            ]
        ],
    ]
    static let transcode: JSONValue = [
        "EventType": "TranscodeComplete", "EventTime": "2026-01-02T10:00:10Z", "VideoId": "v1",
        "Status": "success", "StreamInfos": [streamInfo("SD", "j1"), streamInfo("LD", "j2")],
    ]
    static func streamInfo(_ definition: String, _ job: String, status: String = "success") -> JSONValue {
        [
            "Status": .string(status), "Bitrate": "1110", "Definition": .string(definition),
            "Duration": 154,
            "Encrypt": false, "FileUrl": .string("http://out.test/v1/\(job).mp4"), "Format": "mp4",
            "Fps": "25", "Height": 720, "Width": 1280, "Size": 21_437_828, "JobId": .string(job),
        ]
    }
    static func stream(_ definition: String, _ job: String, at time: String = "2026-01-02T10:00:10Z")
        -> JSONValue
    {
        streamInfo(definition, job).with([
            "EventType": "StreamTranscodeComplete", "EventTime": .string(time), "VideoId": "v1",
        ])
    }
    static let deletion: JSONValue = [
        "EventType": "DeleteMediaComplete", "EventTime": "2026-01-03T10:00:00Z", "MediaId": "v1",
        "MediaType": "video", "DeleteType": "all", "Status": "success",
    ]
}
