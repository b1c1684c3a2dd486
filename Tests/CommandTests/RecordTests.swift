import Foundation
import Testing

/// Recording, forwarding and scripted answers of `vodhook listen`, with the way back through `import` and `run`.
@Suite(.serialized) struct RecordTests {
    private static let file = "recorded/requests.jsonl"

    /// The requests of a recording, its header lines left out.
    private static func requests(_ folder: Folder) throws -> [JSON] {
        try folder.read(file).split(separator: "\n").map { try JSON(String($0)) }
            .filter { $0["method"] != .null }
    }

    @Test func `ten thousand requests under load are all there`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--record", "recorded", "--quiet"], in: folder)
            try folder.write(ScenarioText.one("aliyun", "FileUploadComplete"), to: "x.json")
            let load = try await Program.run(
                [
                    "load", "x.json", "--target", "\(listener.origin)/cb", "--count", "10000",
                    "--concurrency", "64", "--duration", "100s", "--report", "json=load.json",
                ], in: folder)
            let ended = await listener.stop()
            let result = try JSON(folder.read("load.json"))
            // On a busy machine an answer may come too late, and then its event comes again.
            let delivered = try #require(result["delivered"].number)
            let answered = try #require(result["statuses"]["200"].number)
            #expect(delivered > 9_900, "\(load.stdout)\(load.stderr)")
            let requests = try Self.requests(folder)
            #expect(ended.stderr.hasSuffix("recorded \(requests.count) requests\n"), "\(ended.stderr)")
            #expect(Double(requests.count) >= answered)
            if result["attempts"].number == answered { #expect(Double(requests.count) == answered) }
            #expect(Double(Set(requests.map { $0["body"].string ?? "" }).count) >= delivered)
        }
    }

    @Test func `a killed recorder has written every request that it answered`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--record", "recorded"], in: folder)
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let load = try Program.start(
                [
                    "load", "x.json", "--target", "\(listener.origin)/cb", "--count", "100000",
                    "--concurrency",
                    "32", "--duration", "60s", "--no-retries", "--drain", "1s", "--report", "json=load.json",
                ], in: folder)
            _ = await listener.child.output.text { $0.utf8.count { $0 == 0x0A } > 300 }
            _ = await listener.stop(SIGKILL)
            load.signal(SIGINT)
            let sent = await load.end()
            let answered = try JSON(folder.read("load.json"))["statuses"]["200"].number ?? 0
            #expect(answered > 100, "\(sent.stdout)\(sent.stderr)")
            let imported = try await Program.run(["import", "recorded"], in: folder)
            #expect(imported.exit == 0, "\(imported.stderr)")
            let kept = try #require(imported.stdout.firstMatch(of: /(\d+) requests/)).1
            #expect(try Double(#require(Int(kept))) >= answered)
        }
    }

    @Test func `a torn last line costs one request and a warning`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--record", "recorded"], in: folder)
            _ = try await Program.run(
                [
                    "run", "scenarios/aliyun/success.json", "--speed", "max", "--target",
                    listener.origin + "/cb",
                ],
                in: folder)
            _ = await listener.stop()
            try folder.write(String(try folder.read(Self.file).dropLast(20)), to: Self.file)
            let imported = try await Program.run(["import", "recorded"], in: folder)
            #expect(imported.exit == 0)
            #expect(imported.stdout == "imported/scenario.json: 7 deliveries from 7 requests\n")
            #expect(imported.stderr.contains("warning: the last line is torn and is left out"))
            // The next session begins on a line of its own.
            let next = try await Listener(["--record", "recorded"], in: folder)
            _ = try await Program.run(
                ["emit", "aliyun/TranscodeComplete", "--target", next.origin + "/cb"], in: folder)
            _ = await next.stop()
            let again = try await Program.run(["import", "recorded"], in: folder)
            #expect(again.stdout == "imported/scenario.json: 8 deliveries from 8 requests\n")
        }
    }

    @Test func `forwarding passes the bytes on and gives the answer back`() async throws {
        try await Folder.with { folder in
            try await Recorder.with { recorder in
                let target = recorder.url.replacing("/vod/callback", with: "")
                let listener = try await Listener(
                    ["--record", "recorded", "--keep", "all", "--forward", target], in: folder)
                try folder.write(ScenarioText.volcengine, to: "x.json")
                let run = try await Program.run(
                    [
                        "run", "x.json", "--speed", "max", "--key",
                        "MyKey12345",
                        "--target", listener.origin + "/a%2Fb?x=1",
                    ], in: folder)
                #expect(run.exit == 0, "\(run.stdout)\(run.stderr)")
                _ = await listener.stop()
                let kept = try Self.requests(folder)
                let came = try await recorder.requests(kept.count)
                #expect(!kept.isEmpty && came.count == kept.count)
                for (kept, came) in zip(kept, came) {
                    #expect(came.line == "POST /a%2Fb?x=1 HTTP/1.1")
                    #expect(kept["body"].string.map { Array($0.utf8) } == came.body)
                    #expect(kept["answer"]["by"].string == "forwarded")
                    let headers = kept["headers"].list.map {
                        "\($0[0].string ?? ""): \($0[1].string ?? "")"
                    }
                    let ofConnection = ["Host", "Content-Length"]
                    #expect(
                        came.headers(without: "Host", "Content-Length").sorted()
                            == headers.filter { line in !ofConnection.contains { line.hasPrefix("\($0):") } }
                            .sorted())
                    #expect(came.header("Host") != headers.first { $0.hasPrefix("Host:") })
                }
            }
        }
    }

    @Test func `scripted answers fail the first attempts of each delivery`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--respond", "500x2,200"], in: folder)
            try folder.write(
                """
                { "name": "x", "provider": "aliyun", "media": { "m": {} }, "steps": [ { "emit": "lifecycle" } ],
                  "expect": { "statuses": [ 500, 500, 200 ] } }
                """, to: "x.json")
            let run = try await Program.run(
                ["run", "x.json", "--speed", "max", "--target", listener.origin], in: folder)
            #expect(run.exit == 0, "\(run.stdout)")
            _ = await listener.stop()
            let other = try await Listener(
                ["--respond", "close,503:body=a,b:c", "--respond-per", "request"], in: folder)
            let report = try await Program.run(
                [
                    "emit", "aliyun/TranscodeComplete", "--target", other.origin, "--speed", "max",
                    "--report",
                    "json",
                ], in: folder)
            let attempts = try JSON(report.stdout).deliveries[0]["attempts"].list
            #expect(attempts.map { $0["error"].string } == ["closed", nil, nil])
            #expect(attempts.last?["answerBody"].string == "a,b:c")
            _ = await other.stop()
        }
    }

    @Test func `what was imported is sent again: order, bytes and gaps`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(
                ["--record", "recorded", "--keep", "all", "--key", "MyKey12345", "--respond", "500,200"],
                in: folder)
            try folder.write(
                """
                { "name": "x", "provider": "aliyun", "media": { "m": { "extend": "order-42" } },
                  "delivery": { "retryAfter": [ "100ms" ] },
                  "steps": [ { "emit": "FileUploadComplete" }, { "emit": "TranscodeComplete", "at": "600ms" },
                    { "emit": "SnapshotComplete", "at": "1100ms", "faults": [ "missing-signature" ] } ] }
                """, to: "x.json")
            let arguments = ["run", "x.json", "--key", "MyKey12345", "--target", listener.origin + "/cb"]
            #expect(try await Program.run(arguments, in: folder).exit == 0)
            _ = await listener.stop()
            let first = try Self.requests(folder)
            #expect(first.count == 6)
            #expect(
                first.map { $0["signature"].string } == Array(repeating: "valid", count: 4) + [
                    "missing", "missing",
                ])
            let imported = try await Program.run(
                ["import", "recorded", "--expect", "--name", "Again"], in: folder)
            #expect(imported.stdout == "imported/scenario.json: 3 deliveries from 6 requests\n")
            try FileManager.default.removeItem(atPath: folder.path("recorded"))

            let second = try await Listener(
                ["--record", "recorded", "--keep", "all", "--key", "Other67890", "--respond", "500,200"],
                in: folder)
            let run = try await Program.run(
                [
                    "run", "imported/scenario.json", "--key", "Other67890", "--target",
                    second.origin + "/cb", "--report", "json=second.json",
                ],
                in: folder)
            _ = await second.stop()
            let again = try Self.requests(folder)
            #expect(run.exit == 0, "\(run.stdout)")
            #expect(again.map { $0["body"] } == first.map { $0["body"] })
            #expect(again.map { $0["signature"] } == first.map { $0["signature"] })
            // When it is sent is up to the machine, so the plan is looked at. The vendor repeats after 1 s, the recorded
            // scenario after 0.1 s, and a step waits for the one before it: gaps are not shorter than recorded.
            let arrived = [0, 2, 4].map { (first[$0]["unixMicroseconds"].number ?? 0) / 1000 }
            let planned = try JSON(try folder.read("second.json")).deliveries.map {
                $0["attempts"].list.first?["plannedAtMs"].number ?? 0
            }
            try #require(planned.count == 3)
            for place in 1...2 {
                let gap = planned[place] - planned[0]
                #expect(gap >= arrived[place] - arrived[0] - 1, "\(planned) \(arrived)")
            }
        }
    }

    @Test func `a replay says what is fixed, what still fails, and what cannot be known`() async throws {
        try await Folder.with { folder in
            let bad = try await Listener(["--respond", "200x3,500", "--respond-per", "request"], in: folder)
            let run = try await Program.run(
                [
                    "run", "scenarios/aliyun/success.json", "--speed", "max", "--target", bad.origin,
                    "--report",
                    "json=result.json",
                ], in: folder)
            #expect(run.exit == 1)
            _ = await bad.stop()
            let failed = try JSON(folder.read("result.json")).deliveries.filter {
                $0["outcome"].string == "lost"
            }.count

            let replay = ["run", "--replay", "result.json", "--speed", "max"]
            let good = try await Listener([], in: folder)
            let fixed = try await Program.run(replay + ["--target", good.origin], in: folder)
            #expect(fixed.exit == 0, "\(fixed.stdout)\(fixed.stderr)")
            #expect(
                fixed.stdout.hasSuffix("replayed \(failed) deliveries: \(failed) fixed\n"), "\(fixed.stdout)")
            #expect(try await good.get("/events").list.count == failed)
            let all = try await Program.run(
                replay + ["--target", good.origin, "--all", "--report", "json=again.json"], in: folder)
            #expect(all.stdout.contains("still passing"))
            _ = await good.stop()

            let worse = try await Listener(["--respond", "500"], in: folder)
            let still = try await Program.run(replay + ["--target", worse.origin], in: folder)
            #expect(still.exit == 1)
            #expect(still.stdout.hasSuffix("\(failed) still failing\n"), "\(still.stdout)")
            _ = await worse.stop()
            let dead = try await Program.run(replay + ["--target", "http://127.0.0.1:1/"], in: folder)
            #expect(dead.exit == 1)
            #expect(dead.stdout.hasSuffix("\(failed) not tested\n"), "\(dead.stdout)")
            let none = try await Program.run(["run", "--replay", "again.json"], in: folder)
            #expect(none.exit == 2)
            #expect(
                none.stderr
                    == "vodhook: again.json: nothing failed in this run; --all sends everything\n")
        }
    }

    @Test(arguments: [
        (["--respond", "99"], "--respond: \"99\" is no answer"),
        (["--keep", "urls"], "--keep needs --record DIR"),
        (["--record", "x", "--keep", "url"], "--keep url: did you mean \"urls\"?"),
        (["--forward", "host:80"], "--forward host:80: give a URL that begins with http:// or https://"),
    ])
    func `a bad flag is said with the remedy`(_ arguments: [String], _ message: String) async throws {
        let outcome = try await Folder.with { try await Program.run(["listen"] + arguments, in: $0) }
        #expect(outcome.exit == 64)
        #expect(outcome.stderr.contains(message), "\(outcome.stderr)")
    }
}
