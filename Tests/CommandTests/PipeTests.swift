import Testing

/// Files that are pipes or devices.
@Suite(.serialized) struct PipeTests {
    /// What a line of bash makes of the program, which is `$0` there, in a folder with the scenario `x.json`.
    private func outcome(_ line: String) async throws -> Outcome {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let shell = try Child("bash", ["-c", line, Program.path()], in: folder.url)
            shell.closeInput()
            return await shell.end()
        }
    }

    @Test(arguments: [
        ("\"$0\" emit aliyun/TranscodeComplete | \"$0\" validate /dev/stdin", "/dev/stdin: valid aliyun"),
        ("\"$0\" emit aliyun/TranscodeComplete | \"$0\" validate -", "-: valid aliyun"),
        ("\"$0\" validate - < x.json", "1 scenario is valid"),
        ("\"$0\" validate <(cat x.json)", "1 scenario is valid"),
        ("\"$0\" run --dry-run <(cat x.json)", "One event  /dev/fd/"),
        ("cat x.json | \"$0\" run --dry-run -", "One event  -"),
    ])
    func `a pipe is read as a file is`(_ line: String, _ text: String) async throws {
        let outcome = try await outcome(line)
        #expect(outcome.exit == 0, "\(outcome.stderr)")
        #expect(outcome.stdout.hasPrefix(text), "\(outcome.stdout)")
    }

    @Test(arguments: [
        ("\"$0\" run /dev/zero", "vodhook: /dev/zero: there is more than 64 MiB to read\n"),
        ("\"$0\" run - < .", "vodhook: -: Is a directory\n"),
        ("\"$0\" validate \"\"", "vodhook: \"\": no such file or folder\n"),
        ("\"$0\" run \"\"", "vodhook: \"\": no such file or folder\n"),
    ])
    func `what cannot be read is a sentence`(_ line: String, _ message: String) async throws {
        let outcome = try await outcome(line)
        #expect(outcome.exit == 2)
        #expect(outcome.stderr == message)
    }
}
