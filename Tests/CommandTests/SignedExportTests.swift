import Foundation
import Testing

/// What other tools send of signed fixtures, long after these were written, is signed when it is sent, or not sent.
@Suite(.serialized) struct SignedExportTests {
    private static let key = "Key12345"

    /// A tool, or a stand-in for it, that sends fixtures.
    enum Sender: String, CaseIterable {
        case curl, k6, locust, postman, wrk

        /// False where the program that runs it is not installed.
        var isThere: Bool {
            switch self {
            case .curl: true
            case .k6, .postman: Tool.isThere("node")
            case .locust: Tool.isThere("python3")
            case .wrk: Tool.isThere("wrk")
            }
        }

        /// Sends what is in `out`, which has so many requests.
        func send(_ count: Int, in folder: Folder, to origin: String, environment: [String: String])
            async throws -> Outcome
        {
            let support = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Support")
            let out = folder.url.appendingPathComponent("out")
            switch self {
            case .curl:
                return try await Tool.run("sh", ["out/requests.sh"], in: folder, environment: environment)
            case .k6:
                let modules = out.appendingPathComponent("node_modules")
                if !FileManager.default.fileExists(atPath: modules.path) {
                    try FileManager.default.copyItem(
                        at: support.appendingPathComponent("k6"), to: modules)
                    try FileManager.default.copyItem(
                        at: out.appendingPathComponent("k6.js"), to: out.appendingPathComponent("k6.mjs"))
                }
                return try await Tool.run(
                    "node", ["out/node_modules/run.mjs", "\(count)"], in: folder, environment: environment)
            case .locust:
                let stand = support.appendingPathComponent("locust")
                return try await Tool.run(
                    "python3",
                    [stand.appendingPathComponent("run.py").path, "out/locustfile.py", "\(count)"],
                    in: folder,
                    environment: environment.merging(
                        ["PYTHONPATH": stand.path, "PYTHONDONTWRITEBYTECODE": "1"], uniquingKeysWith: { $1 }))
            case .postman:
                return try await Tool.run(
                    "node",
                    [support.appendingPathComponent("postman/run.mjs").path, "out/postman_collection.json"],
                    in: folder, environment: environment)
            case .wrk:
                return try await Tool.run(
                    "wrk", ["-t1", "-c1", "-d1s", "-s", "out/wrk.lua", origin], in: folder,
                    environment: environment)
            }
        }
    }

    private static let steps = """
        { "emit": "TranscodeComplete", "media": "a" }, { "emit": "FileUploadComplete", "media": "v" },
        { "emit": "WorkflowComplete", "media": "v", "faults": ["changed-body"], "expect": { "status": 401 } },
        """

    /// Each fault of a signature, which stays what it is when it is made anew.
    private static let faults = [
        "wrong-key", "previous-key", "missing-signature", "missing-timestamp", "stale-signature",
        "future-signature", "milliseconds-timestamp", "text-timestamp", "upper-case-signature",
        "other-scheme",
        "other-url",
    ].map {
        #"{ "emit": "TranscodeComplete", "media": "a", "faults": ["\#($0)"], "expect": { "status": 401 } }"#
    }

    private func scenario(_ steps: String) -> String {
        """
        { "name": "x", "media": { "a": { "provider": "aliyun", "extend": "it's <ö>" }, "v": { "provider": "volcengine" } },
          "steps": [ \(steps) ] }
        """
    }

    /// The scenario starts on a day in the past: with signatures of that time every request is refused.
    @Test(arguments: Sender.allCases.filter { $0 != .wrk && $0.isThere })
    func `requests are signed when they are sent`(_ sender: Sender) async throws {
        try await Folder.with { folder in
            let isJudged = sender == .curl || sender == .postman
            let two =
                #"{ "emit": "TranscodeComplete", "media": "a" }, { "emit": "FileUploadComplete", "media": "v" }"#
            try folder.write(
                scenario(isJudged ? Self.steps + Self.faults.joined(separator: ",") : two), to: "x.json")
            let listener = try await Listener(["--key", Self.key], in: folder)
            let url = listener.origin + "/cb?it=1"
            let written = try await Program.run(
                ["fixtures", "x.json", "--out", "out", "--format", sender.rawValue, "--target", url],
                in: folder, environment: ["VODHOOK_KEY": Self.key])
            #expect(written.exit == 0, "\(written.stderr)")
            #expect(written.stderr == "")
            let refused = try await sender.send(
                2, in: folder, to: listener.origin, environment: ["VODHOOK_KEY": ""])
            #expect(refused.exit != 0)
            #expect((refused.stdout + refused.stderr).contains("VODHOOK_KEY"))
            let sent = try await sender.send(
                2, in: folder, to: listener.origin, environment: ["VODHOOK_KEY": Self.key])
            #expect(sent.exit == 0, "\(sent.stdout)\(sent.stderr)")
            let events = try await listener.get("/events").list
            #expect(events.map { $0["status"].number }.prefix(2) == [200, 200])
            #expect(events.count == (isJudged ? 14 : 2))
            _ = await listener.stop()
        }
    }

