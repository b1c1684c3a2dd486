@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

/// Bodies that the vendors print or send, held against what the catalogue says and makes.
struct VendorPayloadTests {
    struct Payload: CustomTestStringConvertible {
        let file: String
        let provider: String
        let event: String
        let profile: String
        var testDescription: String { file }

        init(_ provider: String, _ event: String, _ variant: String, _ profile: String) {
            file = "\(provider)-\(event).\(variant).json"
            self.provider = provider
            self.event = event
            self.profile = profile
        }

        func node() throws -> (node: JSONNode, source: SourceText) {
            let source = try Fixture.source("payloads/\(file)")
            return (try #require(JSONReader.read(source).value), source)
        }
    }

    static let payloads = [
        Payload("aliyun", "TranscodeComplete", "doc-2017", "2017"),
        Payload("aliyun", "TranscodeComplete", "doc-current", "current"),
        Payload("aliyun", "TranscodeComplete", "real-2020", "captured-2020"),
        Payload("aliyun", "SnapshotComplete", "doc", "sample-2018"),
        Payload("aliyun", "DynamicImageComplete", "doc", "current"),
        Payload("aliyun", "DynamicImageComplete", "doc-2026", "object"),
        Payload("aliyun", "StreamTranscodeComplete", "doc-2026", "current"),
        Payload("aliyun", "StreamTranscodeComplete", "doc-2023", "2023"),
        Payload("aliyun", "WorkflowTaskComplete", "doc-2026", "current"),
        Payload("aliyun", "ImageUploadComplete", "doc-2026", "current"),
        Payload("aliyun", "AIMediaDNAComplete", "doc-2026", "current"),
        Payload("volcengine", "FileUploadComplete", "doc", "2023"),
        Payload("volcengine", "DeleteMediaComplete", "doc", "current"),
        Payload("volcengine", "DeleteTranscodesComplete", "doc", "current"),
        Payload("volcengine", "VideoTrackComplete", "doc", "current"),
        Payload("volcengine", "UpdateMediaStorageClassComplete", "doc", "current"),
        Payload("volcengine", "WorkflowComplete", "doc-vid-abr", "vid"),
        Payload("volcengine", "WorkflowComplete", "doc-directurl", "directurl"),
    ]

    @Test(arguments: payloads)
    func `a vendor's body has no findings under its profile and no unknown key`(payload: Payload) throws {
        let (node, source) = try payload.node()
        let event = try BuiltIn.event(payload.provider, payload.event)
        let profile = try #require(event.profile(payload.profile))
        let findings = BodyValidator.check(node, of: source, against: profile, strict: true)
        #expect(findings.map(\.text) == [])
    }

    @Test(arguments: payloads)
    func `a vendor's body is recognised with its profile`(payload: Payload) throws {
        let (node, source) = try payload.node()
        let found = BodyValidator.detect(node.value, in: BuiltIn.catalogue)
        #expect(found.first?.provider.name == payload.provider)
        #expect(
            found.allSatisfy { $0.provider.name == payload.provider || $0.provider.base == payload.provider })
        let event = try #require(found.first?.event)
        #expect(event.name == payload.event)
        #expect(BodyValidator.bestFit(node, of: source, for: event)?.profile.name == payload.profile)
    }

    @Test(arguments: payloads)
    func `a generated body has all keys of the vendor's in the vendor's order`(payload: Payload) throws {
        let sample = try payload.node().node.value
        let bodies = try EventBodies(Self.media(payload))
        var generated = try bodies.body(payload.event, profile: payload.profile)
        var vendor = sample
        if payload.event == "DynamicImageComplete", payload.profile == "current" {
            vendor = try Self.opened(vendor, "DynamicImageJobInfo")
            generated = try Self.opened(generated, "DynamicImageJobInfo")
        }
        for key in payload.event == "WorkflowTaskComplete" ? ["ActivityResults", "TaskInput"] : [] {
            vendor = try Self.opened(vendor, key)
            generated = try Self.opened(generated, key)
        }
        #expect(Self.differences(vendor, generated, at: "$") == [])
    }

