@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// What the pages of different years say about one event, kept apart by profiles with dates.
struct PageReadingTests {
    private func findings(_ body: JSONValue, _ event: String, _ profile: String) throws -> [String] {
        let spec = try #require(try BuiltIn.event("aliyun", event).profile(profile))
        let source = SourceText(name: "body.json", text: JSONWriter.text(of: body))
        let node = try #require(JSONReader.read(source).value)
        return BodyValidator.check(node, of: source, against: spec, strict: true).map(\.message)
    }

    private func body(_ event: String, _ profile: String, fails part: String? = nil) throws -> JSONValue {
        var spec = MediaSpec(name: "movie", provider: "aliyun")
        if event == "UploadByURLComplete" { spec.upload.url = "https://media.example.test/a.mp4" }
        if let part { spec.operations[part] = ["fail": true] }
        return try EventBodies(spec).body(event, profile: profile)
    }

    private func changed(_ body: JSONValue, _ key: String, _ value: JSONValue?) throws -> JSONValue {
        var object = try #require(body.object)
        object[key] = value
        return .object(object)
    }

    @Test(arguments: [
        (
            "WorkflowTaskComplete", "current",
            ["ActivityResults", "TaskInput", "CreateTime", "ModifiedTime", "FinishTime", "UserId"]
        ),
        ("StreamTranscodeComplete", "current", ["IsAudio", "StartTime", "FinishTime"]),
        ("StreamTranscodeComplete", "2023", ["IsAudio", "StartTime", "FinishTime"]),
        ("AIMediaDNAComplete", "current", ["CompleteTime"]),
        ("UpdateMediaStorageClassComplete", "current", ["Scope", "StorageClass", "TriggerBy"]),
        (
            "SubmitMediaRefreshComplete", "current",
            ["TaskType", "SuccessPlayUrls", "TaskIds", "FilterPolicy"]
        ),
        ("UploadByURLComplete", "stream", ["FileType"]),
    ])
    func `what a page marks as required is missed`(event: String, profile: String, keys: [String]) throws {
        let body = try body(event, profile)
        #expect(try findings(body, event, profile) == [])
        for key in keys {
            #expect(try findings(changed(body, key, nil), event, profile) == ["missing key \"\(key)\""])
        }
    }

    @Test(arguments: ["SourceURL", "Status"])
    func `what a page does not mark as required may be left out`(key: String) throws {
        let body = try changed(body("UploadByURLComplete", "current"), key, nil)
        #expect(try findings(body, "UploadByURLComplete", "current") == [])
    }

    @Test(arguments: [
        ("UpdateMediaStorageClassComplete", "storageClass"), ("SubmitMediaRefreshComplete", "refresh"),
    ])
    func `a failed event of upkeep has its code, and all that is required`(event: String, part: String) throws
    {
        let body = try body(event, "current", fails: part)
        #expect(body["ErrorCode"]?.string?.isEmpty == false)
        #expect(body["ErrorMessage"]?.string?.isEmpty == false)
        #expect(try findings(body, event, "current") == [])
        #expect(try self.body(event, "current")["ErrorCode"] == nil)
    }

    @Test(arguments: [
        ("FileUploadComplete", "current", "2026-01-15T08:00:00Z"),
        ("ImageUploadComplete", "current", "2026-01-15T08:00:00:627Z"),
        ("ImageUploadComplete", "2021", "2026-01-15T08:00:00Z"),
        ("AIMediaDNAComplete", "current", "2026-01-15T08:00:00:025Z"),
        ("AIMediaDNAComplete", "2021", "2026-01-15T08:00:00Z"),
    ])
    func `a time has the form that its page prints`(event: String, profile: String, time: String) throws {
        let body = try body(event, profile)
        #expect(try findings(changed(body, "EventTime", .string(time)), event, profile) == [])
        for wrong in [
            "yesterday 25:61", "", "2026-01-15 08:00:00", "2026-02-30T08:00:00Z", "2026-01-15T24:00:00Z",
            "2026-01-15T08:00:00+08:00", "2026-01-15T08:00:00:1000Z", "20260115T080000Z",
            time.count == 20 ? "2026-01-15T08:00:00.025Z" : "2026-01-15T08:00:00Z",
        ] {
            let found = try findings(changed(body, "EventTime", .string(wrong)), event, profile)
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("$.EventTime is \"\(wrong)\", not a time such as") == true)
        }
    }

    @Test func `a time within a text is found at its whole path`() throws {
        let body = try body("WorkflowTaskComplete", "current")
        let text = try #require(body["ActivityResults"]?.string)
        let value = try JSONReader.value(of: Array(text.utf8))
        let end = try #require(value.at("Transcode", "EndTime")?.string)
        let broken = text.replacing(
            "\"EndTime\":\"\(end)\"", with: "\"EndTime\":\"soon\"", maxReplacements: 1)
        let found = try findings(
            changed(body, "ActivityResults", .string(broken)), "WorkflowTaskComplete", "current")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("$.ActivityResults.Transcode.EndTime is") == true)
    }

    @Test func `every profile that follows a page of its own carries the date`() throws {
        for event in [
            "WorkflowTaskComplete", "StreamTranscodeComplete", "TranscodeComplete", "DynamicImageComplete",
        ] {
            let profiles = try BuiltIn.event("aliyun", event).profiles
            #expect(profiles.allSatisfy { $0.date != nil })
            #expect(Set(profiles.map(\.date)).count == profiles.count)
        }
    }

    @Test func `a definition that is a slip of translation says so`() throws {
        let provider = try #require(BuiltIn.catalogue.provider("aliyun"))
        #expect(provider.definitions.filter { $0.assumed != nil }.map(\.name) == ["UHD"])
    }
}
