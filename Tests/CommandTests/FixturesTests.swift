import Testing

/// Fixtures on disk, and what other tools send of them.
@Suite(.serialized) struct FixturesTests {
    private static let key = "Key12345"

    private func fixtures(_ arguments: String..., in folder: Folder) async throws -> Outcome {
        try await Program.run(["fixtures"] + arguments, in: folder)
    }

    @Test func `curl sends byte for byte what a run sends`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.volcengine, to: "x.json")
            try await Recorder.with { recorder in
                let flags = ["--target", recorder.url, "--key", Self.key]
                let run = try await Program.run(["run", "x.json", "--report", "json"] + flags, in: folder)
                #expect(run.exit == 0, "\(run.stdout)\(run.stderr)")
                // The fixtures carry the time at which the run signed.
                let headers =
                    try JSON(run.stdout).deliveries.first?["attempts"][0]["requestHeaders"].list ?? []
                let stamp = headers.first { $0["name"].string == "X-VOD-TIMESTAMP" }?["value"].string ?? ""
                let written = try await Program.run(
                    ["fixtures", "x.json", "--out", "out", "--format", "curl", "--signed-at", stamp] + flags,
                    in: folder)
                #expect(written.exit == 0, "\(written.stderr)")
                let shell = try Child("sh", ["out/requests.sh"], in: folder.url)
                shell.closeInput()
                let outcome = await shell.end()
                #expect(outcome.exit == 0, "\(outcome.stdout)\(outcome.stderr)")
                let requests = try await recorder.requests(2)
                #expect(requests.count == 2)
                #expect(requests[1].line == requests[0].line)
                #expect(requests[1].headers() == requests[0].headers())
                #expect(requests[1].body == requests[0].body)
            }
        }
    }

    @Test func `two folders hold the same, wherever the scenario is named from`() async throws {
        try await Folder.with { folder in
            _ = try await fixtures("scenarios/aliyun/success.json", "--out", "a/b", in: folder)
            let path = Folder.repository.appendingPathComponent("scenarios/aliyun/success.json").path
            let check = try await fixtures(path, "--out", "a/b", "--check", in: folder)
            #expect(check.exit == 0, "\(check.stdout)")
            #expect(check.stdout == "a/b: up to date, 8 events\n")
        }
    }

    @Test func `a check fails with a readable difference`() async throws {
        try await Folder.with { folder in
            _ = try await fixtures("scenarios/aliyun/success.json", "--out", "a", in: folder)
            try folder.write("{}", to: "a/0001-movie-FileUploadComplete.json")
            try folder.write("", to: "a/left-over")
            let check = try await fixtures(
                "scenarios/aliyun/success.json", "--out", "a", "--check", in: folder)
            #expect(check.exit == 1)
            #expect(
                check.stdout.hasPrefix(
                    "a/0001-movie-FileUploadComplete.json:1:2: differs\n  - {}\n  + {\"EventTime\""))
            #expect(check.stdout.hasSuffix("a/left-over: should not be there\n"))
            #expect(
                check.stderr == "a: 2 differences; the same command without --check writes it anew\n")
        }
    }

    @Test func `a check of nothing fails and writes nothing`() async throws {
        try await Folder.with { folder in
            let check = try await fixtures(
                "scenarios/aliyun/success.json", "--out", "a", "--check", in: folder)
            #expect(check.exit == 1)
            #expect(check.stdout.contains("a/manifest.json: missing\n"))
            #expect(throws: (any Error).self) { try folder.read("a/manifest.json") }
        }
    }

    @Test func `a folder that cannot be made is a failure of the tool`() async throws {
        try await Folder.with { folder in
            try folder.write("", to: "file")
            let outcome = try await fixtures("scenarios/aliyun/success.json", "--out", "file", in: folder)
            #expect(outcome.exit == 3)
            #expect(outcome.stderr == "vodhook: cannot write file: it is not a folder\n")
            let inner = try await fixtures("scenarios/aliyun/success.json", "--out", "file/a", in: folder)
            #expect(inner.exit == 3)
            #expect(inner.stderr == "vodhook: cannot make the folder file/a: Not a directory\n")
        }
    }
}
