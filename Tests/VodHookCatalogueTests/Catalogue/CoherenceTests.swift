@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// All events of one video must tell the same story.
struct CoherenceTests {
    private func media(_ provider: String, _ seeds: Range<Int>) throws -> [(
        seed: Int, spec: MediaSpec, all: EventBodies
    )] {
        let provider = try BuiltIn.provider(provider)
        return try seeds.map { seed in
            let spec = MediaGenerator.media(seed: UInt64(seed), provider: provider)
            return (seed, spec, try EventBodies(spec, seed: UInt64(seed)))
        }
    }

    private static let kbit = 500.0

    @Test func `Alibaba's stream events are the entries of its final event`() throws {
        for (seed, _, all) in try media("aliyun", 0..<300) {
            guard let whole = all.bodies("TranscodeComplete").first?.value else { continue }
            let infos = whole["StreamInfos"]?.array ?? []
            let streams = all.bodies("StreamTranscodeComplete").map(\.value)
            #expect(streams.count == infos.count, "seed \(seed)")
            for (stream, info) in zip(streams, infos) {
                #expect(stream["VideoId"] == whole["VideoId"])
                for key in stream.keys where !["EventTime", "EventType", "VideoId", "Extend"].contains(key) {
                    #expect(stream[key] == info[key], "seed \(seed) \(key)")
                }
            }
            let succeeded = infos.contains { $0["Status"] == "success" }
            #expect((whole["Status"] == "success") == succeeded, "seed \(seed)")
        }
    }

    @Test func `sizes are bit rate times duration, and durations are the source's`() throws {
        for (seed, _, all) in try media("aliyun", 0..<300) {
            let analysis = all.bodies("VideoAnalysisComplete").first?.value
            let streams = all.bodies("TranscodeComplete").first?.value["StreamInfos"]?.array ?? []
            for info in streams where info["Status"] == "success" {
                let seconds = try #require(info["Duration"]?.number?.double)
                let kbps = try #require(info["Bitrate"]?.string.flatMap(Double.init))
                let size = try #require(info["Size"]?.number?.double)
                #expect(abs(size - kbps * 125 * seconds) <= Self.kbit / 8 * seconds + 1, "seed \(seed)")
                #expect(info["Duration"] == analysis?["Duration"], "seed \(seed)")
            }
            let upload = all.bodies("FileUploadComplete").first?.value
            if analysis?["Status"] == "success" {
                #expect(upload?["Size"] == analysis?["Size"], "seed \(seed)")
            }
        }
    }

