import Testing

/// What the receiver in the process makes of the scenario that it is there for.
@Suite(.serialized) struct EmbeddedReceiverTests {
    @Test(arguments: ["aliyun", "volcengine", "byteplus"])
    func `a video is kept under the provider of its scenario`(_ provider: String) async throws {
        let scenario = """
            {
              "name": "Whose video", "provider": "\(provider)", "media": { "movie": {} },
              "steps": [
                { "emit": "FileUploadComplete" },
                { "probe": {
                    "url": "${target.origin}/videos/${movie.videoId}",
                    "expect": { "body": [ { "path": "$.provider", "equals": "\(provider)" } ] }
                } }
              ],
              "expect": { "outcome": "delivered", "attempts": 1 }
            }

            """
        try await Folder.with { folder in
            try folder.write(scenario, to: "x.json")
            let outcome = try await Program.run(["run", "x.json"], in: folder)
            #expect(outcome.exit == 0, "\(outcome.stdout)\(outcome.stderr)")
        }
    }
}
