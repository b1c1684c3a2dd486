@testable import JSONText
@testable import ReferenceReceiver
import Testing
@testable import VodHookCatalogue

@Suite struct VideoStateTests {
    private static let five = [
        Upload.file, Upload.stream("SD", "j1"), Upload.stream("LD", "j2"), Upload.snapshot, Upload.transcode,
    ]

    @Test func `five events of one upload give the same state in all 120 orders`() throws {
        let expected = try VideoState.after(Self.five).document
        let orders = permutations(Self.five)
        #expect(orders.count == 120)
        for order in orders {
            #expect(try VideoState.after(order).document == expected)
        }
    }

    @Test func `the whole document of a finished upload is as printed here`() throws {
        let bodies = [Upload.file, Upload.analysis, Upload.snapshot, Upload.transcode]
        let text = JSONWriter.text(of: try VideoState.after(bodies).json)
        let rendition = { (definition: String, job: String) in
            #"{"definition":"\#(definition)","status":"success","bitrateKbps":1110,"width":1280,"height":720,"#
                + #""sizeBytes":21437828,"durationSeconds":154,"url":"http://out.test/v1/\#(job).mp4","#
                + #""format":"mp4","encrypted":false,"errorCode":null}"#
        }
        #expect(
            text == #"{"id":"v1","provider":"aliyun","kind":"video","status":"ready","#
                + #""source":{"url":"http://origin.test/v1.mp4","width":1280,"height":720,"durationSeconds":154,"#
                + #""sizeBytes":1439213,"bitrateKbps":2000,"fps":25},"#
                + #""renditions":[\#(rendition("LD", "j2")),\#(rendition("SD", "j1"))],"#
                + #""snapshots":[{"type":"CoverSnapshot","count":2,"#
                + #""urls":["http://out.test/v1/c-00001.jpg","http://out.test/v1/c-00002.jpg"]}],"#
                + #""cover":"http://out.test/v1/c-00001.jpg","animatedImage":null,"extend":"order-42","#
                + #""errors":[],"events":4}"#)
    }

    @Test func `repeated events change nothing`() throws {
        let once = try VideoState.after(Self.five)
        let twice = try VideoState.after(Self.five + Self.five.reversed())
        #expect(twice.document == once.document)
        #expect(twice.eventCount == 5)
    }

    @Test func `a repeated event is known even when its members stand in another order`() throws {
        let members = try #require(Upload.file.object).members
        let turned = JSONValue.object(JSONObject(members.reversed()))
        #expect(try VideoState.after([Upload.file, turned]).eventCount == 1)
    }

    @Test func `two streams that finish in the same second are both kept`() throws {
        let state = try VideoState.after([Upload.stream("SD", "j1"), Upload.stream("SD", "j2")])
        #expect(state.presentRenditions.count == 2)
        #expect(state.eventCount == 2)
        #expect(state.status == .transcoding)
    }

    @Test(arguments: permutations(["older", "newer"]))
    func `of two conflicting events the later by its own time wins in both orders`(order: [String]) throws {
        let bodies = [
            "older": Upload.transcode,
            "newer": Upload.transcode.with([
                "EventTime": "2026-01-02T11:00:00Z", "Status": "fail",
                "StreamInfos": [Upload.streamInfo("SD", "j1", status: "fail")],
            ]),
        ]
        let state = try VideoState.after(order.compactMap { bodies[$0] })
        #expect(state.status == .failed)
        #expect(state.presentRenditions.map(\.succeeded) == [true, false])
    }

    @Test func `two conflicting events of the same second give one state in both orders`() throws {
        let other = Upload.transcode.with(["Status": "fail", "StreamInfos": []])
        let one = try VideoState.after([Upload.transcode, other]).document
        #expect(try VideoState.after([other, Upload.transcode]).document == one)
    }

    /// Some events and the status that follows from them in every order.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bodies: [JSONValue]
        let status: VideoState.Status