    @Test(arguments: Sender.allCases.filter(\.isThere))
    func `what is signed for a time long past is not sent`(_ sender: Sender) async throws {
        try await Folder.with { folder in
            try folder.write(scenario(#"{ "emit": "TranscodeComplete", "media": "a" }"#), to: "x.json")
            let listener = try await Listener(["--key", Self.key], in: folder)
            let written = try await Program.run(
                [
                    "fixtures", "x.json", "--out", "out", "--format", sender.rawValue, "--key", Self.key,
                    "--target", listener.origin + "/cb", "--signed-at", "1700000000",
                ], in: folder)
            #expect(written.exit == 0, "\(written.stderr)")
            #expect(
                written.stderr.contains("note: \(sender.rawValue): signed once, for 2023-11-14T22:13:20Z"))
            let sent = try await sender.send(
                1, in: folder, to: listener.origin, environment: ["VODHOOK_KEY": Self.key])
            // wrk goes on where a script fails, with no request of it.
            if sender != .wrk { #expect(sent.exit != 0, "\(sent.stdout)\(sent.stderr)") }
            #expect(try await listener.get("/events").list.isEmpty)
            _ = await listener.stop()
        }
    }

    @Test func `the script follows a clock that has moved`() async throws {
        try await Folder.with { folder in
            try folder.write(scenario(#"{ "emit": "FileUploadComplete", "media": "v" }"#), to: "x.json")
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("bin"), withIntermediateDirectories: true)
            try folder.write("#!/bin/sh\necho 1900000000\n", to: "bin/date")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/date"))
            try await Recorder.with { recorder in
                let written = try await Program.run(
                    ["fixtures", "x.json", "--out", "out", "--format", "curl", "--target", recorder.url],
                    in: folder, environment: ["VODHOOK_KEY": Self.key])
                #expect(written.exit == 0, "\(written.stderr)")
                let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
                _ = try await Tool.run(
                    "sh", ["out/requests.sh"], in: folder,
                    environment: ["VODHOOK_KEY": Self.key, "PATH": "\(folder.path("bin")):\(path)"])
                let request = try #require(try await recorder.requests(1).first)
                #expect(request.header("X-VOD-TIMESTAMP") == "1900000000")
            }
        }
    }

    @Test func `hurl takes the values from a script`() async throws {
        try await Folder.with { folder in
            try folder.write(scenario(#"{ "emit": "TranscodeComplete", "media": "a" }"#), to: "x.json")
            // A stand-in for hurl that shows the variables it is given.
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("bin"), withIntermediateDirectories: true)
            try folder.write("#!/bin/sh\ncat \"$3\"\necho \"$*\" | sed \"s|$3|FILE|\"\n", to: "bin/hurl")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/hurl"))
            let written = try await Program.run(
                ["fixtures", "x.json", "--out", "out", "--format", "hurl"], in: folder,
                environment: ["VODHOOK_KEY": Self.key])
            #expect(written.exit == 0, "\(written.stderr)")
            #expect(try folder.read("out/requests.hurl").contains("X-VOD-SIGNATURE: {{signed_1_2}}\n"))
            let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
            let run = try await Tool.run(
                "sh", ["out/hurl.sh", "--verbose"], in: folder,
                environment: ["VODHOOK_KEY": Self.key, "PATH": "\(folder.path("bin")):\(path)"])
            #expect(
                run.stdout.wholeMatch(
                    of:
                        /signed_1_1="\d{10}"\nsigned_1_2="[0-9a-f]{32}"\n--test --variables-file FILE --verbose requests.hurl\n/
                )
                    != nil, "\(run.stdout)\(run.stderr)")
        }
    }

    @Test func `the manifest says which formats sign when they send, and no file holds the key`() async throws
    {
        try await Folder.with { folder in
            try folder.write(scenario(#"{ "emit": "TranscodeComplete", "media": "a" }"#), to: "x.json")
            let formats = [
                "files", "ndjson", "http", "curl", "hurl", "k6", "locust", "wrk", "vegeta", "postman",
            ]
            let written = try await Program.run(
                ["fixtures", "x.json", "--out", "out", "--key", Self.key]
                    + formats.flatMap { ["--format", $0] }, in: folder)
            #expect(written.exit == 0, "\(written.stderr)")
            #expect(
                written.stderr.hasPrefix(
                    "note: files, http, wrk, vegeta: signed once, for 2026-01-15T08:00:00Z"))
            let signatures = try JSON(try folder.read("out/manifest.json"))["signatures"]
            #expect(signatures["whenSent"].list.map(\.string) == ["curl", "hurl", "k6", "locust", "postman"])
            #expect(signatures["once"].list.map(\.string) == ["files", "http", "wrk", "vegeta"])
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) {
                #expect(!(try folder.read("out/\(name)").contains(Self.key)), "\(name)")
            }
        }
    }
}
