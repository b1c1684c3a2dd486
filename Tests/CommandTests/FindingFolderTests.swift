import Foundation
import Testing

/// The files of what a search has found: none takes the place of another, and each tells what it is of.
@Suite(.serialized) struct FindingFolderTests {
    private static func scenario(_ name: String, more: String = "") -> String {
        """
        { "name": "\(name)", "provider": "aliyun", \(more)
          "media": { "movie": { "renditions": [ { "definition": "FD" } ] } },
          "steps": [ { "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete" } ],
          "observe": { "url": "${target.origin}/videos/${movie.videoId}" } }
        """
    }

    /// The names of the files that a bug's findings are saved in.
    private func saved(_ scenarios: [String: String]) async throws -> [String] {
        try await Folder.with { folder in
            for (name, text) in scenarios { try folder.write(text, to: name) }
            let outcome = try await Program.run(
                ["explore"] + scenarios.keys.sorted() + [
                    "--bug", "late-upload-sets-back", "--histories", "50",
                ],
                in: folder)
            #expect(outcome.exit == 1, "\(outcome.stdout)\(outcome.stderr)")
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("vodhook-failures"))
            #expect(files.count == outcome.stdout.matches(of: /run it again:/).count, "\(outcome.stdout)")
            return files.sorted()
        }
    }

    @Test func `scenarios of the same name have files of their own`() async throws {
        let files = try await saved([
            "a.json": Self.scenario("An upload"), "b.json": Self.scenario("An Upload!"),
        ])
        #expect(files.count >= 2)
        #expect(Set(["an-upload-1.json", "an-upload-2.json"]).isSubset(of: files), "\(files)")
    }

    @Test func `a name in any script is kept, and one without letters gives way to the file's`() async throws
    {
        let files = try await saved([
            "a.json": Self.scenario("转码 完成"), "b-file.json": Self.scenario("!!!"),
        ])
        #expect(Set(["转码-完成-1.json", "b-file-1.json"]).isSubset(of: files), "\(files)")
    }

    @Test func `what another run has saved is not replaced, and the same is not saved twice`() async throws {
        try await Folder.with { folder in
            try folder.write(Self.scenario("An upload"), to: "a.json")
            try FileManager.default.createDirectory(
                atPath: folder.path("vodhook-failures"), withIntermediateDirectories: true)
            try folder.write("{}", to: "vodhook-failures/an-upload-1.json")
            var files: [[String]] = []
            for _ in 0..<2 {
                let outcome = try await Program.run(
                    ["explore", "a.json", "--bug", "late-upload-sets-back", "--histories", "50"], in: folder)
                #expect(outcome.exit == 1, "\(outcome.stdout)\(outcome.stderr)")
                files.append(
                    try FileManager.default.contentsOfDirectory(atPath: folder.path("vodhook-failures")))
            }
            #expect(try folder.read("vodhook-failures/an-upload-1.json") == "{}")
            #expect(files[0].contains("an-upload-2.json"))
            #expect(files[0].sorted() == files[1].sorted())
        }
    }

    @Test func `a long name keeps the row of the matrix at its end`() async throws {
        let matrix = #""matrix": { "values": { "column": [ "one", "two" ] } },"#
        let name = String(repeating: "a long name ", count: 10)
        let files = try await saved(["a.json": Self.scenario(name, more: matrix)])
        #expect(files.contains { $0.hasSuffix("-column-one-1.json") }, "\(files)")
        #expect(files.contains { $0.hasSuffix("-column-two-1.json") }, "\(files)")
    }

    @Test func `a folder that cannot be made costs no result`() async throws {
        try await Folder.with { folder in
            try folder.write(Self.scenario("An upload"), to: "a.json")
            let outcome = try await Program.run(
                [
                    "explore", "a.json", "--bug", "late-upload-sets-back", "--histories", "50", "--save",
                    "a.json/x", "--report", "json=found.json",
                ], in: folder)
            #expect(outcome.exit == 3)
            #expect(outcome.stderr == "vodhook: cannot make the folder a.json/x: Not a directory\n")
            #expect(outcome.stdout.contains("leaves $.status"), "\(outcome.stdout)")
            #expect(try JSON(folder.read("found.json"))["verdict"].string == "fail")
        }
    }
}
