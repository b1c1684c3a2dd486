@testable import JSONText
@testable import ReferenceReceiver
import Testing

@Suite struct VendorPayloadTests {
    @Test(arguments: [
        ("aliyun-DynamicImageComplete.doc.json", "6a45f222e08fhdjdn2d144503213****"),
        ("aliyun-SnapshotComplete.doc.json", nil),
        ("aliyun-TranscodeComplete.doc-2017.json", "43q9fjsh73f****"),
        ("aliyun-TranscodeComplete.doc-current.json", "43q9fjsh73f****"),
        ("aliyun-TranscodeComplete.real-2020.json", "c0ffee00c0ffee00c0ffee00c0ffee00"),
        ("volcengine-DeleteMediaComplete.doc.json", "v0c328f30000c0oc02a5nesj082hr***"),
        ("volcengine-DeleteTranscodesComplete.doc.json", "v0c328f30000c0***nesj082hr3jg"),
        ("volcengine-FileUploadComplete.doc.json", "~"),
        ("volcengine-UpdateMediaStorageClassComplete.doc.json", "v0cd0ag7007***c77ubjavkibug"),
        ("volcengine-VideoTrackComplete.doc.json", "v0c7b4g7***q6rb8bd1460"),
        ("volcengine-WorkflowComplete.doc-directurl.json", "bb:f417ffeac602***738e334bffbef2fd"),
        ("volcengine-WorkflowComplete.doc-vid-abr.json", "v0ccfeg7007acg***c77ucpfe19890"),
    ])
    func `every printed body is recognised by its shape`(file: String, id: String?) throws {
        let event = try Fixtures.event(file)
        let parts = file.split { $0 == "-" || $0 == "." }
        #expect(event.provider.rawValue == parts[0])
        #expect(event.type == parts[1])
        #expect(event.subject?.id == id)
        #expect(event.isKnown)
    }

