import Testing

/// A key is never shown, wherever it came from.
@Suite(.serialized) struct SecretTests {
    private static let key = "Zq7SecretKeyThatNobodySees"

    @Test(arguments: [
        ["run", "x.json", "-v"], ["run", "x.json", "--report", "json"], ["run", "x.json", "--dry-run"],
        ["run", "x.json", "-v", "--target", "http://127.0.0.1:1/", "--speed", "max"], ["run", "bad.json"],
        ["run", "x.json", "--bogus"], ["emit", "aliyun/TranscodeComplete", "--headers"],
        ["emit", "volcengine/WorkflowComplete", "--curl"], ["emit", "aliyun/TranscodeComplete", "--dry-run"],
        ["listen", "--port", "70000"],
    ])
    func `the key shows up nowhere`(_ arguments: [String]) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            try folder.write(
                ScenarioText.one(
                    "aliyun", "TranscodeComplete",
                    more: #""target": { "key": "${env.VODHOOK_KEY}", "ky": 1 },"#),
                to: "bad.json")
            let environment = ["VODHOOK_KEY": Self.key]
            var outcomes = [try await Program.run(arguments, in: folder, environment: environment)]
            outcomes.append(try await Program.run(arguments + ["--key", Self.key], in: folder))
            for outcome in outcomes {
                #expect(!(outcome.stdout + outcome.stderr).contains(Self.key))
                #expect(!(outcome.stdout + outcome.stderr).isEmpty)
            }
        }
    }

    @Test func `a report in a file holds no key`() async throws {
        try await Folder.with { folder in
            let reports = ["--report", "json=a.json", "--report", "terminal=b.txt", "-v"]
            let outcome = try await Program.run(
                ["run", "scenarios/signature", "--speed", "max", "--key", Self.key] + reports, in: folder)
            #expect(outcome.exit == 0, "\(outcome.stdout)")
            for text in [outcome.stdout, outcome.stderr, try folder.read("a.json"), try folder.read("b.txt")]
            {
                #expect(!text.contains(Self.key))
            }
        }
    }
}
