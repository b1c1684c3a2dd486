@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// Which events a real upload sends.
struct LifecycleTests {
    private func events(_ provider: String, _ change: (inout MediaSpec) -> Void = { _ in }) throws -> [String]
    {
        var spec = MediaSpec(name: "movie", provider: provider)
        // High enough for three streams.
        spec.source.height = 1080
        change(&spec)
        return try EventBodies(spec).lifecycle
    }

    private let streams = ["StreamTranscodeComplete", "StreamTranscodeComplete", "StreamTranscodeComplete"]

    @Test func `a plain upload to Alibaba`() throws {
        #expect(
            try events("aliyun") == ["FileUploadComplete", "SnapshotComplete"] + streams
                + ["TranscodeComplete", "VideoAnalysisComplete"])
    }

    @Test func `an animated image comes only when it is asked for`() throws {
        #expect(
            try events("aliyun") { $0.dynamicImage = DynamicImageSpec() }.contains("DynamicImageComplete"))
    }

    @Test func `a pull from a URL to Alibaba`() throws {
        let found = try events("aliyun") { $0.upload.url = "https://example.test/a.mp4" }
        #expect(
            found == ["SnapshotComplete"] + streams + [
                "TranscodeComplete", "UploadByURLComplete", "VideoAnalysisComplete",
            ])
    }

    @Test func `a pull from a URL that fails ends with its event`() throws {
        func fail(_ spec: inout MediaSpec) {
            spec.upload.url = "https://example.test/a.mp4"
            spec.upload.failure = FailureSpec()
        }
        #expect(try events("aliyun", fail) == ["UploadByURLComplete"])
        #expect(try events("volcengine", fail) == ["FileUploadByUrlComplete"])
    }

    @Test func `Alibaba does not notify a failed upload of a file`() throws {
        #expect(try events("aliyun") { $0.upload.failure = FailureSpec() } == [])
    }

    @Test func `an unreadable source`() throws {
        #expect(
            try events("aliyun") { $0.source.failure = FailureSpec() }
                == ["FileUploadComplete", "TranscodeComplete", "VideoAnalysisComplete"])
        #expect(
            try events("volcengine") { $0.source.failure = FailureSpec() } == [
                "FileUploadComplete", "WorkflowComplete",
            ])
        var spec = MediaSpec(name: "movie", provider: "aliyun")
        spec.source.failure = FailureSpec()
        let all = try EventBodies(spec)
        let transcode = try all.body("TranscodeComplete")
        #expect(transcode["Status"] == "fail" && transcode["StreamInfos"] == nil)
        let analysis = try all.body("VideoAnalysisComplete")
        #expect(analysis["ErrorCode"] == "InvalidParameter.ResourceContentBad" && analysis["Size"] == nil)
    }

    @Test(arguments: ["volcengine", "byteplus"])
    func `a plain upload to Volcengine and BytePlus`(provider: String) throws {
        #expect(try events(provider) == ["FileUploadComplete", "UploadGetMetaComplete", "WorkflowComplete"])
    }

    @Test func `sound alone has no snapshots`() throws {
        let found = try events("aliyun") { $0.source.hasVideo = false }
        #expect(!found.contains("SnapshotComplete") && found.contains("TranscodeComplete"))
    }
}
