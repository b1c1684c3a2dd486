@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// Places where the vendors do not do what one expects.
struct TrapTests {
    private func body(
        _ provider: String, _ event: String, _ profile: String? = nil,
        _ change: (inout MediaSpec) -> Void = { _ in }
    ) throws -> JSONValue {
        var spec = MediaSpec(name: "movie", provider: provider)
        // High enough for three streams.
        spec.source.height = 1080
        if event == "UploadByURLComplete" { spec.upload.url = "https://media.example.test/a.mp4" }
        change(&spec)
        return try EventBodies(spec).body(event, profile: profile)
    }

    @Test func `printed keys of a pull from a URL end in a blank`() throws {
        let body = try body("aliyun", "UploadByURLComplete", "printed") { $0.upload.failure = FailureSpec() }
        #expect(body["SourceURL "] != nil && body["SourceURL"] == nil)
        #expect(body["ErrorCode "] == "URLInvalidError ")
        #expect(body["ErrorMessage "] == "download video failed by the url, please check it")
        #expect(body["VideoId"] == nil)
        #expect(try self.body("aliyun", "UploadByURLComplete", "printed")["Size"]?.string != nil)
    }

    @Test(arguments: [
        ("FileUploadComplete", "FileUrl", "VideoId"), ("ImageUploadComplete", "FileURL", "ImageId"),
        ("AttachedMediaUploadComplete", "FileURL", "AttachedMediaId"),
        ("DeleteMediaComplete", "MediaId", "MediaType"),
        ("AIMediaDNAComplete", "MediaId", "JobId"),
    ])
    func `keys are spelled as the vendor spells them`(event: String, one: String, other: String) throws {
        let body = try body("aliyun", event)
        #expect(body[one] != nil && body[other] != nil)
    }

    @Test(arguments: [
        ("RestoreMediaComplete", "restore", "Success", "Failed"),
        ("UpdateMediaStorageClassComplete", "storageClass", "Success", "Failed"),
        ("ProduceMediaComplete", "production", "success", "fail"),
    ])
    func `success has another word from event to event`(
        event: String, part: String, good: String, bad: String
    ) throws {
        #expect(try body("aliyun", event)["Status"] == .string(good))
        #expect(try body("aliyun", event) { $0.operations[part] = ["fail": true] }["Status"] == .string(bad))
    }