    @Test func `a body with a line break in a string is malformed`() throws {
        let body = try Fixtures.payload("aliyun-DynamicImageComplete.doc-as-printed.txt")
        #expect(throws: ReceivedEvent.Malformed(reason: "the body is not JSON")) {
            try ReceivedEvent(body: body)
        }
    }

    @Test(arguments: ["doc-2017", "doc-current", "real-2020"])
    func `numbers and numeric texts give the same state`(variant: String) throws {
        let state = try state("aliyun-TranscodeComplete.\(variant).json")
        #expect(state.status == .ready)
        let rendition = try #require(state.json["renditions"]?.array?.last)
        #expect(rendition["definition"] == "SD")
        #expect(rendition["bitrateKbps"] == (variant == "real-2020" ? 1110 : 1575))
        #expect(rendition["durationSeconds"] == (variant == "real-2020" ? 154 : 15))
    }

    @Test func `the animated image is unpacked from its text`() throws {
        let state = try state("aliyun-DynamicImageComplete.doc.json")
        let url =
            "http://vod.aliyun.test/6a45f222e08fhdjdn2d144503213****/image/dynamic/3af1e9705cb243*****21d4c3719f0d4.gif"
        let expected: JSONValue = [
            "status": "success", "url": .string(url), "width": 200, "height": 200, "sizeBytes": 1_834_831,
            "fps": 25,
        ]
        #expect(state.json["animatedImage"] == expected)
    }

    @Test(arguments: ["not JSON", "[]", "3", "[{\"Status\":\"success\"}]"])
    func `an animated image that cannot be unpacked keeps its status`(text: String) throws {
        let state = try VideoState.after([
            [
                "EventType": "DynamicImageComplete", "VideoId": "v1", "Status": "success",
                "DynamicImageJobInfo": .string(text),
            ]
        ])
        #expect(state.json["animatedImage"]?["status"] == "success")
    }

    @Test func `a workflow in Vid mode gives renditions, adaptive output, snapshots and cover`() throws {
        let state = try state("volcengine-WorkflowComplete.doc-vid-abr.json")
        #expect(state.status == .ready)
        let renditions = try #require(state.json["renditions"]?.array)
        #expect(renditions.map { $0["format"] } == ["MP3", "DASH", "MP4"])
        #expect(renditions[2]["bitrateKbps"] == .number(try #require(JSONNumber(literal: "501.844"))))
        #expect(renditions[1]["encrypted"] == true)
        #expect(state.json["snapshots"]?.array?.count == 6)
        #expect(state.json["snapshots"]?.array?.map { $0["urls"]?.array?.count } == [1, 1, 1, 1, 1, 1])
        #expect(state.json["cover"] == "tos***/0f2cd3c43e8346d096a42ce8f58b466d")
        #expect(state.json["source"]?["width"] == 720)
    }

    @Test func `a workflow in DirectUrl mode is kept under its RunId`() throws {
        let state = try state("volcengine-WorkflowComplete.doc-directurl.json")
        #expect(state.status == .ready)
        #expect(state.json["id"] == "bb:f417ffeac602***738e334bffbef2fd")
        #expect(state.json["cover"] == .null)
        #expect(state.json["renditions"]?.array?.count == 2)
    }

    @Test func `a failed workflow is failed although it has renditions`() throws {
        let body = try JSONReader.value(of: Fixtures.payload("volcengine-WorkflowComplete.doc-vid-abr.json"))
        let data = try #require(body["Data"])
        let failed = body.with([
            "Data": data.with([
                "Code": "InternalError.ExecutionTimeout", "Message": "timeout", "Snapshots": .null,
            ])
        ])
        let state = try VideoState.after([failed])
        #expect(state.status == .failed)
        #expect(state.json["renditions"]?.array?.count == 3)
        #expect(
            state.json["errors"] == [
                ["event": "WorkflowComplete", "code": "InternalError.ExecutionTimeout", "message": "timeout"]
            ])
    }

    @Test func `deleting all products hides those that exist and spares those that come later`() throws {
        let workflow = try JSONReader.value(
            of: Fixtures.payload("volcengine-WorkflowComplete.doc-vid-abr.json"))
        let vid = try #require(workflow["Data"]?["Vid"])
        func deletion(at time: String) -> JSONValue {
            [
                "EventType": "DeleteTranscodesComplete", "Version": "1.0", "RequestId": "r",
                "EventTime": .string(time), "Data": ["Code": "Success", "Vid": vid, "FileId": ""],
            ]
        }
        for order in permutations([workflow, deletion(at: "2023-04-11T00:00:00Z")]) {
            #expect(try VideoState.after(order).status == .uploaded)
        }
        for order in permutations([workflow, deletion(at: "2023-04-10T00:00:00Z")]) {
            #expect(try VideoState.after(order).status == .ready)
        }
    }

    @Test func `a Volcengine upload gives the same state in all orders`() throws {
        let workflow = try JSONReader.value(
            of: Fixtures.payload("volcengine-WorkflowComplete.doc-vid-abr.json"))
        let upload = try JSONReader.value(of: Fixtures.payload("volcengine-FileUploadComplete.doc.json"))
        let vid = try #require(workflow["Data"]?["Vid"])
        let data = try #require(upload["Data"]).with(["Vid": vid, "CallbackArgs": "order-42"])
        let bodies = [
            upload.with(["Data": data]), upload.with(["EventType": "UploadGetMetaComplete", "Data": data]),
            workflow,
        ]
        let expected = try VideoState.after(bodies)
        #expect(expected.status == .ready)
        #expect(expected.json["extend"] == "order-42")
        for order in permutations(bodies + [upload.with(["Data": data])]) {
            #expect(try VideoState.after(order).document == expected.document)
        }
    }

    @Test func `two events of one type that share a RequestId are two events`() throws {
        let body = try JSONReader.value(of: Fixtures.payload("volcengine-DeleteTranscodesComplete.doc.json"))
        let data = try #require(body["Data"])
        let sibling = body.with(["Data": data.with(["FileId": "another"])])
        #expect(try VideoState.after([body, sibling, body]).eventCount == 2)
    }

    @Test func `a deleted medium is deleted whatever follows`() throws {
        #expect(try state("volcengine-DeleteMediaComplete.doc.json").status == .deleted)
    }

    @Test func `an AI event of Alibaba is not taken for an envelope`() throws {
        let event = try ReceivedEvent(
            body: Array(#"{"EventType":"AIMediaAuditComplete","MediaId":"m","Data":{"Label":"x"}}"#.utf8))
        #expect(event.provider == .aliyun)
        #expect(event.subject == ReceivedEvent.Subject(id: "m", isVideo: false))
    }

    @Test func `the envelope counts as BytePlus when the receiver is told so`() throws {
        let body = try Fixtures.payload("volcengine-FileUploadComplete.doc.json")
        #expect(try ReceivedEvent(body: body, envelope: .byteplus).provider == .byteplus)
    }

    @Test(arguments: [CallbackProvider.volcengine, .byteplus])
    func `an enveloped event without a result is refused for both sister products`(
        provider: CallbackProvider
    ) {
        let body = #"{"EventType":"WorkflowComplete","Version":"1.0","RequestId":"r","Data":{"Vid":"v1"}}"#
        #expect(throws: ReceivedEvent.Malformed(reason: "the body has no Code or Status")) {
            try ReceivedEvent(body: Array(body.utf8), envelope: provider)
        }
    }

    private func state(_ file: String) throws -> VideoState {
        try VideoState.after([JSONReader.value(of: Fixtures.payload(file))])
    }
}
