import Foundation
import Testing

/// What `vodhook init` writes works as it is, and nothing of the user's is lost.
@Suite(.serialized) struct InitTests {
    private static let files = [
        "vodhook.json", "scenarios/first.json", ".github/workflows/vodhook.yml", ".gitlab-ci.yml",
    ]

    @Test(arguments: ["aliyun", "volcengine", "byteplus"])
    func `the first scenario passes as it is`(_ provider: String) async throws {
        try await Folder.with { folder in
            let made = try await Program.run(["init", "my app", "--provider", provider], in: folder)
            #expect(made.exit == 0, "\(made.stderr)")
            let lines = Self.files.map { "wrote my app/\($0)\n" }.joined()
            #expect(made.stdout == lines + "\nNext: cd 'my app' && vodhook run scenarios/first.json\n")
            // The next command as it is printed, by a shell.
            let next = try #require(made.stdout.split(separator: "\n").last).dropFirst("Next: ".count)
            let shell = try await Tool.run(
                "sh", ["-c", "vodhook() { \"$PROGRAM\" \"$@\"; }\n\(next)"], in: folder,
                environment: ["PROGRAM": try Program.path()])
            #expect(shell.exit == 0, "\(shell.stdout)\(shell.stderr)")
            #expect(shell.stdout.contains("✓ 1 scenario: 1 passed"))
            #expect(try JSON(folder.read("my app/scenarios/first.json"))["provider"] == .string(provider))
        }
    }

    @Test func `the project file leads to one's own receiver`() async throws {
        try await Folder.with { folder in
            let folder = try folder.emptied()
            let made = try await Program.run(["init", "."], in: folder)
            #expect(made.exit == 0, "\(made.stderr)")
            try await Receiver.with("ok", key: "YourKey1") { receiver in
                _ = try await Program.run(
                    ["run", "scenarios/first.json"], in: folder,
                    environment: ["VOD_TARGET": receiver.url, "VODHOOK_KEY": "YourKey1"])
                let requests = try await receiver.requests()
                #expect(requests.count { $0.line.hasPrefix("POST") } == 5)
                #expect(
                    requests.filter { $0.line.hasPrefix("POST") }.allSatisfy { $0.signedBy == ["aliyun"] })
            }
        }
    }

    @Test func `a second time it writes nothing and says which files exist`() async throws {
        try await Folder.with { folder in
            let folder = try folder.emptied()
            _ = try await Program.run(["init"], in: folder)
            try folder.write("{}", to: "vodhook.json")
            let second = try await Program.run(["init", "--provider", "volcengine"], in: folder)
            #expect(second.exit == 3)
            #expect(second.stdout == "")
            #expect(
                second.stderr
                    == "vodhook: \(Self.files.joined(separator: ", ")) exist already; nothing written. --force replaces them\n"
            )
            #expect(try folder.read("vodhook.json") == "{}")
            let forced = try await Program.run(["init", "--provider", "volcengine", "--force"], in: folder)
            #expect(forced.exit == 0, "\(forced.stderr)")
            #expect(try folder.read("vodhook.json") != "{}")
            #expect(try JSON(folder.read("scenarios/first.json"))["provider"] == .string("volcengine"))
        }
    }

    @Test func `a pipeline of one's own gets a snippet, even by force`() async throws {
        try await Folder.with { folder in
            let folder = try folder.emptied()
            try folder.write("test: { script: [\"true\"] }\n", to: ".gitlab-ci.yml")
            let made = try await Program.run(["init", "--force"], in: folder)
            #expect(made.exit == 0, "\(made.stderr)")
            #expect(made.stdout.contains("wrote .gitlab/vodhook.yml\n"))
            #expect(
                made.stdout.contains(
                    ".gitlab-ci.yml is yours; add to it: include: .gitlab/vodhook.yml\n"))
            #expect(try folder.read(".gitlab-ci.yml") == "test: { script: [\"true\"] }\n")
        }
    }

    @Test func `an unknown provider is a bad flag`() async throws {
        let outcome = try await Program.run("init", "--provider", "alyun")
        #expect(outcome.exit == 64)
        #expect(outcome.stderr.hasPrefix("Error: --provider alyun: did you mean \"aliyun\"?\n"))
    }
}

extension Folder {
    /// This folder without what leads to the repository.
    fileprivate func emptied() throws -> Folder {
        for name in ["scenarios", "fixtures"] { try FileManager.default.removeItem(atPath: path(name)) }
        return self
    }
}
