import Foundation
import Testing

/// Fixtures on disk, and what other tools send of them.
@Suite(.serialized) struct FixturesTests {
    private static let key = "Key12345"

    private func fixtures(_ arguments: String..., in folder: Folder) async throws -> Outcome {
        try await Program.run(["fixtures"] + arguments, in: folder)
    }

    /// Runs two events against a recorder, writes them as fixtures of `format`, and lets `send` deliver these too: what
    /// arrives must be what the run has delivered, byte for byte, and each of the events must be there.
    ///
    /// The fixtures are signed for the second in which the run sent its first request. Where the run sent the other one
    /// later, its signature is another, and of that one request everything else is compared.
    private func sameAsRun(
        _ format: String, isOnce: Bool = false, _ send: (Folder, Recorder) async throws -> Outcome
    ) async throws {
        try await Folder.with { folder in
            try folder.write(
                """
                { "name": "x", "media": { "a": { "provider": "aliyun", "extend": "order-42" },
                    "v": { "provider": "volcengine" } },
                  "steps": [ { "emit": "TranscodeComplete", "media": "a" },
                    { "emit": "FileUploadComplete", "media": "v" } ] }
                """, to: "x.json")
            try await Recorder.with { recorder in
                let flags = ["--target", recorder.url, "--key", Self.key]
                let run = try await Program.run(["run", "x.json", "--report", "json"] + flags, in: folder)
                #expect(run.exit == 0, "\(run.stdout)\(run.stderr)")
                let headers = try JSON(run.stdout).deliveries[0]["attempts"][0]["requestHeaders"].list
                let stamp = headers.first { $0["name"].string == "X-VOD-TIMESTAMP" }?["value"].string ?? ""
                let written = try await Program.run(
                    ["fixtures", "x.json", "--out", "out", "--format", format, "--signed-at", stamp] + flags,
                    in: folder)
                #expect(written.exit == 0, "\(written.stderr)")
                let outcome = try await send(folder, recorder)
                #expect(outcome.exit == 0, "\(outcome.stdout)\(outcome.stderr)")
                let requests = try await recorder.requests(4).filter { $0.end == "complete" }
                let (own, theirs) = (requests.prefix(2), requests.dropFirst(2))
                #expect(own.first?.header("X-VOD-TIMESTAMP") == stamp)
                #expect(Set(own.map { Self.text($0) }).count == 2)
                if isOnce {
                    #expect(
                        theirs.map { Self.text($0, isMasked: true) }
                            == own.map { Self.text($0, isMasked: true) })
                }
                #expect(
                    Set(theirs.map { Self.text($0, isMasked: true) })
                        == Set(own.map { Self.text($0, isMasked: true) }))
                let signedAlike = own.filter { $0.header("X-VOD-TIMESTAMP") == stamp }
                #expect(Set(theirs.map { Self.text($0) }).isSuperset(of: signedAlike.map { Self.text($0) }))
            }
        }
    }

    /// A request as it stood on the wire; masked, time and signature are compared by their length.
    private static func text(_ request: RawRequest, isMasked: Bool = false) -> String {
        let head = request.headers.map { name, value in
            let isHidden = isMasked && name.hasPrefix("X-VOD-")
            return "\(name): \(isHidden ? String(repeating: "*", count: value.utf8.count) : value)"
        }
        return ([request.line] + head + [String(decoding: request.body, as: UTF8.self)]).joined(
            separator: "\n")
    }

    @Test func `curl sends byte for byte what a run sends`() async throws {
        try await sameAsRun("curl", isOnce: true) { folder, _ in
            try await Tool.run("sh", ["out/requests.sh"], in: folder)
        }
    }

    @Test(.enabled(if: Tool.isThere("wrk"), "wrk is not installed"))
    func `wrk sends byte for byte what a run sends`() async throws {
        try await sameAsRun("wrk") { folder, recorder in
            try await Tool.run(
                "wrk", ["-t1", "-c1", "-d1s", "-s", "out/wrk.lua", recorder.origin], in: folder)
        }
    }

    @Test(.enabled(if: Tool.isThere("locust"), "locust is not installed"))
    func `Locust sends byte for byte what a run sends`() async throws {
        try await sameAsRun("locust") { folder, recorder in
            let locust = try Child(
                "locust",
                [
                    "-f", "out/locustfile.py", "--headless", "--only-summary", "--users", "1",
                    "--spawn-rate", "1", "--run-time", "100s",
                ], in: folder.url)
            await recorder.arrival(of: 4)
            locust.signal(SIGTERM)
            return await locust.end()
        }
    }

    /// k6 itself may not be there: Node runs the script with stand-ins for k6's modules, which send what they are given.
    @Test(.enabled(if: Tool.isThere("node"), "node is not installed"))
    func `what the script for k6 asks k6 to send is what a run sends`() async throws {
        try await sameAsRun("k6") { folder, _ in
            let standIns = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Support/k6")
            let out = folder.url.appendingPathComponent("out")
            try FileManager.default.copyItem(at: standIns, to: out.appendingPathComponent("node_modules"))
            // Node takes a script for a module by its name, k6 always.
            try FileManager.default.copyItem(
                at: out.appendingPathComponent("k6.js"), to: out.appendingPathComponent("k6.mjs"))
            return try await Tool.run("node", ["out/node_modules/run.mjs", "2"], in: folder)
        }
    }

    /// Set `VODHOOK_POSTMAN_SCHEMA` to Postman's schema of collections 2.1.0, which is not part of this repository.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["VODHOOK_POSTMAN_SCHEMA"] != nil))
    func `the Postman collection keeps to Postman's schema`() async throws {
        let schema = try #require(ProcessInfo.processInfo.environment["VODHOOK_POSTMAN_SCHEMA"])
        try await Folder.with { folder in
            let written = try await fixtures("scenarios", "--out", "out", "--format", "postman", in: folder)
            #expect(written.exit == 0, "\(written.stderr)")
            let checked = try await Tool.run(
                "python3",
                [
                    "-c",
                    """
                    import json, sys, jsonschema
                    schema, collection = (json.load(open(name)) for name in sys.argv[1:])
                    jsonschema.validators.validator_for(schema)(schema).validate(collection)
                    """, schema, "out/postman_collection.json",
                ], in: folder)
            #expect(checked.exit == 0, "\(checked.stderr)")
        }
    }

    @Test func `two folders hold the same, wherever the scenario is named from`() async throws {
        try await Folder.with { folder in
            _ = try await fixtures("scenarios/aliyun/success.json", "--out", "a/b", in: folder)
            let path = Folder.repository.appendingPathComponent("scenarios/aliyun/success.json").path
            let check = try await fixtures(path, "--out", "a/b", "--check", in: folder)
            #expect(check.exit == 0, "\(check.stdout)")
            #expect(check.stdout == "a/b: up to date, 8 events\n")
        }
    }

    @Test func `a check fails with a readable difference`() async throws {
        try await Folder.with { folder in
            _ = try await fixtures("scenarios/aliyun/success.json", "--out", "a", in: folder)
            try folder.write("{}", to: "a/0001-movie-FileUploadComplete.json")
            try folder.write("", to: "a/left-over")
            let check = try await fixtures(
                "scenarios/aliyun/success.json", "--out", "a", "--check", in: folder)
            #expect(check.exit == 1)
            #expect(
                check.stdout.hasPrefix(
                    "a/0001-movie-FileUploadComplete.json:1:2: differs\n  - {}\n  + {\"EventTime\""))
            #expect(check.stdout.hasSuffix("a/left-over: should not be there\n"))
            #expect(
                check.stderr == "a: 2 differences; the same command without --check writes it anew\n")
        }
    }

    @Test func `a check of nothing fails and writes nothing`() async throws {
        try await Folder.with { folder in
            let check = try await fixtures(
                "scenarios/aliyun/success.json", "--out", "a", "--check", in: folder)
            #expect(check.exit == 1)
            #expect(check.stdout.contains("a/manifest.json: missing\n"))
            #expect(throws: (any Error).self) { try folder.read("a/manifest.json") }
        }
    }

    @Test func `a folder that cannot be made is a failure of the tool`() async throws {
        try await Folder.with { folder in
            try folder.write("", to: "file")
            let outcome = try await fixtures("scenarios/aliyun/success.json", "--out", "file", in: folder)
            #expect(outcome.exit == 3)
            #expect(outcome.stderr == "vodhook: cannot write file: it is not a folder\n")
            let inner = try await fixtures("scenarios/aliyun/success.json", "--out", "file/a", in: folder)
            #expect(inner.exit == 3)
            #expect(inner.stderr == "vodhook: cannot make the folder file/a: Not a directory\n")
        }
    }
}
