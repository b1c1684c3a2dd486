import Foundation
import Testing

/// What recordings, imports and replays say of signatures, and what they make of them.
@Suite(.serialized) struct RecordedSignatureTests {
    private static let key = "MyKey12345"

    private static func requests(_ folder: Folder) throws -> [JSON] {
        try folder.read("recorded/requests.jsonl").split(separator: "\n").map { try JSON(String($0)) }
            .filter { $0["method"] != .null }
    }

    private static func imported(_ folder: Folder) throws -> [JSON] {
        try JSON(try folder.read("imported/scenario.json"))["steps"].list
    }

    @Test func `a signature that the receiver refused is not recorded as valid`() async throws {
        try await Folder.with { folder in
            let faults = [
                ("aliyun", "FileUploadComplete", #""other-scheme""#),
                ("volcengine", "FileUploadComplete", #""other-scheme""#),
                ("aliyun", "TranscodeComplete", #"{ "fault": "stale-signature", "by": "20m" }"#),
                ("volcengine", "WorkflowComplete", #"{ "fault": "future-signature", "by": "20m" }"#),
                ("aliyun", "SnapshotComplete", #""wrong-key""#),
            ].map { provider, event, fault in
                #"{ "emit": "\#(event)", "media": "\#(provider)", "faults": [\#(fault)], "expect": { "status": 401, "outcome": "lost" } }"#
            }
            try folder.write(
                """
                { "name": "x", "delivery": { "retryAfter": [] },
                  "media": { "aliyun": { "provider": "aliyun" }, "volcengine": { "provider": "volcengine" } },
                  "steps": [ \(faults.joined(separator: ",\n")) ] }
                """, to: "x.json")
            let listener = try await Listener(
                ["--record", "recorded", "--keep", "all", "--key", Self.key], in: folder)
            let run = try await Program.run(
                ["run", "x.json", "--speed", "max", "--key", Self.key, "--target", listener.origin + "/cb"],
                in: folder)
            #expect(run.exit == 0, "\(run.stdout)")
            _ = await listener.stop()
            let recorded = try Self.requests(folder)
            #expect(recorded.count == 5)
            #expect(recorded.allSatisfy { $0["answer"]["status"].number == 401 })
            #expect(recorded.allSatisfy { $0["signature"].string == "invalid" })
            let again = try await Program.run(["import", "recorded"], in: folder)
            #expect(
                again.stderr.contains("5 deliveries with a signature that matched no key"), "\(again.stderr)")
            let steps = try Self.imported(folder)
            #expect(steps.prefix(2).map { $0["faults"][0].string } == ["other-scheme", "other-scheme"])
            #expect(
                steps.dropFirst(2).prefix(2).map { $0["faults"][0]["fault"].string } == [
                    "stale-signature", "future-signature",
                ])
            #expect(steps.last?["faults"][0].string == "wrong-key")
        }
    }

    @Test func `what a target has taken is imported without faults, with its paths`() async throws {
        try await Folder.with { folder in
            try await Recorder.with { recorder in
                // The recorder does not know the key that sender and target share.
                let listener = try await Listener(
                    [
                        "--record", "recorded", "--keep", "all", "--key", "Another99", "--forward",
                        recorder.origin,
                    ],
                    in: folder)
                for (name, path) in [("aliyun", "/a/one?x=1"), ("volcengine", "/v/two")] {
                    try folder.write(
                        """
                        { "name": "x", "provider": "\(name)", "media": { "m": {} },
                          "steps": [ { "emit": "FileUploadComplete" } ] }
                        """, to: "x.json")
                    let run = try await Program.run(
                        ["run", "x.json", "--key", Self.key, "--target", listener.origin + path], in: folder)
                    #expect(run.exit == 0, "\(run.stdout)")
                }
                _ = await listener.stop()
                let imported = try await Program.run(["import", "recorded"], in: folder)
                #expect(imported.exit == 0)
                #expect(
                    imported.stderr
                        == "note: 2 deliveries with a signature that matched no key of the recorder for its URL: the target took them, so they are sent with a right one\n"
                )
                let steps = try Self.imported(folder)
                #expect(steps.map { $0["path"].string } == ["/a/one?x=1", "/v/two"])
                #expect(steps.allSatisfy { $0["faults"] == .null })
                let run = try await Program.run(
                    [
                        "run", "imported/scenario.json", "--speed", "max", "--key", Self.key, "--target",
                        recorder.origin, "--report", "json=result.json",
                    ], in: folder)
                #expect(run.exit == 0, "\(run.stdout)\(run.stderr)")
                let replay = try await Program.run(
                    ["run", "--replay", "result.json", "--all", "--key", Self.key], in: folder)
                #expect(replay.exit == 0, "\(replay.stdout)\(replay.stderr)")
                let whole = try await Program.run(
                    [
                        "run", "imported/scenario.json", "--speed", "max", "--key", Self.key, "--target",
                        recorder.origin + "/own",
                    ], in: folder)
                #expect(whole.exit == 0, "\(whole.stdout)\(whole.stderr)")
                let lines = try await recorder.requests(8).map(\.line)
                let both = ["POST /a/one?x=1 HTTP/1.1", "POST /v/two HTTP/1.1"]
                #expect(lines == both + both + both + ["POST /own HTTP/1.1", "POST /own HTTP/1.1"])
            }
        }
    }

    @Test func `a replay of signed deliveries is signed anew, or refused`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--key", Self.key], in: folder)
            try folder.write(ScenarioText.one("aliyun", "FileUploadComplete"), to: "x.json")
            let run = try await Program.run(
                [
                    "run", "x.json", "--key", Self.key, "--target", listener.origin + "/cb", "--report",
                    "json=result.json",
                ], in: folder)
            #expect(run.exit == 0, "\(run.stdout)")
            let replay = ["run", "--replay", "result.json", "--all"]
            let bare = try await Program.run(replay, in: folder, environment: ["VODHOOK_KEY": ""])
            #expect(bare.exit == 2)
            #expect(
                bare.stderr.hasPrefix(
                    "vodhook: result.json: the deliveries to \(listener.origin)/cb were signed, and no key is given"
                ),
                "\(bare.stderr)")
            #expect(try await Program.run(replay + ["--key", Self.key], in: folder).exit == 0)
            #expect(try await listener.get("/events").list.count == 2)
            _ = await listener.stop()
        }
    }

    @Test func `an imported scenario names the catalogue that it needs`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(
                [
                    "--record", "recorded", "--keep", "all", "--catalog", "fixtures/own-catalogue", "--key",
                    Self.key,
                ],
                in: folder)
            let sent = try await Program.run(
                [
                    "emit", "cliphost/clip/made", "--catalog", "fixtures/own-catalogue", "--key", Self.key,
                    "--target", listener.origin + "/cb",
                ], in: folder)
            #expect(sent.exit == 0, "\(sent.stdout)\(sent.stderr)")
            _ = await listener.stop()
            let imported = try await Program.run(
                ["import", "recorded", "--catalog", "fixtures/own-catalogue", "--out", "a/b"], in: folder)
            #expect(imported.exit == 0, "\(imported.stderr)")
            #expect(
                try JSON(try folder.read("a/b/scenario.json"))["catalog"].string
                    == "../../fixtures/own-catalogue")
            let run = try await Program.run(["run", "a/b/scenario.json"], in: folder)
            #expect(run.exit == 0, "\(run.stdout)\(run.stderr)")
        }
    }

    @Test func `the embedded receiver says what it takes unchecked`() async throws {
        try await Folder.with { folder in
            let source = try folder.read("fixtures/own-catalogue/provider.json")
            var provider = try #require(
                try JSONSerialization.jsonObject(with: Data(source.utf8)) as? [String: Any])
            var delivery = try #require(provider["delivery"] as? [String: Any])
            delivery["signature"] = nil
            provider["delivery"] = delivery
            let unsigned = String(
                decoding: try JSONSerialization.data(withJSONObject: provider), as: UTF8.self)
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("own"), withIntermediateDirectories: true)
            try folder.write(unsigned, to: "own/provider.json")
            try folder.write(try folder.read("fixtures/own-catalogue/ClipMade.json"), to: "own/ClipMade.json")
            try folder.write(ScenarioText.one("cliphost", "clip/made"), to: "x.json")
            let run = try await Program.run(["run", "x.json", "--catalog", "own"], in: folder)
            #expect(run.exit == 0, "\(run.stdout)\(run.stderr)")
            #expect(
                run.stderr.contains(
                    "note: x.json: cliphost signs nothing: the embedded receiver takes its callbacks, accepted unchecked\n"
                ), "\(run.stderr)")
            let listener = try await Listener(["--catalog", "own", "--key", Self.key], in: folder)
            let sent = try await Program.run(
                ["run", "x.json", "--catalog", "own", "--target", listener.origin + "/cb"], in: folder)
            #expect(sent.exit == 0, "\(sent.stdout)")
            let ended = await listener.stop()
            #expect(
                ended.stdout.contains("applied  accepted unchecked: cliphost signs nothing"),
                "\(ended.stdout)")
        }
    }
}
