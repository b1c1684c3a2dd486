@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

struct CatalogueFilesTests {
    @Test func `every built-in file loads without findings`() {
        #expect(BuiltIn.loaded.findings.map(\.text) == [])
    }

    @Test func `every file below the catalogue folder is loaded and named after its event`() throws {
        var expected: Set<String> = []
        for provider in BuiltIn.catalogue.providers {
            expected.insert("\(provider.name)/provider.json")
            // The events that BytePlus shares stand in Volcengine's folder.
            for event in provider.events where provider.base == nil {
                expected.insert("\(provider.name)/\(event.name).json")
            }
        }
        #expect(Set(try Fixture.catalogueFiles()) == expected)
    }

    @Test func `every provider, its delivery and every event name their sources`() {
        for provider in BuiltIn.catalogue.providers {
            #expect(!provider.sources.isEmpty, "\(provider.name)")
            for event in provider.events {
                #expect(
                    !event.sources.isEmpty
                        && event.sources.allSatisfy { !$0.title.isEmpty && !$0.seen.isEmpty })
            }
        }
    }

    @Test(arguments: [("aliyun", 22), ("volcengine", 13), ("byteplus", 10)])
    func `each provider has the events that its pages list`(provider: String, count: Int) throws {
        #expect(try BuiltIn.provider(provider).events.count == count)
    }

    @Test(arguments: [("aliyun", 3, "2s"), ("volcengine", 4, "45s"), ("byteplus", 63, "47.7627777h")])
    func `each provider attempts as often as its page says`(provider: String, attempts: Int, total: String)
        throws
    {
        let extent = try BuiltIn.provider(provider).rules.retries.extent
        #expect(extent.attempts == attempts)
        let wanted = try #require(DurationText.parse(total))
        #expect(abs((extent.total - wanted).inSeconds) < 1)
    }

    @Test(arguments: [
        ("aliyun", "application/json", false), ("volcengine", "application/octet-stream", true),
        ("byteplus", "application/octet-stream", true),
    ])
    func `content type and signature are those of the provider`(name: String, contentType: String, body: Bool)
        throws
    {
        let rules = try BuiltIn.provider(name).rules
        #expect(rules.http.contentType == contentType)
        #expect(rules.http.signature?.coversBody == body)
    }

    @Test func `BytePlus shares ids and events with Volcengine but not the settings it replaces`() throws {
        let base = try BuiltIn.provider("volcengine")
        let provider = try BuiltIn.provider("byteplus")
        #expect(provider.base == "volcengine")
        #expect(provider.ids == base.ids)
        #expect(provider.settings["bucket"] != base.settings["bucket"])
        #expect(provider.settings["spaceName"] == base.settings["spaceName"])
        #expect(provider.event("SyncURIComplete") == nil)
    }

    @Test func `every event can be asked of a plain media, in every profile`() throws {
        for provider in BuiltIn.catalogue.providers {
            let bodies = try EventBodies(Self.plain(provider))
            for event in provider.events {
                for profile in event.profiles {
                    #expect(
                        !bodies.bodies(event, profile: profile.name).isEmpty, "\(provider.name)/\(event.name)"
                    )
                }
            }
        }
    }

    @Test func `breaking the part that an event names changes its body`() throws {
        for provider in BuiltIn.catalogue.providers {
            let good = try EventBodies(Self.plain(provider))
            for event in provider.events {
                let part = try #require(event.failure, "\(event.name)")
                let broken = try EventBodies(Self.media(failing: part, of: provider))
                let before = good.bodies(event).map(\.value)
                let after = broken.bodies(event).map(\.value)
                #expect(!after.isEmpty && before != after, "\(provider.name)/\(event.name) \(part)")
            }
        }
    }

    /// A media pulled from a URL, so that it has the events of that too.
    private static func plain(_ provider: Provider) -> MediaSpec {
        var spec = MediaSpec(name: "movie", provider: provider.name)
        spec.upload.url = "https://media.example.test/a.mp4"
        return spec
    }

    private static func media(failing part: String, of provider: Provider) -> MediaSpec {
        var spec = plain(provider)
        switch part {
        case "source": spec.source.failure = FailureSpec()
        case "upload": spec.upload.failure = FailureSpec()
        case "workflow": spec.workflowFailure = FailureSpec()
        case "image":
            spec.dynamicImage = DynamicImageSpec()
            spec.dynamicImage?.failure = FailureSpec()
        case "rendition":
            var rendition = RenditionSpec(definition: provider.definitions[0].name)
            rendition.failure = FailureSpec()
            spec.renditions = [rendition]
        case "snapshot":
            var snapshot = SnapshotSpec(type: provider.snapshotTypes[0].name)
            snapshot.failure = FailureSpec()
            spec.snapshots = [snapshot]
        default: spec.operations[part] = ["fail": true]
        }
        return spec
    }

    @Test func `the parts of errors and failures are parts that exist`() {
        let parts = Set(
            ["source", "upload", "rendition", "snapshot", "image", "workflow"] + OperationFormat.names)
        for provider in BuiltIn.catalogue.providers {
            for error in provider.errors { #expect(parts.isSuperset(of: error.parts), "\(error.code)") }
            for event in provider.events {
                #expect(event.failure.map(parts.contains) ?? true, "\(event.name)")
            }
        }
    }
}