        init(_ label: String, _ bodies: [JSONValue], _ status: VideoState.Status) {
            testDescription = label
            self.bodies = bodies
            self.status = status
        }
    }

    @Test(arguments: [
        Row("upload alone", [Upload.file], .uploaded),
        Row("snapshot before upload", [Upload.snapshot], .uploaded),
        Row("one stream is not the end", [Upload.file, Upload.stream("SD", "j1")], .transcoding),
        Row("late upload", [Upload.transcode, Upload.file], .ready),
        Row("transcode alone", [Upload.transcode], .ready),
        Row("deletion first", [Upload.deletion, Upload.file, Upload.transcode], .deleted),
        Row("deletion last", [Upload.file, Upload.transcode, Upload.deletion], .deleted),
        Row("failed deletion", [Upload.transcode, Upload.deletion.with(["Status": "fail"])], .ready),
        Row("all streams deleted", [Upload.transcode, streamDeletion("j1,j2")], .uploaded),
        Row("one stream deleted, before it was reported", [streamDeletion("j1"), Upload.transcode], .ready),
        Row("failed without streams", [Upload.file, failed([])], .failed),
        Row("success without any stream", [Upload.transcode.with(["StreamInfos": .null])], .transcoding),
        Row(
            "success whose only stream failed",
            [Upload.transcode.with(["StreamInfos": [Upload.streamInfo("SD", "j1", status: "fail")]])], .failed
        ),
        Row("self-test without EventTime", [Upload.file.with(["EventTime": .null])], .uploaded),
        Row("upload created only", [created], .uploading),
    ])
    func `the status follows from the set of events`(row: Row) throws {
        for order in permutations(row.bodies) {
            #expect(try VideoState.after(order).status == row.status)
        }
    }

    @Test func `a partial success is ready and shows the stream that failed`() throws {
        let lost = Upload.streamInfo("HD", "j3", status: "fail").with([
            "ErrorCode": "InvalidParameter.NoAudioStream",
            "ErrorMessage": "The resource has no audio stream.", "FileUrl": .null,
        ])
        let state = try VideoState.after([
            Upload.transcode.with(["StreamInfos": [Upload.streamInfo("SD", "j1"), lost]])
        ])
        #expect(state.status == .ready)
        #expect(state.json["renditions"]?.first?["errorCode"] == "InvalidParameter.NoAudioStream")
        #expect(
            state.json["errors"] == [
                [
                    "event": "TranscodeComplete", "code": "InvalidParameter.NoAudioStream",
                    "message": "The resource has no audio stream.",
                ]
            ])
    }

    @Test func `a failing transcode without an error code is still an error`() throws {
        let state = try VideoState.after([Self.failed([])])
        #expect(state.json["errors"] == [["event": "TranscodeComplete", "code": .null, "message": .null]])
    }

    @Test func `an image has a state of its own kind`() throws {
        let state = try VideoState.after([
            [
                "EventType": "ImageUploadComplete", "ImageId": "i1", "Size": "77",
                "FileURL": "https://a.test/i.png",
            ]
        ])
        #expect(state.json["kind"] == "media")
        #expect(state.json["source"]?["sizeBytes"] == 77)
        #expect(state.json["source"]?["url"] == "https://a.test/i.png")
    }

    @Test func `deleting the source alone takes its URL and leaves the video playable`() throws {
        let deletion = Upload.deletion.with(["DeleteType": "mezzanine"])
        for order in permutations([Upload.file, Upload.transcode, deletion]) {
            let state = try VideoState.after(order)
            #expect(state.status == .ready)
            #expect(state.json["source"]?["url"] == .null)
        }
    }

    @Test func `a claimed number of a billion snapshots does not fill the memory`() throws {
        let job: JSONValue = [
            "Status": "success", "SnapshotCount": 1_000_000_000,
            "SnapshotRegular": "http://a.test/{SnapshotCount}",
        ]
        let state = try VideoState.after([Upload.snapshot.with(["SnapshotInfos": [job]])])
        #expect(state.json["snapshots"]?.first?["urls"]?.array?.count == 1000)
        #expect(state.json["snapshots"]?.first?["count"] == 1_000_000_000)
    }

    @Test func `ids that only look alike are different renditions`() throws {
        let state = try VideoState.after([Upload.stream("SD", "\u{E9}"), Upload.stream("SD", "e\u{301}")])
        #expect(state.presentRenditions.count == 2)
    }

    private static func streamDeletion(_ jobs: String) -> JSONValue {
        Upload.deletion.with(["DeleteType": "stream", "JobIds": .string(jobs)])
    }

    private static func failed(_ streams: [JSONValue]) -> JSONValue {
        Upload.transcode.with(["Status": "fail", "StreamInfos": .array(streams)])
    }

    private static let created: JSONValue = [
        "EventType": "MediaBaseChangeComplete", "EventTime": "2026-01-02T09:59:00Z", "MediaId": "v1",
        "MediaType": "video", "OperateMode": "create", "Status": "success", "MediaContent": ["Title": "{}"],
    ]
}

/// All orders of `elements`.
func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    if elements.count < 2 { return [elements] }
    return elements.indices.flatMap { place in
        var rest = elements
        let first = rest.remove(at: place)
        return permutations(rest).map { [first] + $0 }
    }
}
