import Foundation
import Testing

/// The JSON report is a contract: keys may be added, none renamed.
@Suite(.serialized) struct ReportTests {
    @Test func `the JSON report has the keys of the contract`() async throws {
        let outcome = try await Program.run("run", "scenarios/aliyun/success.json", "--report", "json")
        #expect(outcome.exit == 0)
        #expect(outcome.stderr == "")
        let report = try JSON(outcome.stdout)
        #expect(report.keys.isSuperset(of: ["schemaVersion", "tool", "seed", "verdict", "scenarios"]))
        #expect(report["schemaVersion"] == .number(1))
        #expect(report["tool"]["name"] == .string("vodhook"))
        #expect(report["tool"].keys.contains("version"))
        #expect(report["seed"] == .number(7))
        #expect(report["verdict"] == .string("pass"))
        #expect(report["scenarios"].list.count == 1)
        let scenario = report["scenarios"][0]
        #expect(scenario.keys.isSuperset(of: ["name", "file", "verdict", "deliveries", "checks"]))
        #expect(scenario["file"] == .string("scenarios/aliyun/success.json"))
        #expect(scenario["deliveries"].list.count == 8)
        for delivery in scenario["deliveries"].list {
            #expect(
                delivery.keys.isSuperset(
                    of: ["id", "provider", "event", "media", "outcome", "attempts"]))
            #expect(delivery["provider"] == .string("aliyun"))
            #expect(delivery["media"] == .string("movie"))
            #expect(delivery["outcome"] == .string("delivered"))
            #expect(delivery["attempts"].list.count == 1)
            let attempt = delivery["attempts"][0]
            #expect(
                attempt.keys.isSuperset(
                    of: ["number", "plannedAtMs", "startedAtMs", "durationMs", "status", "error"]))
            #expect(attempt["number"] == .number(1))
            #expect(attempt["status"] == .number(200))
            #expect(attempt["error"] == .null)
        }
        #expect(!scenario["checks"].list.isEmpty)
        for check in scenario["checks"].list {
            #expect(check.keys.isSuperset(of: ["name", "verdict", "message", "file", "line", "column"]))
            #expect(check["verdict"] == .string("pass"))
        }
    }

    @Test func `a report to a file leaves the terminal report on standard output`() async throws {
        try await Folder.with { folder in
            let outcome = try await Program.run(
                ["run", "scenarios/aliyun/success.json", "--report", "json=result.json"], in: folder)
            #expect(outcome.exit == 0)
            #expect(outcome.stdout.contains("✓ 1 scenario: 1 passed"))
            #expect(try JSON(folder.read("result.json"))["verdict"] == .string("pass"))
        }
    }

    @Test func `reports in several files and one on standard output go together`() async throws {
        try await Folder.with { folder in
            let reports = [
                "--report", "json", "--report", "terminal=result.txt", "--report", "json=result.json",
            ]
            let outcome = try await Program.run(
                ["run", "scenarios/aliyun/success.json"] + reports, in: folder)
            #expect(outcome.exit == 0)
            #expect(outcome.stdout == (try folder.read("result.json")))
            #expect(try folder.read("result.txt").contains("1 passed"))
        }
    }

    @Test func `a failed check is in the report with its place in the file`() async throws {
        try await Folder.with { folder in
            try folder.write(
                ScenarioText.one("aliyun", "TranscodeComplete", more: #""expect": { "status": 418 },"#),
                to: "x.json")
            let outcome = try await Program.run(["run", "x.json", "--report", "json"], in: folder)
            #expect(outcome.exit == 1)
            let report = try JSON(outcome.stdout)
            #expect(report["verdict"] == .string("fail"))
            let failed = report["scenarios"][0]["checks"].list.filter { $0["verdict"] == .string("fail") }
            #expect(failed.count == 1)
            #expect(failed.first?["line"] == .number(5))
            #expect(failed.first?["file"] == .string("x.json"))
        }
    }

    @Test(arguments: ["missing/result.json", "."])
    func `a report that cannot be written is exit code 3`(_ path: String) async throws {
        let outcome = try await Program.run(
            "run", "scenarios/aliyun/success.json", "--report", "json=\(path)")
        #expect(outcome.exit == 3)
        #expect(outcome.stderr.hasPrefix("vodhook: cannot write \(path): "), "\(outcome.stderr)")
        // It is noticed before the work, not after it.
        #expect(outcome.stdout == "")
    }

    @Test func `a report into a pipe goes through it and leaves it a pipe`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let outcome = try await Tool.run(
                "bash",
                [
                    "-c",
                    "mkfifo pipe; cat pipe > out & \"$0\" run x.json --speed max --report json=pipe; wait",
                    Program.path(),
                ], in: folder)
            #expect(outcome.exit == 0)
            #expect(try JSON(folder.read("out"))["verdict"].string == "pass", "\(outcome.stderr)")
            #expect(try await Tool.run("test", ["-p", "pipe"], in: folder).exit == 0)
        }
    }

    @Test(arguments: [
        ["run", "x.json"], ["explore", "x.json"], ["fuzz", "x.json"], ["load", "x.json", "--count", "1"],
        ["emit", "aliyun/TranscodeComplete", "--target", "http://127.0.0.1:1/"],
    ])
    func `reports that have no place are all named before anything is sent`(_ arguments: [String])
        async throws
    {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let reports = ["--report", "json=gone/1.json", "--report", "terminal=x.json/2.txt"]
            let outcome = try await Program.run(arguments + reports, in: folder)
            #expect(outcome.exit == 3)
            #expect(outcome.stdout == "")
            #expect(
                outcome.stderr
                    == "vodhook: cannot write gone/1.json: no such file or folder; cannot write x.json/2.txt: x.json is not a folder\n"
            )
        }
    }

    @Test func `a scenario that cannot be set up leaves the results of those before it`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "a.json")
            try folder.write(
                ScenarioText.one(
                    "aliyun", "TranscodeComplete", more: #""target": { "caCertificate": "gone.pem" },"#),
                to: "b.json")
            let outcome = try await Program.run(
                ["run", "a.json", "b.json", "a.json", "--report", "json=result.json"], in: folder)
            #expect(outcome.exit == 3)
            #expect(outcome.stderr.hasPrefix("vodhook: "), "\(outcome.stderr)")
            #expect(outcome.stdout.contains("1 passed"), "\(outcome.stdout)")
            let verdicts = try JSON(folder.read("result.json"))["scenarios"].list.map { $0["verdict"].string }
            #expect(verdicts == ["pass", "interrupted", "interrupted"])
        }
    }

    @Test(arguments: [
        ["emit", "aliyun/TranscodeComplete", "--count", "300"], ["run", "scenarios", "--speed", "max"],
    ])
    func `a reader that goes away does not crash the program`(_ arguments: [String]) async throws {
        try await Folder.with { folder in
            let script = "set -o pipefail; \"$0\" \"$@\" | head -n 1"
            let shell = try Child("bash", ["-c", script, Program.path()] + arguments, in: folder.url)
            let outcome = await shell.end()
            #expect(outcome.exit == 0, "\(outcome.stderr)")
            #expect(outcome.stdout.split(separator: "\n").count == 1)
        }
    }
}
