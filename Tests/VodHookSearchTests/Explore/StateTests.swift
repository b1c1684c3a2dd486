@testable import JSONText
import TestSupport
import Testing
@testable import VodHookPlan
@testable import VodHookSearch

@Suite struct StateTests {
    private func value(_ text: String) throws -> JSONValue { try JSONReader.value(of: Array(text.utf8)) }

    @Test func `ids become those of the base instance, in values, in parts of values and in keys`() throws {
        let normaliser = StateNormaliser(
            own: ["abcdef12", "ABCDEF12"], base: ["00000001", "0000000A"], volatile: [])
        let state = try value(#"{ "abcdef12": "x/abcdef12/ABCDEF12.mp4", "other": [ "abcdef1", 7 ] }"#)
        #expect(
            normaliser.withBaseIDs(state)
                == (try value(#"{ "00000001": "x/00000001/0000000A.mp4", "other": [ "abcdef1", 7 ] }"#)))
    }

    @Test func `what is volatile goes, and the order of arrays does not count`() throws {
        let path = try JSONPath("$.items[*].at")
        let normaliser = StateNormaliser(own: [], base: [], volatile: [path])
        let left = try value(#"{ "items": [ { "n": 1, "at": 5 }, { "n": 2, "at": 6 } ], "b": 1 }"#)
        let right = try value(#"{ "b": 1, "items": [ { "n": 2, "at": 9 }, { "n": 1, "at": 8 } ] }"#)
        #expect(normaliser.comparable(left) == normaliser.comparable(right))
    }

    @Test func `two instances differ in their ids and in nothing else`() throws {
        let runner = try ExploreBench.runner(ExploreBench.five, .none)
        let base = runner.copies.base
        let other = runner.copies.copy(salt: 99)
        #expect(base.deliveries.count == 5)
        for (left, right) in zip(base.deliveries, other.deliveries) {
            #expect(left.body != right.body)
            #expect(left.body.count == right.body.count)
            let translated = other.normaliser.withBaseIDs(try JSONReader.value(of: right.body))
            #expect(translated == (try JSONReader.value(of: left.body)))
        }
    }

    @Test(arguments: ["volcengine", "byteplus"]) func `ids of other vendors are translated too`(
        _ provider: String
    ) throws {
        let text = ScenarioText.text(
            provider: provider, steps: #"{ "emit": "FileUploadComplete" }, { "emit": "WorkflowComplete" }"#)
        let runner = try ExploreBench.runner(text, .none)
        let other = runner.copies.copy(salt: 99)
        for (left, right) in zip(runner.copies.base.deliveries, other.deliveries) {
            let translated = other.normaliser.withBaseIDs(try JSONReader.value(of: right.body))
            #expect(translated == (try JSONReader.value(of: left.body)))
        }
    }

    @Test func `differences are readable`() throws {
        let normaliser = StateNormaliser(own: [], base: [], volatile: [])
        let expected = try value(
            #"{ "status": "ready", "n": 1, "gone": true, "list": [ { "id": 1, "s": "a" }, { "id": 2, "s": "b" } ] }"#
        )
        let found = try value(
            #"{ "status": "uploading", "n": 1.0, "new key": null, "list": [ { "id": 2, "s": "c" } ] }"#)
        let lines = StateDifference.lines(
            StateDifference.all(
                expected: normaliser.comparable(expected), found: normaliser.comparable(found)))
        #expect(
            lines == [
                "- $.gone: true", "- $.list[*]: {\"id\":1,\"s\":\"a\"}", "- $.list[*].s: \"b\"",
                "+ $.list[*].s: \"c\"",
                "- $.status: \"ready\"", "+ $.status: \"uploading\"", "+ $['new key']: null",
            ])
    }
}
