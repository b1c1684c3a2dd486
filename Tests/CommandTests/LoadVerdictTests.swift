import Foundation
import Testing

/// What makes `vodhook load` red: whatever was not observed, and whatever nobody allowed.
@Suite(.serialized) struct LoadVerdictTests {
    private static let small = ["--rate", "100/s", "--duration", "1s", "--speed", "max", "--quiet"]
    /// One attempt for each event, which may take a tenth of a second.
    private static let single = #""delivery": { "timeout": "100ms", "retryAfter": [] },"#

    private static func load(
        _ flags: [String], more: String = "", in folder: Folder
    ) async throws -> Outcome {
        try folder.write(ScenarioText.one("aliyun", "FileUploadComplete", more: more), to: "x.json")
        return try await Program.run(["load", "x.json"] + Self.small + flags, in: folder)
    }

    @Test func `answers that refuse everything fail, however fast they are`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--respond", "503", "--quiet"], in: folder)
            let target = ["--target", "\(listener.origin)/cb"]
            let outcome = try await Self.load(
                target + ["--threshold", "p99 < 60s"], more: Self.single, in: folder)
            #expect(outcome.exit == 1)
            #expect(outcome.stdout.contains("  FAIL  delivered > 0  (0: nothing was delivered)\n"))
            #expect(outcome.stdout.contains("  FAIL  lost == 0  (100: 100 events were lost)\n"))
            #expect(outcome.stdout.hasSuffix("\nfailed: nothing was delivered\n"), "\(outcome.stdout)")

            // All of them still have retries left: that is neither delivered nor lost.
            let ladder = #""delivery": { "retryAfter": [ "1h" ] },"#
            let unfinished = try await Self.load(
                target + ["--speed", "1", "--threshold", "lost == 0", "--report", "json"], more: ladder,
                in: folder)
            #expect(unfinished.exit == 1)
            let result = try JSON(unfinished.stdout)
            #expect(result["unfinished"].number == 100)
            #expect(result["verdict"].string == "fail")
            let lost = result["thresholds"].list[0]
            #expect(lost["verdict"].string == "notTested")
            #expect(lost["reason"].string == "no event was delivered or lost")