    @Test(arguments: payloads.filter { $0.event == "WorkflowComplete" || $0.profile == "captured-2020" })
    func `a generated body has no key that the vendor's complete example lacks`(payload: Payload) throws {
        let sample = try payload.node().node.value
        let generated = try EventBodies(Self.media(payload)).body(payload.event, profile: payload.profile)
        #expect(Self.differences(generated, sample, at: "$") == [])
    }

    @Test(arguments: [("vid", 18), ("directurl", 8)])
    func `the source of a workflow has as many keys as in its example`(profile: String, count: Int) throws {
        let body = try EventBodies(MediaSpec(name: "movie", provider: "volcengine"))
            .body("WorkflowComplete", profile: profile)
        #expect(body.at("Data", "SourceInfo")?.keys.count == count)
    }

    /// A media with everything that the printed examples show.
    private static func media(_ payload: Payload) -> MediaSpec {
        var spec = MediaSpec(name: "movie", provider: payload.provider)
        spec.dynamicImage = DynamicImageSpec()
        if payload.provider == "volcengine" {
            spec.extend = payload.event == "WorkflowComplete" ? nil : "abc"
            spec.renditions = [RenditionSpec(definition: "360p"), RenditionSpec(definition: "audio")]
            spec.snapshots = ["Poster", "Dynpost", "AIDynpost", "AnimatedPoster", "Sprite", "Sample"]
                .map(SnapshotSpec.init(type:))
            if payload.profile == "vid" {
                var package = AdaptiveSpec(format: "DASH", definitions: ["480p"])
                package.hasAudioStream = false
                spec.adaptive = [package]
            }
        } else {
            spec.extend = "test data"
            spec.renditions = ["SD", "FD", "LD"].map { name in
                var rendition = RenditionSpec(definition: name)
                rendition.watermarks = 1
                rendition.isEncrypted = payload.profile == "2023"
                return rendition
            }
            spec.snapshots = [SnapshotSpec(type: "CoverSnapshot"), SnapshotSpec(type: "SpriteSnapshot")]
        }
        return spec
    }

    private static func opened(_ body: JSONValue, _ key: String) throws -> JSONValue {
        var object = try #require(body.object)
        let text = try #require(object[key]?.string)
        object[key] = try JSONReader.value(of: Array(text.utf8))
        return .object(object)
    }

    /// Keys of `wanted` that `found` lacks or has in another order, at every depth.
    private static func differences(_ wanted: JSONValue, _ found: JSONValue, at path: String) -> [String] {
        switch (wanted, found) {
        case (.object(let a), .object(let b)):
            let keys = wanted.keys
            let missing = keys.filter { b[$0] == nil }.map { "\(path).\($0) is missing" }
            let common = found.keys.filter { a[$0] != nil }
            if missing.isEmpty, common != keys { return ["\(path): \(common) instead of \(keys)"] }
            return missing
                + a.members.flatMap { member in
                    b[member.key].map { differences(member.value, $0, at: "\(path).\(member.key)") } ?? []
                }
        case (.array(let a), .array(let b)):
            return a.enumerated().flatMap { place, element in
                let label = element["Type"] ?? element["FileType"]
                let partner =
                    b.first { label != nil && ($0["Type"] ?? $0["FileType"]) == label } ?? b[safe: place]
                return partner.map { differences(element, $0, at: "\(path)[\(place)]") } ?? []
            }
        case (.number, .number): return []
        default: return wanted.typeName == found.typeName ? [] : ["\(path): \(found.typeName)"]
        }
    }
}

extension [JSONValue] {
    fileprivate subscript(safe place: Int) -> JSONValue? { indices.contains(place) ? self[place] : nil }
}
