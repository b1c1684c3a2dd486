import Testing

/// The same seed gives the same bytes; another seed gives others.
@Suite(.serialized) struct DeterminismTests {
    @Test(arguments: [
        "aliyun/TranscodeComplete", "volcengine/WorkflowComplete", "aliyun/AIMediaAuditComplete",
    ])
    func `emit gives the same bodies for the same seed`(_ event: String) async throws {
        let first = try await Program.run("emit", event, "--count", "20", "--seed", "5")
        let again = try await Program.run("emit", event, "--count", "20", "--seed", "5")
        let other = try await Program.run("emit", event, "--count", "20", "--seed", "6")
        #expect(first.exit == 0)
        #expect(first.stdout.split(separator: "\n").count == 20)
        #expect(Set(first.stdout.split(separator: "\n")).count == 20)
        #expect(Array(first.stdout.utf8) == Array(again.stdout.utf8))
        #expect(
            Set(first.stdout.split(separator: "\n")).isDisjoint(with: other.stdout.split(separator: "\n")))
    }

    @Test func `a run sends the same bodies for the same seed`() async throws {
        func bodies(_ seed: String) async throws -> [String] {
            let outcome = try await Program.run(
                "run", "scenarios/aliyun", "--speed", "max", "--seed", seed, "--report", "json")
            return try JSON(outcome.stdout).deliveries.compactMap { $0["body"].string }
        }
        let first = try await bodies("5")
        #expect(first.count > 20)
        #expect(try await bodies("5") == first)
        #expect(try await bodies("6") != first)
    }

    @Test func `a run and emit agree on what a flag sets`() async throws {
        let outcome = try await Program.run(
            "run", "scenarios/aliyun/success.json", "--report", "json", "--set", "Extend=other", "--seed", "9"
        )
        let report = try JSON(outcome.stdout)
        #expect(report["seed"] == .number(9))
        let extends = try report.deliveries.compactMap {
            try JSON($0["body"].string ?? "null")["Extend"].string
        }
        #expect(!extends.isEmpty)
        #expect(Set(extends) == ["other"])
    }
}
