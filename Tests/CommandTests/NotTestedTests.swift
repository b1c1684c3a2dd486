import Foundation
import Testing

/// What nobody observed is no pass, over sockets: with and without `--replay`, and in every report.
@Suite struct NotTestedTests {
    /// A receiver of `poor.py` for the time of `body`, which gets its port.
    private static func with<Result>(_ arguments: [String], _ body: (Int) async throws -> Result) async throws
        -> Result
    {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Support/poor.py").path
        let child = try Child("python3", [script] + arguments)
        let first = await child.output.text { $0.contains("\n") }
        guard let port = first.split(separator: "\n").first.flatMap({ Int($0) }) else {
            throw Program.Missing(description: "poor.py does not start: \(await child.end().stderr)")
        }
        defer { child.closeInput() }
        return try await body(port)
    }

    private static func quick(_ folder: Folder) throws {
        let text = try folder.read("fixtures/verdicts/loss-expected.json")
        try folder.write(text.replacing(#""2s""#, with: #""300ms""#), to: "loss.json")
    }

    /// A saved run in which the loss passed, since the receiver refused.
    private static func saved(_ folder: Folder) async throws {
        try await with(["state"]) { port in
            let good = try await Program.run(
                [
                    "run", "loss.json", "--target", "http://127.0.0.1:\(port)/", "--speed", "max", "--report",
                    "json=saved.json",
                ], in: folder)
            #expect(good.exit == 0, "\(good.stdout)")
        }
    }

    private static func expectNotTested(_ port: Int, _ scheme: String, _ more: [String], in folder: Folder)
        async throws
    {
        let target = ["--target", "\(scheme)://127.0.0.1:\(port)/", "--speed", "max"] + more
        let run = try await Program.run(["run", "loss.json", "--report", "json"] + target, in: folder)
        #expect(run.exit == 1, "\(run.stdout)\(run.stderr)")
        #expect(try JSON(run.stdout)["verdict"].string == "notTested")
        let replay = try await Program.run(["run", "--replay", "saved.json", "--all"] + target, in: folder)
        #expect(replay.exit == 1, "\(replay.stdout)\(replay.stderr)")
        #expect(replay.stdout.hasSuffix("replayed 1 delivery: 1 not tested\n"), "\(replay.stdout)")
    }

    @Test(arguments: ["backlog", "silent", "close", "dies", "tls"])
    func `an expected loss that nobody caused is not tested`(_ kind: String) async throws {
        try await Folder.with { folder in
            try Self.quick(folder)
            try await Self.saved(folder)
            let tls = kind == "tls" ? try await Certificate.make(in: folder) : nil
            let arguments = [kind] + (tls.map { [$0.certificate, $0.key] } ?? [])
            // One that dies is needed anew for each run.
            if kind == "dies" {
                try await Self.with(arguments) { port in
                    let run = try await Program.run(
                        [
                            "run", "loss.json", "--target", "http://127.0.0.1:\(port)/", "--speed", "max",
                            "--report", "json",
                        ], in: folder)
                    #expect(run.exit == 1)
                    #expect(try JSON(run.stdout)["verdict"].string == "notTested")
                }
                return
            }
            try await Self.with(arguments) { port in
                try await Self.expectNotTested(port, tls == nil ? "http" : "https", [], in: folder)
            }
        }
    }

    @Test func `a port that nobody listens on is not tested in every report and command`() async throws {
        try await Folder.with { folder in
            let target = ["--target", "http://127.0.0.1:1/"]
            for (kind, words) in [
                ("terminal", "not tested: "), ("json", #""verdict": "notTested""#),
                ("junit", "<error message=\"not tested: "),
                ("tap", "not ok 1 - "), ("github", "::error "), ("html", "not tested: "),
            ] {
                let run = try await Program.run(
                    ["run", "fixtures/verdicts/loss-expected.json", "--speed", "max", "--report", kind]
                        + target,
                    in: folder)
                #expect(run.exit == 1)
                #expect(run.stdout.contains(words), "\(kind): \(run.stdout)")
                #expect(run.stdout.contains("not tested: "), "\(kind)")
            }
            try folder.write(ScenarioText.one("aliyun", "TranscodeComplete"), to: "x.json")
            for command in [["explore", "x.json"], ["fuzz", "x.json", "--cases", "10"]] {
                let search = try await Program.run(command + target, in: folder)
                #expect(search.exit == 1, "\(search.stdout)\(search.stderr)")
                #expect(search.stdout.contains("not tested: nothing answers"))
            }
        }
    }

    @Test func `a never probe whose state is an error is not tested`() async throws {
        try await Folder.with { folder in
            try await Self.with(["state"]) { port in
                let run = try await Program.run(
                    [
                        "run", "fixtures/verdicts/never-probe.json", "--speed", "max", "--target",
                        "http://127.0.0.1:\(port)/",
                    ],
                    in: folder)
                #expect(run.exit == 1)
                #expect(run.stdout.contains("not tested: whether it held is not known: "), "\(run.stdout)")
            }
        }
    }

    @Test func `names that nobody knows in what a probe expects are findings`() async throws {
        try await Folder.with { folder in
            let run = try await Program.run(
                ["run", "fixtures/verdicts/scenario-unknown-name-in-probe.json"], in: folder)
            #expect(run.exit == 2)
            #expect(run.stderr.contains("unknown name ${film.videoId}"))
        }
    }
}
