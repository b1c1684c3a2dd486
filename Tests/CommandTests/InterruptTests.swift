import Foundation
import Testing

/// A run that is cut short, or has nobody to talk to, still says what was done.
@Suite(.serialized) struct InterruptTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func `an interrupted run writes its report and ends with 130`(_ signal: Int32) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            try await Receiver.with("silent") { receiver in
                let reports = ["--report", "json=result.json"]
                let child = try Program.start(
                    ["run", "x.json", "scenarios/aliyun/success.json", "--target", receiver.url] + reports,
                    in: folder)
                await receiver.untilRequests(1)
                child.signal(signal)
                let outcome = await child.end()
                #expect(outcome.exit == 130)
                #expect(outcome.stdout.contains("interrupted"))
                let report = try JSON(folder.read("result.json"))
                #expect(report["verdict"] == .string("interrupted"))
                #expect(
                    report["scenarios"].list.map { $0["verdict"].string } == ["interrupted", "interrupted"])
                #expect(report["scenarios"][0]["deliveries"].list.count == 1)
                #expect(report["scenarios"][1]["deliveries"].list.isEmpty)
            }
        }
    }

    @Test func `an interrupted wait ends the run at once`() async throws {
        try await Folder.with { folder in
            let steps =
                #""steps": [ { "emit": "TranscodeComplete" }, { "wait": "1h" }, { "emit": "SnapshotComplete" } ]"#
            try folder.write(
                #"{ "name": "Wait", "provider": "aliyun", "media": { "movie": {} }, \#(steps) }"#,
                to: "x.json")
            try await Receiver.with("ok") { receiver in
                let child = try Program.start(
                    ["run", "x.json", "--target", receiver.url, "--report", "json"], in: folder)
                await receiver.untilRequests(1)
                child.signal(SIGINT)
                let outcome = await child.end()
                #expect(outcome.exit == 130)
                #expect(try JSON(outcome.stdout)["verdict"] == .string("interrupted"))
                #expect(try await receiver.requests().count == 1)
            }
        }
    }

    @Test func `a run that ends after a failure has failed`() async throws {
        try await Folder.with { folder in
            for file in ["a.json", "b.json"] { try folder.write(ScenarioText.aliyun, to: file) }
            let flags = ["--target", "http://127.0.0.1:1/", "--speed", "max", "--fail-fast"]
            let outcome = try await Program.run(["run", "a.json", "b.json"] + flags, in: folder)
            #expect(outcome.exit == 1)
            #expect(outcome.stdout.contains("left out: an earlier scenario failed"), "\(outcome.stdout)")
            #expect(outcome.stdout.contains("2 scenarios: 0 passed, 1 failed, 1 left out"))
        }
    }

    @Test func `a dead target is one reason and exit code 1`() async throws {
        // Port 1 of the loopback address: below the range that the system hands out, and nobody serves it.
        let outcome = try await Program.run(
            "emit", "aliyun/TranscodeComplete", "--target", "http://127.0.0.1:1/callback", "--speed", "max")
        #expect(outcome.exit == 1)
        #expect(outcome.stderr == "")
        let reasons = outcome.stdout.matches(
            of: /could not connect to 127\.0\.0\.1 port 1: connection refused/)
        #expect(reasons.count == 1, "\(outcome.stdout)")
        #expect(outcome.stdout.contains("refused, refused, refused"))
        #expect(!outcome.stdout.contains(".swift"))
    }

    @Test func `an unknown host is a lost event with the reason`() async throws {
        try await Folder.with { folder in
            // One attempt: a machine without a name server takes its time to say no.
            let single = #""delivery": { "retryAfter": [] },"#
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete", more: single), to: "x.json")
            let outcome = try await Program.run(
                ["run", "x.json", "--target", "http://host.invalid/"], in: folder)
            #expect(outcome.exit == 1)
            #expect(outcome.stdout.contains("lost"), "\(outcome.stdout)")
        }
    }
}
