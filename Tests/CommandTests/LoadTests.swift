import Foundation
import Testing

/// `vodhook load` as users run it.
@Suite(.serialized) struct LoadTests {
    private static let small = ["--rate", "200/s", "--duration", "1s", "--speed", "max", "--quiet"]

    /// The shipped scenario without its limit: how fast a machine under test is tells nothing about the load.
    private func writeUpload(to folder: Folder) throws {
        let text = try folder.read("scenarios/load/upload.json")
        try #require(text.contains("p99 < 250ms"))
        try folder.write(
            text.replacingOccurrences(of: "p99 < 250ms", with: "delivered > 0"), to: "upload.json")
    }

    @Test func `a scenario that says how much, and what must hold, passes against the embedded receiver`()
        async throws
    {
        try await Folder.with { folder in
            try writeUpload(to: folder)
            let outcome = try await Program.run(
                ["load", "upload.json"] + Self.small + [
                    "--report", "json", "--report", "html=x.html",
                ],
                in: folder)
            #expect(outcome.exit == 0, "\(outcome.stdout)\(outcome.stderr)")
            let result = try JSON(outcome.stdout)
            #expect(result["delivered"].number == 200)
            #expect(result["audit"]["audited"].number ?? 0 > 20)
            #expect(result["audit"]["right"] == result["audit"]["audited"])
            #expect(result["thresholds"].list.count == 6)
            #expect(result["series"].list.isEmpty == false)
            let page = try folder.read("x.html")
            #expect(page.contains("Uploads under load: the load passed"))
            try folder.write(outcome.stdout, to: "x.json")
            let again = try await Program.run(["report", "x.json", "--report", "html=y.html"], in: folder)
            #expect(again.exit == 0, "\(again.stderr)")
            #expect(try folder.read("y.html").contains("Latency by percentile"))
        }
    }

    @Test(arguments: [
        ("lost-update", "absent"), ("counts-duplicates", "twice"), ("answers-before-keeping", "absent"),
    ])
    func `an audit counts what a planted bug does under load`(bug: String, kind: String) async throws {
        try await Folder.with { folder in
            // What is late by one event shows at the very last one, unless that is a repetition of no effect.
            var text = try folder.read("scenarios/load/upload.json")
            if bug == "answers-before-keeping" {
                text = text.replacing("\"every\": 6", with: "\"chance\": 0.000001")
            }
            try folder.write(text, to: "x.json")
            // All events of many uploads at once, so that they overlap.
            let outcome = try await Program.run(
                ["load", "x.json", "--bug", bug, "--unit", "uploads", "--rate", "20/s"]
                    + ["--burst", "20", "--duration", "2s", "--speed", "max", "--quiet", "--report", "json"],
                in: folder)
            #expect(outcome.exit == 1, "\(outcome.stderr)")
            let audit = try JSON(outcome.stdout)["audit"]
            #expect(audit[kind].number ?? 0 > 0, "\(outcome.stdout.prefix(2000))")
            #expect(audit["examples"].list.contains { $0["kind"].string == kind })
            #expect(audit["unjudged"].number == 0)
        }
    }

