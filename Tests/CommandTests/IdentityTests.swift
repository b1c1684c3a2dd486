import Testing

/// Which ids media have in several scenarios and in several runs.
@Suite(.serialized) struct IdentityTests {
    /// The ids of the videos that a listener knows.
    private static func videos(_ listener: Listener) async throws -> Set<String> {
        Set(try await listener.get("/videos").list.compactMap(\.string))
    }

    @Test func `all shipped scenarios of a vendor pass against one receiver that keeps its state`()
        async throws
    {
        try await Folder.with { folder in
            let listener = try await Listener(["--key", "MySecret1", "--quiet"], in: folder)
            for provider in ["aliyun", "volcengine"] {
                let arguments = ["run", "scenarios/\(provider)", "--target", "\(listener.origin)/cb"]
                for flags in [[], ["--fresh"]] {
                    let run = try await Program.run(
                        arguments + ["--key", "MySecret1", "--speed", "max"] + flags, in: folder)
                    #expect(run.exit == 0, "\(flags): \(run.stdout)")
                }
            }
            _ = await listener.stop()
        }
    }

    @Test func `ids differ between scenarios, stay in a second run, and are new with --fresh`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--key", "MySecret1", "--quiet"], in: folder)
            let text = ScenarioText.aliyun
            try folder.write(text, to: "a.json")
            try folder.write(text.replacing("One event", with: "Another event"), to: "b.json")
            let arguments = [
                "run", "a.json", "b.json", "--key", "MySecret1", "--target", "\(listener.origin)/cb",
            ]
            for (flags, count) in [([], 2), ([], 2), (["--fresh"], 4), (["--fresh"], 6)] {
                #expect(try await Program.run(arguments + flags, in: folder).exit == 0)
                #expect(try await Self.videos(listener).count == count)
            }
            _ = await listener.stop()
        }
    }
}