            let search = try await Program.run(
                ["load", "x.json", "--find-limit", "--rate", "4/s", "--max-rate", "8/s", "--duration", "1s"]
                    + ["--warm-up", "0s", "--no-retries", "--quiet", "--threshold", "p99 < 60s"] + target,
                in: folder)
            #expect(search.exit == 1)
            #expect(search.stdout.hasPrefix("not even 1/s meets the thresholds\n"), "\(search.stdout)")
            #expect(search.stderr.contains("delivered > 0 (0: nothing was delivered)"), "\(search.stderr)")
            _ = await listener.stop()
        }
    }

    @Test func `retries that come after thirty seconds are left, unless the speed brings them nearer`()
        async throws
    {
        try await Folder.with { folder in
            let listener = try await Listener(["--respond", "503", "--quiet"], in: folder)
            let ladder = #""delivery": { "retryAfter": [ "31s" ] },"#
            for (speed, end, attempts) in [("1", "unfinished", 5.0), ("100", "lost", 10.0)] {
                let outcome = try await Self.load(
                    ["--target", "\(listener.origin)/cb", "--rate", "5/s", "--speed", speed]
                        + ["--report", "json"], more: ladder, in: folder)
                #expect(outcome.exit == 1)
                let result = try JSON(outcome.stdout)
                #expect(result[end].number == 5, "\(outcome.stdout)")
                #expect(result["attempts"].number == attempts)
            }
            _ = await listener.stop()
        }
    }

    @Test func `what is dropped fails unless a threshold names it`() async throws {
        try await Folder.with { folder in
            // Each answer takes so long that one connection serves a few of a hundred events in their time.
            let listener = try await Listener(["--respond", "200:delay=300ms", "--quiet"], in: folder)
            let flags = [
                "--target", "\(listener.origin)/cb", "--connections", "1", "--max-lateness", "100ms",
            ]
            let outcome = try await Self.load(flags + ["--threshold", "service.p50 < 60s"], in: folder)
            #expect(outcome.exit == 1)
            #expect(
                outcome.stdout.contains(
                    /failed: \d+ events were dropped: they could not be sent near the due time\n$/),
                "\(outcome.stdout)")
            let named = try await Self.load(flags + ["--threshold", "dropped < 100"], in: folder)
            #expect(named.exit == 0, "\(named.stdout)")
            _ = await listener.stop()
        }
    }

    @Test func `a target that cannot be reached is red, and its latencies are not tested`() async throws {
        try await Folder.with { folder in
            // A port that was free a moment ago; silence; a certificate that nobody trusts.
            let closed = try await Listener(["--quiet"], in: folder)
            _ = await closed.stop()
            let silent = try await Listener(["--respond", "200:delay=60s", "--quiet"], in: folder)
            // Few, since each handshake takes its time on this side too.
            let few = ["--rate", "5/s", "--threshold", "p99 < 50ms"]
            try await Nginx.with(folder) { nginx in
                let targets = [
                    "\(closed.origin)/cb", "https://127.0.0.1:\(nginx.httpsPort)/cb",
                    "https://127.0.0.1:\(nginx.httpPort)/cb",
                ]
                for target in targets {
                    let outcome = try await Self.load(
                        ["--target", target, "--report", "json", "--report", "html=x.html"] + few,
                        more: #""delivery": { "retryAfter": [] },"#, in: folder)
                    #expect(outcome.exit == 1, "\(target)")
                    let result = try JSON(outcome.stdout)
                    #expect(result["verdict"].string == "fail")
                    #expect(result["thresholds"].list[0]["verdict"].string == "notTested")
                    #expect(
                        try folder.read("x.html").contains("p99 &lt; 50ms <span class=\"note\">(not tested: ")
                    )
                    let terminal = try await Program.run(
                        ["load", "x.json", "--target", target] + Self.small + few, in: folder)
                    #expect(
                        terminal.stdout.contains("  not tested  p99 < 50ms  (nothing measured: "),
                        "\(terminal.stdout)")
                }
            }
            let outcome = try await Self.load(
                ["--target", "\(silent.origin)/cb", "--threshold", "p99 < 60s"], more: Self.single,
                in: folder)
            #expect(outcome.exit == 1)
            #expect(outcome.stdout.hasSuffix("\nfailed: nothing was delivered\n"), "\(outcome.stdout)")
            _ = await silent.stop(SIGKILL)
        }
    }

    @Test func `an audit of a target that cannot be reached is not tested`() async throws {
        try await Folder.with { folder in
            let closed = try await Listener(["--quiet"], in: folder)
            _ = await closed.stop()
            let outcome = try await Program.run(
                ["load", "scenarios/load/upload.json", "--target", "\(closed.origin)/cb", "--report", "json"]
                    + Self.small, in: folder)
            #expect(outcome.exit == 1, "\(outcome.stderr)")
            let result = try JSON(outcome.stdout)
            #expect(result["verdict"].string == "notTested")
            #expect(result["offered"].number == 0)
            #expect(
                result["obstacle"].string?.hasPrefix("the receiver does not take the events one by one: ")
                    == true, "\(outcome.stdout)")
        }
    }

    @Test func `the answers of a scenario are given in a load too`() async throws {
        try await Folder.with { folder in
            try folder.write(
                """
                {"name":"Every answer is a refusal","provider":"aliyun","receiver":{"answers":[{"status":503,"times":"always"}]},"media":{"movie":{}},"steps":[{"emit":"FileUploadComplete"}]}
                """, to: "x.json")
            let outcome = try await Program.run(
                ["load", "x.json", "--report", "json"] + Self.small, in: folder)
            #expect(outcome.exit == 1)
            #expect(outcome.stderr == "")
            let result = try JSON(outcome.stdout)
            #expect(result["lost"].number == 100)
            #expect(result["statuses"] == .object(["503": .number(300)]))
            let listener = try await Listener(["--quiet"], in: folder)
            let other = try await Program.run(
                ["load", "x.json", "--target", "\(listener.origin)/cb"] + Self.small, in: folder)
            #expect(other.exit == 0, "\(other.stdout)")
            #expect(
                other.stderr
                    == "note: x.json: the answers under \"receiver\" are for the embedded receiver; 127.0.0.1 answers for itself\n"
            )
            _ = await listener.stop()
        }
    }

    @Test func `a loss that the scenario expects is a pass for a receiver that refuses`() async throws {
        try await Folder.with { folder in
            try folder.write(
                """
                { "name": "Forged", "provider": "aliyun", "delivery": { "retryAfter": [] }, "media": { "movie": {} },
                  "steps": [ { "emit": "FileUploadComplete" },
                    { "emit": "TranscodeComplete", "faults": [ { "fault": "missing-signature" } ],
                      "expect": { "outcome": "lost" } } ] }
                """, to: "x.json")
            let flags = ["load", "x.json", "--report", "json"] + Self.small
            let refused = try await Program.run(flags, in: folder)
            #expect(refused.exit == 0, "\(refused.stdout)")
            let result = try JSON(refused.stdout)
            #expect(result["lost"].number == 50)
            #expect(result["expectedLosses"]["refused"].number == 50)
            #expect(result["delivered"].number == 50)

            let open = try await Listener(["--respond", "200", "--quiet"], in: folder)
            let taken = try await Program.run(flags + ["--target", "\(open.origin)/cb"], in: folder)
            #expect(taken.exit == 1)
            #expect(try JSON(taken.stdout)["expectedLosses"]["delivered"].number == 50)
            _ = await open.stop()
        }
    }

    @Test func `rates are events over the time in which they are offered`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.one("aliyun", "FileUploadComplete"), to: "x.json")
            let rows: [([String], Double, Double)] = [
                (["--rate", "1/s", "--duration", "1s"], 1, 1), (["--rate", "50/s", "--count", "5"], 50, 0.1),
                (["--rate", "4/s", "--duration", "1s", "--unit", "uploads"], 4, 1),
                (["--rate", "20/s", "--duration", "500ms", "--warm-up", "500ms"], 20, 0.5),
            ]
            for (flags, rate, seconds) in rows {
                let outcome = try await Program.run(
                    ["load", "x.json", "--report", "json", "--quiet"] + flags, in: folder)
                #expect(outcome.exit == 0, "\(outcome.stdout)")
                let result = try JSON(outcome.stdout)
                #expect(result["rate"]["offeredPerSecond"].number == rate, "\(flags)")
                #expect(result["rate"]["achievedPerSecond"].number == rate, "\(flags)")
                #expect(result["offeringSeconds"].number == seconds, "\(flags)")
            }
        }
    }

    @Test func `a report of a part of the segments fails and names the others`() async throws {
        try await Folder.with { folder in
            for number in 1...3 {
                let flags = ["--segment", "\(number)/3", "--report", "json=\(number).json"]
                let load = try await Self.load(flags, in: folder)
                #expect(load.exit == 0, "\(load.stdout)")
            }
            func report(_ files: String...) async throws -> Outcome {
                try await Program.run(["report"] + files, in: folder)
            }
            let whole = try await report("1.json", "2.json", "3.json")
            #expect(whole.exit == 0, "\(whole.stdout)")
            let one = try await report("1.json", "3.json")
            #expect(one.exit == 1)
            #expect(one.stdout.hasSuffix("\nfailed: segment 2/3 is missing\n"), "\(one.stdout)")
            let two = try await report("2.json")
            #expect(two.exit == 1)
            #expect(two.stdout.hasSuffix("\nfailed: segments 1/3, 3/3 are missing\n"), "\(two.stdout)")

            let text = try folder.read("1.json")
            try folder.write(
                text.replacing(#/"dropped":0/#, with: #""dropped":7"#), to: "changed.json")
            let changed = try await report("changed.json")
            #expect(changed.exit == 2)
            #expect(changed.stderr.hasPrefix("vodhook: changed.json: the counts do not add up: offered "))
        }
    }
}