    @Test func `set-up and tear-down are done once, around the load`() async throws {
        try await Folder.with { folder in
            let more =
                #""setup": [ { "command": [ "mkdir", "up" ] } ],"#
                + #""teardown": [ { "command": [ "mkdir", "up/down" ] } ],"#
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete", more: more), to: "x.json")
            let plan = try await Program.run(["run", "--dry-run", "x.json"], in: folder)
            #expect(
                plan.stdout == """
                    One event  x.json  seed 7
                      AT  WHAT                 MEDIA  PROVIDER  PROFILE  BYTES  NOTE
                      0s  probe mkdir up                                        set-up
                      0s  TranscodeComplete    movie  aliyun    current  615
                      0s  probe mkdir up/down                                   tear-down

                    """)
            let outcome = try await Program.run(["load", "x.json"] + Self.small, in: folder)
            #expect(outcome.exit == 0, "\(outcome.stderr)")
            #expect(outcome.stderr == "")
            // What is done a second time fails: the folders are there.
            let again = try await Program.run(["load", "x.json"] + Self.small, in: folder)
            #expect(again.exit == 1)
            #expect(
                again.stdout.contains(
                    "not tested: the set-up failed: x.json:5:27: expected exit code 0, got exit code 1; standard error ends with:"
                ))
            #expect(
                again.stderr.hasPrefix(
                    "note: the tear-down failed: x.json:5:76: expected exit code 0, got exit code 1; standard error"
                ))
            let part = try await Program.run(["load", "x.json", "--segment", "1/2"] + Self.small, in: folder)
            #expect(part.exit == 64)
            #expect(
                part.stderr.contains(
                    "x.json: \"teardown\" would run while other segments still send; take it out"))
        }
    }

    @Test func `a search stops at the highest rate that may be offered`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete"), to: "x.json")
            let outcome = try await Program.run(
                [
                    "load", "x.json", "--find-limit", "--rate", "50/s", "--max-rate", "100/s", "--duration",
                    "300ms",
                ]
                    + ["--warm-up", "100ms", "--threshold", "errors < 50%", "--report", "json"], in: folder)
            #expect(outcome.exit == 0, "\(outcome.stderr)")
            let search = try JSON(outcome.stdout)["search"]
            #expect(search["bound"].string == "maxRate")
            #expect(search["trials"].list.map { $0["ratePerSecond"].number } == [50, 100])
            #expect(outcome.stderr.contains("trial at 50/s: pass"), "\(outcome.stderr)")
            let none = try await Program.run(
                ["load", "x.json", "--find-limit", "--rate", "2/s", "--duration", "600ms", "--warm-up", "0s"]
                    + ["--threshold", "delivered == 0"], in: folder)
            #expect(none.exit == 1)
            #expect(none.stdout.hasPrefix("not even 1/s meets the thresholds\n"), "\(none.stdout)")
            #expect(none.stderr.contains("trial at 1/s: fail"))
        }
    }

    @Test func `figures are served while the load runs`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete"), to: "x.json")
            let child = try Program.start(
                ["load", "x.json", "--rate", "50/s", "--duration", "60s", "--metrics", "0"], in: folder)
            let line = await child.errors.text { $0.contains("200: ") }
            let url = try #require(line.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\/metrics/)).output
            let script = """
                import sys, urllib.request
                answer = urllib.request.urlopen(sys.argv[1])
                print(answer.headers["Content-Type"], answer.read().decode())
                """
            let metrics = try await Child("python3", ["-c", script, String(url)]).end()
            #expect(metrics.stdout.hasPrefix("text/plain; version=0.0.4"), "\(metrics.stderr)")
            #expect(metrics.stdout.contains("\nvodhook_answers_total{status=\"200\"} "))
            #expect(metrics.stdout.contains("\nvodhook_response_seconds_bucket{le=\"+Inf\"} "))
            child.signal(SIGINT)
            let outcome = await child.end()
            #expect(outcome.exit == 130)
            #expect(outcome.stdout.hasSuffix("interrupted\n"), "\(outcome.stdout)")
        }
    }

    @Test func `nginx takes a load over plain HTTP, over TLS and over HTTP 2`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete"), to: "x.json")
            try await Nginx.with(folder) { nginx in
                let secure = [
                    "--target", "https://127.0.0.1:\(nginx.httpsPort)/cb", "--cacert",
                    nginx.certificate,
                ]
                let rows: [[String]] = [
                    ["--target", "http://127.0.0.1:\(nginx.httpPort)/cb"], secure, secure + ["--http2"],
                ]
                for row in rows {
                    let outcome = try await Program.run(
                        ["load", "x.json"] + Self.small + row + ["--report", "json", "--connections", "16"],
                        in: folder)
                    #expect(outcome.exit == 0, "\(row): \(outcome.stderr)\(outcome.stdout)")
                    let result = try JSON(outcome.stdout)
                    #expect(result["delivered"].number == 200)
                    #expect(result["statuses"] == .object(["200": .number(200)]))
                    #expect(result["errors"] == .object([:]))
                }
            }
        }
    }

    @Test func `a saved load is judged again by its own thresholds, unless others are given`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete"), to: "x.json")
            let load = try await Program.run(
                ["load", "x.json"] + Self.small + [
                    "--threshold", "p99 < 0.001ms", "--report", "json=r.json",
                ],
                in: folder)
            #expect(load.exit == 1)
            let again = try await Program.run(["report", "r.json"], in: folder)
            #expect(again.exit == 1)
            #expect(again.stdout.contains("  FAIL  p99 < 0.001ms"), "\(again.stdout)")
            let other = try await Program.run(
                ["report", "r.json", "--threshold", "errors < 50%"], in: folder)
            #expect(other.exit == 0, "\(other.stdout)")
        }
    }

    @Test func `what would count twice in a merged report is refused or told`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete"), to: "x.json")
            for (file, segment) in [("1.json", "1/2"), ("2.json", "2/2"), ("again.json", "1/2")] {
                let flags = ["--segment", segment, "--report", "json=\(file)"]
                let load = try await Program.run(["load", "x.json"] + Self.small + flags, in: folder)
                #expect(load.exit == 0, "\(load.stderr)")
            }
            func report(_ files: String...) async throws -> Outcome {
                try await Program.run(["report"] + files, in: folder)
            }
            let halves = try await report("1.json", "2.json")
            #expect(halves.exit == 0)
            #expect(halves.stderr == "")
            let twice = try await report("1.json", "2.json", "1.json")
            #expect(twice.exit == 64)
            #expect(twice.stderr == "vodhook: 1.json is given twice\n")
            let overlapping = try await report("1.json", "2.json", "again.json")
            #expect(overlapping.exit == 0)
            #expect(overlapping.stderr == "warning: again.json and 1.json both hold segment 1/2\n")
        }
    }

    @Test func `a start that has passed is not made up for`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete"), to: "x.json")
            let outcome = try await Program.run(
                ["load", "x.json", "--start-at", "1000"] + Self.small, in: folder)
            #expect(outcome.exit == 3)
            #expect(outcome.stdout == "")
            #expect(
                outcome.stderr.hasPrefix("vodhook: the start that --start-at gives has passed by "),
                "\(outcome.stderr)")
        }
    }

    @Test func `uploads that the receiver knows from an earlier load are not audited`() async throws {
        try await Folder.with { folder in
            try writeUpload(to: folder)
            let listener = try await Listener(["--key", "Key12345", "--quiet"], in: folder)
            for (seed, flags, exit) in [(5, [], 0), (5, [], 3), (5, ["--fresh"], 0), (6, [], 0), (6, [], 3)] {
                let load = try await Program.run(
                    ["load", "upload.json", "--target", "\(listener.origin)/cb", "--audit"]
                        + ["--threshold", "lost == 0", "--key", "Key12345", "--seed", "\(seed)"] + Self.small
                        + flags,
                    in: folder)
                #expect(load.exit == exit, "\(seed) \(flags): \(load.stdout)\(load.stderr)")
            }
            _ = await listener.stop()
        }
    }

    @Test(arguments: [
        (["--find-limit"], "--find-limit needs something that must hold, such as --threshold \"p99 < 50ms\""),
        (["--report", "junit"], "a load is reported as terminal, json or html"),
        (["--metrics", "70000"], "--metrics takes a number from 0 to 65535"),
        (["--find-limit", "--segment", "1/2"], "--find-limit sets the rate itself"),
        (["--bug", "nonsense"], "unknown bug \"nonsense\""),
        (["--target", "http://example.com/"], "--allow-remote example.com allows load on it"),
    ])
    func `flags that make no sense are refused`(flags: [String], message: String) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete"), to: "x.json")
            let outcome = try await Program.run(["load", "x.json"] + flags, in: folder)
            #expect(outcome.exit == 64)
            #expect(outcome.stdout == "")
            #expect(outcome.stderr.contains(message), "\(outcome.stderr)")
        }
    }
}