    @Test func `a failed stream has its code and none of its metadata`() throws {
        for (seed, _, all) in try media("aliyun", 0..<300) {
            for info in all.bodies("TranscodeComplete").first?.value["StreamInfos"]?.array ?? [] {
                let failed = info["Status"] == "fail"
                #expect(
                    (info["ErrorCode"] != nil) == failed && (info["FileUrl"] == nil) == failed, "seed \(seed)"
                )
                #expect((info["Size"] == nil) == failed && info["JobId"] != nil, "seed \(seed)")
            }
        }
    }

    @Test func `no event is older than what it reports`() throws {
        for (seed, _, all) in try media("aliyun", 0..<300) {
            for body in all.bodies("TranscodeComplete") {
                let time = try #require(body.value["EventTime"]?.string)
                for info in body.value["StreamInfos"]?.array ?? [] {
                    let finish = try #require(info["FinishTime"]?.string)
                    let start = try #require(info["StartTime"]?.string)
                    #expect(start <= finish && finish <= time, "seed \(seed)")
                }
            }
            let upload = all.bodies("FileUploadComplete").first?.time
            let live = all.bodies("AddLiveRecordVideoComplete").first
            if let live, let upload {
                #expect(live.time <= upload)
                let end = try #require(live.value["RecordEndTime"]?.string)
                #expect(
                    try #require(live.value["RecordStartTime"]?.string) <= end && end < live.time.isoSeconds)
            }
            let processed = all.bodies("TranscodeComplete").map(\.time).max()
            for name in [
                "DeleteMediaComplete", "CreateAuditComplete", "ProduceMediaComplete", "RestoreMediaComplete",
            ] {
                guard let processed, let later = all.bodies(name).first else { continue }
                #expect(later.time > processed, "seed \(seed) \(name)")
            }
        }
    }

    @Test func `Volcengine's workflow shows exactly the outputs that were made`() throws {
        for (seed, spec, all) in try media("volcengine", 0..<300) {
            guard let data = all.bodies("WorkflowComplete").first?.value["Data"] else { continue }
            let infos = data["TranscodeInfos"]?.array ?? []
            let isReadable = spec.source.failure == nil
            if let wanted = spec.renditions, isReadable {
                #expect(infos.count == wanted.count { $0.failure == nil }, "seed \(seed)")
            }
            let fails = spec.workflowFailure != nil || !isReadable
            #expect((data["Code"] == "Success") == !fails, "seed \(seed)")
            #expect((data["Message"] == "Success") == !fails, "seed \(seed)")
            #expect((data["AdaptBitrateTranscodeInfos"] != nil) == (isReadable && !spec.adaptive.isEmpty))
            if !isReadable {
                #expect(infos.isEmpty && data["SourceInfo"]?["Duration"] == nil, "seed \(seed)")
            }
            for info in infos {
                let bits = try #require(info["Bitrate"]?.number?.double)
                let seconds = try #require(info["Duration"]?.number?.double)
                let size = try #require(info["Size"]?.number?.double)
                #expect(abs(size - bits * seconds / 8) <= 1, "seed \(seed)")
                #expect(info["Duration"] == data["SourceInfo"]?["Duration"])
            }
        }
    }

    @Test func `all of Volcengine's events name one video, one source and one run`() throws {
        for (seed, _, all) in try media("volcengine", 0..<300) {
            let vid = all.bodies("WorkflowComplete").first?.value.at("Data", "Vid")
            for name in [
                "FileUploadComplete", "FileUploadByUrlComplete", "UploadGetMetaComplete",
                "DeleteMediaComplete",
                "DeleteTranscodesComplete", "UpdateMediaStorageClassComplete",
            ] {
                guard let vid, let other = all.bodies(name).first?.value else { continue }
                #expect(other.at("Data", "Vid") == vid, "seed \(seed) \(name)")
            }
            guard let workflow = all.bodies("WorkflowComplete", profile: "vid").first?.value["Data"] else {
                continue
            }
            #expect(workflow["SourceInfo"]?["FileId"] == workflow["Vid"])
            let direct = all.bodies("WorkflowComplete", profile: "directurl").first?.value["Data"]
            #expect(direct?["Vid"] == "")
            #expect(direct?["RunId"] == workflow["RunId"])
            let upload = all.bodies("FileUploadComplete").first?.value.at("Data", "SourceInfo")
            for key in ["StoreUri", "Md5", "Size", "Duration"] {
                #expect(workflow["SourceInfo"]?[key] == upload?[key], "seed \(seed) \(key)")
            }
        }
    }

    @Test func `deleting streams names the jobs that made them`() throws {
        var spec = MediaSpec(name: "movie", provider: "aliyun")
        spec.source.height = 1080
        spec.operations["deletion"] = ["scope": "renditions"]
        let all = try EventBodies(spec)
        let jobs = all.bodies("StreamTranscodeComplete").compactMap { $0.value["JobId"]?.string }
        #expect(jobs.count == 3)
        let body = try all.body("DeleteMediaComplete")
        #expect(body["JobIds"]?.string == jobs.joined(separator: ","))
        #expect(body["DeleteType"] == "stream")
    }

    @Test func `an upload that never ends has no events`() throws {
        for provider in BuiltIn.catalogue.providers {
            var spec = MediaSpec(name: "movie", provider: provider.name)
            spec.upload.completes = false
            let all = try EventBodies(spec)
            for event in provider.events { #expect(all.bodies(event).isEmpty, "\(event.name)") }
        }
    }

    @Test func `extreme settings give bodies, not crashes`() throws {
        for provider in BuiltIn.catalogue.providers {
            var spec = MediaSpec(name: "movie", provider: provider.name)
            spec.source.duration = .seconds(365 * 86_400)
            spec.source.fps = 1e300
            spec.source.width = 16_384
            spec.source.height = 2
            spec.renditions = ["99999999999999999999p", "9000000000000000000p", "", "0p"].map { name in
                var rendition = RenditionSpec(definition: name)
                rendition.fps = -1
                rendition.bitrateKbps = 1_000_000
                return rendition
            }
            spec.snapshots = provider.snapshotTypes.map { SnapshotSpec(type: $0.name) }
            spec.operations = [
                "fingerprint": [
                    "similarity": .number(try #require(JSONNumber(shortest: 1e308))), "matches": -1,
                ],
                "restore": ["days": 99_999_999], "editing": ["outputs": -3], "moderation": "no object",
            ]
            let bodies = try EventBodies(spec)
            for event in provider.events { _ = bodies.bodies(event) }
        }
    }
}
