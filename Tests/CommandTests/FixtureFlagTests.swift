import Foundation
import Testing

/// Which flags of `vodhook fixtures` change which formats is what its help says.
@Suite(.serialized) struct FixtureFlagTests {
    /// The files of each format that can differ; bodies and headers belong to `files`.
    private static let files: [String: [String]] = [
        "files": [
            "manifest.json", "0001-movie-TranscodeComplete.json", "0001-movie-TranscodeComplete.headers",
        ],
        "ndjson": ["events.ndjson"],
        "http": ["requests.http", "0001-movie-TranscodeComplete.json"],
        "curl": ["requests.sh", "0001-movie-TranscodeComplete.json"],
        "hurl": ["requests.hurl", "hurl.sh", "0001-movie-TranscodeComplete.json"],
        "k6": ["k6.js", "targets.ndjson"], "locust": ["locustfile.py", "targets.ndjson"],
        "wrk": ["wrk.lua", "requests.wrk"], "vegeta": ["targets.ndjson"],
        "postman": ["postman_collection.json"], "wiremock": ["mappings/receiver.json"],
    ]
    private static let all = Set(files.keys)
    private static let base = ["--key", "Key1", "--target", "http://a.example.test/one"]

    private static let changes: [(flags: [String], formats: Set<String>)] = [
        (["--seed", "9"], all),
        (["--var", "extend=other"], all),
        (["--set", "Extend=other"], all),
        (["--count", "2"], all),
        (["--target", "http://a.example.test/two"], all.subtracting(["ndjson"])),
        (["--target", "http://b.example.test/one"], all.subtracting(["ndjson", "wiremock"])),
        // Those that sign when they send take the key then.
        (["--key", "Key2"], all.subtracting(["ndjson", "wiremock", "curl", "hurl", "postman"])),
        (["--signed-url", "http://b.example.test/one"], all.subtracting(["ndjson", "wiremock"])),
        (["--signed-at", "1700000000"], all.subtracting(["ndjson", "wiremock"])),
        (["--speed", "max"], []),
        (["--cacert", "x.json"], []),
        (["--insecure"], []),
        (["--http2"], []),
        (["--proxy"], []),
    ]

    /// What each format says with `flags`.
    private func formats(_ flags: [String], to out: String, in folder: Folder) async throws -> [String:
        [Data?]]
    {
        let formats = Self.all.sorted().flatMap { ["--format", $0] }
        let outcome = try await Program.run(
            ["fixtures", "x.json", "--out", out] + formats + flags, in: folder)
        #expect(outcome.exit == 0, "\(flags): \(outcome.stderr)")
        // Several media have names of their own, so a file may be absent.
        return Self.files.mapValues {
            $0.map { FileManager.default.contents(atPath: folder.path("\(out)/\($0)")) }
        }
    }

    @Test(arguments: changes)
    func `a flag changes the formats that the help names`(_ flags: [String], _ changed: Set<String>)
        async throws
    {
        try await Folder.with { folder in
            try folder.write(
                """
                { "name": "x", "provider": "aliyun", "seed": 7, "vars": { "extend": "order-42" },
                  "media": { "movie": { "extend": "${vars.extend}" } },
                  "steps": [ { "emit": "TranscodeComplete" } ] }
                """, to: "x.json")
            let plain = try await formats(Self.base, to: "plain", in: folder)
            // A flag stands in place of the same one of the base.
            let base = Self.base.enumerated().filter { place, word in
                !flags.contains(word) && (place == 0 || !flags.contains(Self.base[place - 1]))
            }.map(\.element)
            let other = try await formats(flags + base, to: "other", in: folder)
            let differing = Self.all.filter { plain[$0] != other[$0] }
            #expect(differing == changed)
        }
    }
}
