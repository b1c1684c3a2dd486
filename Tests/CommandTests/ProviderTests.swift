import Foundation
import Testing

/// What every command does with every provider: those that are built in, and those that a folder describes.
@Suite(.serialized) struct ProviderTests {
    /// A provider with one event that ends the work on a video.
    struct Case: Sendable, CustomTestStringConvertible {
        let provider: String
        let event: String
        /// The folder that describes it; nil when it is built in.
        var catalogue: String?
        /// Where the id of the media stands.
        let subject: String
        /// The name for the id of a media in scenarios.
        var reference = "videoId"
        /// Whose bodies they are when only the bodies can tell.
        var recognised: String?
        var key = "Key12345"

        var testDescription: String { provider }
        var name: String { "\(provider)/\(event)" }
        var logged: String { recognised ?? provider }
        var flags: [String] { catalogue.map { ["--catalog", $0] } ?? [] }

        /// One media that is made and one that is not, with the states that they come to.
        var scenario: String {
            func probe(_ media: String, _ status: String) -> String {
                """
                { "probe": {
                  "url": "${target.origin}/videos/${\(media).\(reference)}", "within": "5s",
                  "expect": { "status": 200, "body": [
                    { "path": "$.status", "equals": "\(status)" }, { "path": "$.events", "equals": 1 } ] } } }
                """
            }
            return """
                {
                  "name": "One event", "provider": "\(provider)", "seed": 7,
                  "media": { "good": {}, "bad": { "source": { "fail": true } } },
                  "steps": [
                    { "emit": "\(event)", "media": "good" }, \(probe("good", "ready")),
                    { "emit": "\(event)", "media": "bad", "faults": [ "duplicate" ] }, \(probe("bad", "failed"))
                  ],
                  "expect": { "status": 200 },
                  "observe": { "url": "${target.origin}/videos/${good.\(reference)}" }
                }
                """
        }
    }

    static let cases = [
        Case(provider: "aliyun", event: "TranscodeComplete", subject: "$.VideoId"),
        Case(provider: "volcengine", event: "WorkflowComplete", subject: "$.Data.Vid"),
        Case(
            provider: "byteplus", event: "WorkflowComplete", subject: "$.Data.Vid", recognised: "volcengine"),
        // Its envelope is found from its events.
        Case(
            provider: "podhost", event: "episode.published", catalogue: "scenarios/own-provider/catalog",
            subject: "$.data.episode_id", key: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        Case(
            provider: "cliphost", event: "clip/made", catalogue: "fixtures/own-catalogue",
            subject: "$.clip.ref", reference: "clipRef"),
    ]

    @Test(arguments: cases)
    func `emit prints a body that validate knows`(_ one: Case) async throws {
        try await Folder.with { folder in
            let emitted = try await Program.run(["emit", one.name] + one.flags, in: folder)
            #expect(emitted.exit == 0, "\(emitted.stderr)")
            try folder.write(emitted.stdout, to: "body.json")
            let good = try await Program.run(["validate", "body.json", "--strict"] + one.flags, in: folder)
            #expect(good.exit == 0 && good.stdout.contains("body.json: valid "), "\(good.stdout)")
            #expect(good.stdout.contains(one.name), "\(good.stdout)")
            let number = try await Program.run(
                ["emit", one.name, "--set", "\(one.subject)=7"] + one.flags, in: folder)
            try folder.write(number.stdout, to: "odd.json")
            let odd = try await Program.run(["validate", "odd.json"] + one.flags, in: folder)
            #expect(odd.exit == 2 && odd.stdout.contains("odd.json:1:"), "\(odd.stdout)\(odd.stderr)")
        }
    }

    @Test(arguments: cases)
    func `run leads to the state that the event tells`(_ one: Case) async throws {
        try await Folder.with { folder in
            try folder.write(one.scenario, to: "x.json")
            let ran = try await Program.run(["run", "x.json", "--speed", "max"] + one.flags, in: folder)
            #expect(ran.exit == 0, "\(ran.stdout)\(ran.stderr)")
        }
    }

    @Test(arguments: cases)
    func `listen verifies and records, and import delivers the same again`(_ one: Case) async throws {
        try await Folder.with { folder in
            try folder.write(one.scenario, to: "x.json")
            let listener = try await Listener(
                ["--record", "recorded", "--keep", "all", "--key", one.key] + one.flags, in: folder)
            func run(_ key: String) async throws -> Outcome {
                try await Program.run(
                    ["run", "x.json", "--speed", "max", "--target", listener.origin + "/cb", "--key", key]
                        + one.flags,
                    in: folder)
            }
            let right = try await run(one.key)
            #expect(right.exit == 0, "\(right.stdout)\(right.stderr)")
            let events = try await listener.get("/events").list
            #expect(events.map { $0["verdict"].string } == ["applied", "applied", "duplicate"])
            #expect(
                events.allSatisfy { $0["provider"].string == one.logged && $0["event"].string == one.event })
            #expect(events.allSatisfy { $0["eventTime"].string?.hasPrefix("20") == true })
            let ids = Set(events.map { $0["id"].string ?? "" })
            #expect(ids.count == 2)
            let wrong = try await run("another-\(one.key)")
            #expect(wrong.exit == 1, "\(wrong.stdout)\(wrong.stderr)")
            let refused = try await listener.get("/events").list.dropFirst(events.count)
            #expect(!refused.isEmpty && refused.allSatisfy { $0["verdict"].string == "refused" })
            _ = await listener.stop()

            let imported = try await Program.run(["import", "recorded", "--expect"] + one.flags, in: folder)
            #expect(imported.exit == 0, "\(imported.stderr)")
            #expect(!imported.stderr.contains("of no known provider"), "\(imported.stderr)")
            let steps = try JSON(folder.read("imported/scenario.json"))["steps"].list
            #expect(steps.first?["send"].string == "\(one.logged)/\(one.event)")
            #expect(Set(steps.map { $0["media"].string ?? "" }) == ids)
            #expect(steps.contains { $0["faults"].list.contains(.string("wrong-key")) })
            let again = try await Program.run(
                ["run", "imported/scenario.json", "--speed", "max", "--key", one.key] + one.flags, in: folder)
            // The sister product that extends another has other retries, and those tell them apart here.
            #expect(again.exit == (one.recognised == nil ? 0 : 1), "\(again.stdout)\(again.stderr)")
        }
    }
}