    @Test func `a workflow task of Alibaba succeeds with Succeed`() throws {
        let body = try body("aliyun", "WorkflowTaskComplete")
        #expect(body["Status"] == "Succeed")
        let results = try JSONReader.value(of: Array(#require(body["ActivityResults"]?.string).utf8))
        #expect(results.keys == ["Transcode", "Snapshot"])
        #expect(results.at("Transcode", "Result", "Status") == "Finished")
    }

    @Test func `changed fields are JSON texts inside an object`() throws {
        let body = try body("aliyun", "MediaBaseChangeComplete") {
            $0.operations["change"] = ["category": ["old": 1, "new": 2], "title": ["new": "标题"]]
        }
        #expect(body["MediaContent"]?["CateId"] == #"{"OldValue":1,"NewValue":2}"#)
        #expect(body["MediaContent"]?["Title"] == #"{"NewValue":"标题"}"#)
        #expect(
            try self.body("aliyun", "MediaBaseChangeComplete", "declared")["MediaContent"]?.string?.first
                == "{")
    }

    @Test func `the verdict of a machine is an object with scores as text and a colon before milliseconds`()
        throws
    {
        let body = try body("aliyun", "AIMediaAuditComplete") {
            $0.operations["moderation"] = ["suggestion": "block"]
        }
        #expect(body["Code"] == "0" && body["Message"] == "OK")
        let time = Array(try #require(body["EventTime"]?.string).utf8)
        #expect(time.count == 24 && time[19] == 0x3A)
        #expect(
            body.at("Data", "VideoResult", "PornResult", "MaxScore")?.string?.split(separator: ".").last?
                .count == 10)
        #expect(body.at("Data", "VideoResult", "PornResult", "CounterList", "0", "Count")?.number != nil)
        #expect(body["Data"]?["AbnormalModules"] == "video")
        #expect(try self.body("aliyun", "AIMediaAuditComplete", "declared")["Data"]?.string?.first == "{")
    }

    @Test func `a fingerprint and tags are JSON text`() throws {
        let match = try JSONReader.value(
            of: Array(#require(body("aliyun", "AIMediaDNAComplete")["Data"]?.string).utf8))
        #expect(match.at("VideoDNA", "0", "Detail", "0", "Input", "Start") == "0.0")
        let tags = try JSONReader.value(
            of: Array(#require(body("aliyun", "AIVideoTagComplete")["Data"]?.string).utf8))
        #expect(tags.at("Keyword", "0", "Times", "0")?.string != nil)
    }

    @Test func `the count in a snapshot's name stays in braces and sheets have their own folder`() throws {
        let body = try body("aliyun", "SnapshotComplete") {
            $0.snapshots = [SnapshotSpec(type: "SpriteSnapshot"), SnapshotSpec(type: "CoverSnapshot")]
            $0.operations["snapshotRequest"] = [:]
        }
        #expect(
            body.at("SnapshotInfos", "0", "SnapshotRegular")?.string?.hasSuffix("-{SnapshotCount}.jpg")
                == true)
        #expect(body.at("SnapshotInfos", "0", "SnapshotFormat")?.string?.contains("/covers/sprite/") == true)
        #expect(body["CoverUrl"]?.string?.hasSuffix("-00002.jpg") == true)
        #expect(body["CoverUrl"]?.string?.contains("sprite") == false)
        #expect(body["SubType"] == "SpecifiedTime")
    }

    @Test func `editing has a Go time, Status and no Code`() throws {
        let body = try body("volcengine", "VideoTrackComplete") {
            $0.operations["editing"] = ["outputs": 2, "fail": "12020003"]
        }
        let time = try #require(body["EventTime"]?.string)
        #expect(time.contains(" +0800 CST m=+") && Timestamp(iso: time) == nil)
        #expect(body["Data"]?["Status"] == "Failed" && body["Data"]?["Code"] == nil)
        #expect(body["Data"]?["Message"] == "download failed")
        #expect(body["RequestId"]?.string?.count == 53)
    }

    @Test func `copying has its code beside Data and its cost in nanoseconds`() throws {
        let good = try body("volcengine", "SyncURIComplete") { $0.operations["sync"] = ["asVideo": true] }
        #expect(good["ErrorCode"] == 0 && good["ErrorMessage"] == "success")
        #expect(good["Data"]?["Extra"]?["TargetVid"] != nil)
        #expect(try #require(good["Data"]?["Cost"]?.number?.int64) > 100_000_000)
        let bad = try body("volcengine", "SyncURIComplete") { $0.operations["sync"] = ["fail": true] }
        #expect(bad["ErrorCode"] == 4005 && bad["ErrorMessage"] == "sync uri failed")
    }

    @Test func `deletions of Volcengine fail with different codes and name files differently`() throws {
        #expect(
            try body("volcengine", "DeleteMediaComplete") { $0.operations["deletion"] = ["fail": true] }
                .at("Data", "Code") == "InternalError")
        let material = try body("volcengine", "DeleteMaterialComplete") {
            $0.operations["materialDeletion"] = ["fail": true]
        }
        #expect(material.at("Data", "Code") == "Fail" && material.at("Data", "FileName")?.string != nil)
        let all = try body("volcengine", "DeleteTranscodesComplete") {
            $0.operations["renditionDeletion"] = ["all": true]
        }
        #expect(all.at("Data", "FileId") == "" && all.at("Data", "FileNames")?.array?.count == 3)
    }

    @Test func `sizes in the result of a task are text, but numbers after enhancing`() throws {
        func output(_ kind: JSONValue) throws -> JSONValue? {
            try body("volcengine", "ExecutionComplete") { $0.operations["execution"] = ["kind": kind] }
                .at("Data", "Output", "Task")
        }
        #expect(try output("erase")?.at("Erase", "File", "Size")?.string != nil)
        #expect(try output("enhance")?.at("Enhance", "Size")?.number != nil)
        let ended = try body("volcengine", "ExecutionComplete") {
            $0.operations["execution"] = ["terminated": true]
        }
        #expect(ended.at("Data", "Status") == "Terminated")
        #expect(ended.at("Data", "Output") == nil && ended.at("Data", "Code") == nil)
    }

    @Test func `the request id of a workflow is that of its request, not of the callback`() throws {
        let body = try body("volcengine", "WorkflowComplete")
        let id = try #require(body["RequestId"]?.string)
        #expect(id.count == 34)
        let all = try EventBodies(MediaSpec(name: "movie", provider: "volcengine"))
        let time = try #require(all.bodies("WorkflowComplete").first?.time)
        #expect(String(id.prefix(14)) < time.compactUTC8)
    }

    @Test func `a workflow that fails keeps the outputs that were made`() throws {
        let body = try body("volcengine", "WorkflowComplete") { $0.workflowFailure = FailureSpec() }
        #expect(body.at("Data", "Code") == "InternalError")
        #expect(body.at("Data", "TranscodeInfos")?.array?.count == 3)
    }
}
