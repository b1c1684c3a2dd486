import Foundation
import Testing

/// A catalogue folder of the user's own: a new event is one new file.
@Suite struct OwnCatalogueTests {
    @Test func `a new event is one new file for emit, catalog, validate and scenarios`() async throws {
        try await Folder.with { folder in
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("more"), withIntermediateDirectories: true)
            try folder.write(OwnEvent.text, to: "more/SubtitleComplete.json")
            // The project file names the folder, so no flag is needed.
            try folder.write(#"{ "catalog": ["more"] }"#, to: "vodhook.json")
            try folder.write(
                #"{ "name": "s", "provider": "aliyun", "media": { "m": {} }, "steps": [ { "emit": "SubtitleComplete" } ] }"#,
                to: "scenario.json")
            let emitted = try await Program.run(
                ["emit", "aliyun/subtitlecomplete", "--catalog", "more"], in: folder)
            #expect(emitted.stdout.hasPrefix(#"{"EventType":"SubtitleComplete","VideoId":""#))
            try folder.write(emitted.stdout, to: "body.json")
            let checked = try await Program.run(["validate", "--catalog", "more", "body.json"], in: folder)
            #expect(checked.stdout == "body.json: valid aliyun/SubtitleComplete, profile v1\n")
            let listed = try await Program.run(["catalog", "aliyun", "--catalog", "more"], in: folder)
            #expect(listed.stdout.contains("Subtitles of a video are made."))
            let ran = try await Program.run(["run", "scenario.json", "--speed", "max"], in: folder)
            #expect(ran.exit == 0, "\(ran.stdout)\(ran.stderr)")
        }
    }
}
