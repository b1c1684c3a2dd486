import Testing

/// What `explore` says when there is nothing that it could compare, and how it ends then.
@Suite struct ExploreProblemTests {
    @Test func `a URL under which no state stands ends in no green verdict`() async throws {
        try await Folder.with { folder in
            try folder.write(
                """
                { "name": "An upload", "provider": "aliyun", "media": { "movie": {} },
                  "steps": [ { "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete" } ],
                  "observe": { "url": "${target.origin}/nothing/${movie.videoId}" } }
                """, to: "upload.json")
            let outcome = try await Program.run(["explore", "upload.json"], in: folder)
            #expect(outcome.exit == 2, "\(outcome.stdout)\(outcome.stderr)")
            #expect(outcome.stdout.contains("  there is nothing to compare: http://127.0.0.1:"))
            #expect(
                outcome.stdout.contains(
                    " is answered with 404, before the first event and after each one\n"))
            #expect(!outcome.stdout.contains("no finding"))
        }
    }
}
