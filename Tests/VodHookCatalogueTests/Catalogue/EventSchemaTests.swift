@testable import JSONText
import TestSupport
import Testing
@testable import VodHookCatalogue

struct EventSchemaTests {
    private func schema(_ provider: String, _ event: String, _ profile: String) throws -> JSONValue {
        let spec = try BuiltIn.event(provider, event)
        return EventSchema.schema(
            for: spec, profile: try #require(spec.profile(profile)), provider: try BuiltIn.provider(provider))
    }

    @Test func `a schema states types, required keys, documented values and minima`() throws {
        let schema = try schema("aliyun", "FileUploadComplete", "current")
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["type"] == "object")
        #expect(schema["required"] == ["EventTime", "EventType", "Status", "VideoId"])
        #expect(schema["additionalProperties"] == nil)
        #expect(schema.at("properties", "EventType", "const") == "FileUploadComplete")
        #expect(schema.at("properties", "Status", "enum") == ["success", "fail"])
        #expect(
            schema.at("properties", "Size") == ["description": "Bytes.", "type": "integer", "minimum": 0])
    }

    @Test func `an array of objects has its elements described`() throws {
        let schema = try schema("aliyun", "TranscodeComplete", "2017")
        let items = schema.at("properties", "StreamInfos", "items")
        #expect(items?["type"] == "object")
        #expect(items?.at("properties", "Bitrate", "type") == "number")
        #expect(items?.at("properties", "IsAudio") == nil)
        #expect(schema.at("properties", "StreamInfos", "$comment")?.string?.hasPrefix("assumed: ") == true)
    }

    @Test func `JSON text is a string with the schema of its content`() throws {
        let info = try schema("aliyun", "DynamicImageComplete", "current").at(
            "properties", "DynamicImageJobInfo")
        #expect(info?["type"] == "string")
        #expect(info?["contentMediaType"] == "application/json")
        #expect(info?.at("contentSchema", "required") == ["FileURL", "JobId", "Status"])
    }

    @Test func `variants of a key and of an object are alternatives`() throws {
        let data = try schema("volcengine", "WorkflowComplete", "vid").at("properties", "Data", "properties")
        #expect(data?.at("Snapshots", "items", "properties", "Params", "anyOf")?.array?.count == 5)
        #expect(
            data?.at("TranscodeInfos", "items", "properties", "AudioStreamMeta", "anyOf")?.array?.count == 2)
    }

    @Test func `every event has a schema that names all keys its body can have`() throws {
        for provider in BuiltIn.catalogue.providers {
            let bodies = try EventBodies(MediaSpec(name: "movie", provider: provider.name))
            for event in provider.events {
                for profile in event.profiles {
                    let schema = EventSchema.schema(for: event, profile: profile, provider: provider)
                    let known = schema["properties"]?.keys ?? []
                    for body in bodies.bodies(event, profile: profile.name) {
                        #expect(Set(body.value.keys).isSubset(of: known), "\(event.name)")
                    }
                }
            }
        }
    }
}
