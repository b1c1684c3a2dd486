import Testing

/// A mistake in any input stops everything before the first request.
@Suite(.serialized) struct InvalidInputTests {
    private static let fiveMistakes = """
        {
          "name": "Five mistakes",
          "provider": "aliyun",
          "sed": 7,
          "delivery": { "timeout": "5 parsecs" },
          "media": { "movie": { "source": { "width": "wide" } } },
          "steps": [ { "emit": "TranscodeComplet", "media": "movie" } ],
          "expect": { "status": 99 }
        }

        """

    @Test func `mistakes are all found and nothing is sent`() async throws {
        try await Folder.with { folder in
            try folder.write(Self.fiveMistakes, to: "bad.json")
            try await Receiver.with("ok") { receiver in
                let outcome = try await Program.run(
                    ["run", "scenarios/aliyun/success.json", "bad.json", "--target", receiver.url], in: folder
                )
                #expect(outcome.exit == 2)
                #expect(outcome.stdout == "")
                let places = outcome.stderr.matches(of: #/bad\.json:(\d+):(\d+): /#).map { "\($0.1):\($0.2)" }
                #expect(places == ["4:3", "5:28", "6:46", "7:24", "8:25"], "\(outcome.stderr)")
                #expect(outcome.stderr.hasSuffix("5 mistakes, nothing done\n"))
                #expect(try await receiver.requests().isEmpty)
            }
        }
    }

    @Test(arguments: [
        (["run", "bad.json"], "{\"name\": \"x\",}"),
        (["run", "bad.json"], "{\"name\": \"x\", \"name\": \"y\"}"),
        (["run", "bad.json"], ""),
        (["run", "bad.json"], "[]"),
        (["run", "bad.json", "--dry-run"], "{\"steps\": 7}"),
        (["validate", "bad.json"], "{\"steps\": []}"),
        (["validate", "--syntax", "bad.json"], "{\"a\": 01}"),
        (["validate", "bad.json"], "{\"EventType\": \"Nothing\"}"),
    ])
    func `a bad file is exit code 2 with a finding`(_ arguments: [String], _ text: String) async throws {
        try await Folder.with { folder in
            try folder.write(text, to: "bad.json")
            let outcome = try await Program.run(arguments, in: folder)
            #expect(outcome.exit == 2)
            #expect((outcome.stdout + outcome.stderr).contains("bad.json"))
        }
    }

    @Test func `a target for a channel that is not there is a finding and nothing is sent`() async throws {
        try await Folder.with { folder in
            let text =
                #"{ "name": "q", "provider": "aliyun", "target": { "channel": "queue" }, "media": { "m": {} }, "steps": [ { "emit": "TranscodeComplete" } ] }"#
            try folder.write(text, to: "queue.json")
            for command in ["run", "explore", "load", "validate"] {
                let outcome = try await Program.run([command, "queue.json"], in: folder)
                #expect(outcome.exit == 2)
                #expect(outcome.stdout == "")
                #expect(outcome.stderr.contains("this vodhook cannot deliver by queue; it delivers by http"))
            }
            let written = try await Program.run(["fixtures", "queue.json", "--out", "out"], in: folder)
            #expect(written.exit == 0, "\(written.stderr)")
        }
    }

    @Test func `bytes that are no text are a finding and no crash`() async throws {
        try await Folder.with { folder in
            let outcome = try await Program.run(["run", "/bin/true"], in: folder)
            #expect(outcome.exit == 2)
            #expect(outcome.stderr.contains("/bin/true:1:"))
        }
    }

    @Test(arguments: [
        (
            ["run", "--replay", "x.json", "--set", "a=1"],
            "--replay sends what the saved run has sent; leave out --set"
        ),
        (
            ["run", "--replay", "x.json", "--var", "a=1"],
            "--replay sends what the saved run has sent; leave out --var"
        ),
        (
            ["run", "--replay", "x.json", "--only", "a"],
            "--replay sends what the saved run has sent; leave out --only"
        ),
        (
            ["run", "--replay", "x.json", "--skip", "a"],
            "--replay sends what the saved run has sent; leave out --skip"
        ),
        (
            ["emit", "aliyun/TranscodeComplete", "--target", "http://127.0.0.1:1/", "--signed-at", "1"],
            "--signed-at is about --headers and --curl; what is sent is signed when it is sent"
        ),
        (
            ["explore", "x.json", "--bug", "lost-updat"],
            "unknown bug \"lost-updat\": did you mean \"lost-update\"?"
        ),
        (
            ["fuzz", "x.json", "--volatile", "$.at"],
            "--profile, --observe, --settle and --volatile are for events; a scenario file says all that itself"
        ),
        (
            ["fuzz", "aliyun/TranscodeComplete", "--volatile", "updatedAt"],
            "--volatile updatedAt: a path starts with $, not with u; give a JSONPath such as $.updatedAt"
        ),
        (
            ["fuzz", "x.json", "--bug", "nonsense"],
            "unknown bug \"nonsense\": vodhook listen --bug list shows them all"
        ),
        (["listen", "--bug", "lost-updat"], "unknown bug \"lost-updat\": did you mean \"lost-update\"?"),
        (["zoo", "--bug", "lost-updat"], "unknown bug \"lost-updat\": did you mean \"lost-update\"?"),
    ])
    func `a flag that would be ignored, or names nothing, is refused in a sentence`(
        _ arguments: [String], _ message: String
    ) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let outcome = try await Program.run(arguments, in: folder)
            #expect(outcome.exit == 64)
            #expect(outcome.stdout == "")
            #expect(outcome.stderr.contains(message), "\(outcome.stderr)")
        }
    }

    @Test func `the value of an assignment begins where its name or path ends`() async throws {
        try await Folder.with { folder in
            let event = ["emit", "aliyun/TranscodeComplete"]
            let nested = try await Program.run(
                event + ["--set", #"Extend={"a":[1],"b":"x=y"}"#], in: folder)
            #expect(nested.stdout.contains(#""Extend":{"a":[1],"b":"x=y"}"#), "\(nested.stderr)")
            let filtered = try await Program.run(
                event + ["--set", #"$.StreamInfos[?@.Definition != "]="].Bitrate=1"#, "--set", "Extend=a=b"],
                in: folder)
            #expect(filtered.exit == 0, "\(filtered.stderr)")
            #expect(filtered.stdout.contains(#""Extend":"a=b""#), "\(filtered.stdout)")
            try folder.write(
                #"{ "name": "${vars.q}", "provider": "aliyun", "media": { "m": {} }, "steps": [ { "emit": "TranscodeComplete" } ] }"#,
                to: "named.json")
            let named = try await Program.run(
                ["run", "named.json", "--dry-run", "--var", "q=a[0]=1"], in: folder)
            #expect(named.stdout.hasPrefix("a[0]=1  named.json"), "\(named.stdout)\(named.stderr)")
        }
    }

    @Test(arguments: [
        ["run"], ["run", "--bogus", "x.json"], ["run", "x.json", "--target", "ftp://host"],
        ["run", "x.json", "--speed", "0"], ["run", "x.json", "--report", "nonsense"],
        ["run", "x.json", "--set", "nonsense"], ["run", "x.json", "-q", "-v"], ["emit"],
        ["emit", "TranscodeComplete"],
        ["emit", "aliyun/TranscodeComplete", "--count", "0"],
        ["emit", "aliyun/TranscodeComplete", "--drop", "$["],
        ["emit", "aliyun/TranscodeComplete", "--pretty", "--curl"], ["catalog", "nobody"],
        ["catalog", "--format", "schema"], ["listen", "--port", "70000"], ["bogus"],
    ])
    func `bad flags are exit code 64 with a word on standard error`(_ arguments: [String]) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let outcome = try await Program.run(arguments, in: folder)
            #expect(outcome.exit == 64)
            #expect(outcome.stdout == "")
            #expect(!outcome.stderr.isEmpty)
        }
    }
}
