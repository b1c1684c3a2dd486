import Foundation
import Testing

/// The project file counts for every command that it says something to.
@Suite(.serialized) struct ProjectTests {
    private func inProject(_ project: String, _ body: (Folder) async throws -> Void) async throws {
        try await Folder.with { folder in
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("more"), withIntermediateDirectories: true)
            try folder.write(OwnEvent.text, to: "more/SubtitleComplete.json")
            try folder.write(project, to: "vodhook.json")
            try await body(folder)
        }
    }

    @Test func `its catalogue is known without a flag`() async throws {
        try await inProject(#"{ "catalog": ["more"] }"#) { folder in
            let emitted = try await Program.run(["emit", "aliyun/SubtitleComplete"], in: folder)
            #expect(emitted.exit == 0, "\(emitted.stderr)")
            try folder.write(emitted.stdout, to: "body.json")
            let checked = try await Program.run(["validate", "body.json"], in: folder)
            #expect(checked.stdout == "body.json: valid aliyun/SubtitleComplete, profile v1\n")
            let listed = try await Program.run(["catalog", "aliyun"], in: folder)
            #expect(listed.stdout.contains("Subtitles of a video are made."))
            let fuzzed = try await Program.run(
                ["fuzz", "aliyun/SubtitleComplete", "--cases", "3", "--tier", "valid"], in: folder)
            #expect(fuzzed.stdout.contains("aliyun/SubtitleComplete"), "\(fuzzed.stderr)")
            #expect(fuzzed.exit == 0 || fuzzed.exit == 1, "\(fuzzed.stderr)")
        }
    }

    @Test func `its seed makes the ids of single events`() async throws {
        let arguments = ["emit", "aliyun/TranscodeComplete"]
        try await inProject(#"{ "seed": 7 }"#) { folder in
            let emitted = try await Program.run(arguments, in: folder)
            let other = try await Program.run(arguments + ["--seed", "1"], in: folder)
            #expect(emitted.stdout != other.stdout)
            #expect(
                emitted.stdout == (try await Program.run(arguments + ["--seed", "7"], in: folder)).stdout)
        }
    }

    @Test func `its target is what events are fuzzed at, and where a shown request goes`() async throws {
        try await Receiver.with("ok") { receiver in
            try await inProject(#"{ "target": { "url": "\#(receiver.url)" }, "seed": 7 }"#) { folder in
                let shown = try await Program.run(
                    ["emit", "aliyun/TranscodeComplete", "--curl"], in: folder)
                #expect(shown.stdout.contains(receiver.url), "\(shown.stdout)")
                let fuzzed = try await Program.run(
                    ["fuzz", "aliyun/TranscodeComplete", "--cases", "3", "--tier", "valid"], in: folder)
                #expect(fuzzed.stdout.contains("seed 7"), "\(fuzzed.stdout)\(fuzzed.stderr)")
            }
            #expect(!(try await receiver.requests()).isEmpty)
        }
    }

    @Test func `the zoo looks at the embedded receiver, whatever its target is`() async throws {
        // Nothing listens there, and a scenario with a target says nothing about the embedded receiver.
        try await inProject(#"{ "target": { "url": "http://127.0.0.1:1/" } }"#) { folder in
            try folder.write(
                """
                | bug | `vodhook run` | `vodhook explore` | `vodhook fuzz` |
                | --- | --- | --- | --- |
                | `counts-duplicates` | `delivery/duplicate.json` | – | – |

                """, to: "matrix.md")
            let outcome = try await Program.run(
                ["zoo", "--check", "matrix.md", "--bug", "counts-duplicates"], in: folder)
            #expect(outcome.exit == 0, "\(outcome.stderr)")
        }
    }

    @Test func `the catalogue of a scenario may be named by a variable`() async throws {
        try await inProject("{}") { folder in
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("sub"), withIntermediateDirectories: true)
            try folder.write(
                #"{ "name": "s", "provider": "aliyun", "catalog": "${env.DIR}", "media": { "m": {} }, "steps": [ { "emit": "SubtitleComplete" } ] }"#,
                to: "sub/x.json")
            let arguments = ["run", "sub/x.json", "--dry-run"]
            let ran = try await Program.run(arguments, in: folder, environment: ["DIR": "../more"])
            #expect(ran.exit == 0, "\(ran.stderr)")
            let gone = try await Program.run(arguments, in: folder, environment: ["DIR": "gone"])
            #expect(gone.exit == 2)
            #expect(
                gone.stderr.contains("sub/x.json:1:49: cannot read sub/gone: no such file or folder"),
                "\(gone.stderr)")
        }
    }

    @Test func `why an included file cannot be read is said`() async throws {
        try await inProject("{}") { folder in
            try folder.write(
                #"{ "name": "s", "provider": "aliyun", "media": { "m": {} }, "steps": [ { "include": "more" } ] }"#,
                to: "x.json")
            let outcome = try await Program.run(["run", "x.json"], in: folder)
            #expect(outcome.exit == 2)
            #expect(outcome.stderr.contains("cannot read more: it is a folder\n"), "\(outcome.stderr)")
        }
    }
}
