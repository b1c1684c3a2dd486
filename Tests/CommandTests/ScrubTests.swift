import Foundation
import Testing

/// Secrets are planted in every place where they can occur, and found nowhere.
@Suite(.serialized) struct ScrubTests {
    private static let key = "CbKey-7hQ2xW9z"
    private static let previousKey = "PrevKey-4kT8mN1c"
    private static let password = "pw-Zq8vR5mm"
    private static let queryToken = "qt-55Hg2Kd9s"
    private static let environmentKey = "env-Xk3Jd82Lq"
    private static let bearer = "tok_9fXq2LmZ77ab"
    private static let accessKey = "LTAI5tPlantedKey1234XY"
    private static let authKey = "1768464000-0-0-5f2c9aa1b7e84d"
    private static let privateKey = "MIIEpriv4t3K3yMat3rial"
    private static let cookie = "sess-8Jd7Gq1aa"

    private static let secrets: [String] = [
        key, previousKey, password, queryToken, environmentKey, bearer, String(accessKey.dropFirst(4)),
        authKey,
        privateKey, cookie, Data("deploy:\(password)".utf8).base64EncodedString(),
    ]
    /// What a report may show and a recording may not.
    private static let recordingOnly = ["UserData77Secret", "1234567890123456"]

    private static let environment = [
        "VODHOOK_KEY": key, "PLANTED_API_TOKEN": environmentKey, "PLANTED_PREVIOUS_KEY": previousKey,
    ]

    private static func scenario(_ origin: String) -> String {
        let pem = "-----BEGIN PRIVATE KEY-----\\n\(privateKey)\\n-----END PRIVATE KEY-----"
        let host = origin.replacing("http://", with: "")
        return """
            {
              "name": "Secrets", "provider": "aliyun",
              "target": {
                "url": "http://deploy:\(password)@\(host)/cb?access_token=\(queryToken)&x=1",
                "previousKey": "${env.PLANTED_PREVIOUS_KEY}",
                "headers": { "Authorization": "Bearer \(bearer)", "X-Free-Word": "${env.PLANTED_API_TOKEN}",
                  "Referer": "http://cdn.test/v.mp4?auth_key=\(authKey)", "Cookie": "id=\(cookie)" }
              },
              "media": { "movie": { "extend": "UserData77Secret" } },
              "steps": [
                { "emit": "TranscodeComplete", "change": [
                  { "path": "$.StreamInfos[0].FileUrl", "set": "http://cdn.test/v.mp4?auth_key=\(authKey)" },
                  { "path": "$.AccessKeyId", "set": "\(accessKey)" }, { "path": "$.UserId", "set": "1234567890123456" },
                  { "path": "$.Note", "set": "\(pem)" }, { "path": "$.Free", "set": "x \(accessKey) ${env.PLANTED_API_TOKEN}" } ],
                  "expect": { "body": [ { "path": "$.url", "equals": "http://other.test/?auth_key=\(authKey)" } ],
                    "headers": [ { "name": "X-Missing", "equals": "\(key)" } ] } },
                { "send": "aliyun/Own", "body": "callback={\\"Extend\\":\\"UserData77Secret\\"}&token=\(queryToken)" },
                { "probe": { "url": "${target.origin}/events?token=\(queryToken)",
                  "headers": { "Authorization": "Bearer \(bearer)" },
                  "expect": { "body": [ { "path": "$[0].reason", "equals": "Bearer \(bearer)" } ] } } },
                { "command": [ "echo", "--password=\(password)", "Bearer \(bearer)" ], "expect": { "exit": 3 } }
              ]
            }
            """
    }

    private static func check(_ text: String, _ place: String, _ secrets: [String]) {
        for secret in secrets { #expect(!text.contains(secret), "\(secret) in \(place)") }
    }

    @Test func `no secret is in recordings, reports, logs or imports`() async throws {
        try await Folder.with { folder in
            let answer =
                "200:body={\"url\":\"http://cdn.test/?auth_key=\(Self.authKey)\",\"AccessKeyId\":\"\(Self.accessKey)\",\"echo\":\"\(Self.key)\"}"
            let listener = try await Listener(
                ["--record", "recorded", "--respond", answer], in: folder, environment: Self.environment)
            try folder.write(Self.scenario(listener.origin), to: "x.json")
            let kinds = ["json", "junit", "tap", "github", "html", "terminal"]
            let run = try await Program.run(
                ["run", "x.json", "--speed", "max", "-v"]
                    + kinds.flatMap { ["--report", "\($0)=report.\($0)"] },
                in: folder, environment: Self.environment)
            #expect(run.exit == 1, "\(run.stdout)\(run.stderr)")
            #expect(run.stdout.contains("UserData77Secret"), "the report shows bodies")
            let ended = await listener.stop()
            let imported = try await Program.run(
                ["import", "recorded"], in: folder, environment: Self.environment)
            #expect(imported.exit == 0)
            for kind in kinds { Self.check(try folder.read("report.\(kind)"), kind, Self.secrets) }
            for (place, text) in [
                ("run's output", run.stdout), ("run's errors", run.stderr), ("listen's output", ended.stdout),
                ("listen's errors", ended.stderr), ("import's output", imported.stdout + imported.stderr),
            ] {
                Self.check(text, place, Self.secrets)
            }
            let recorded = try folder.read("recorded/requests.jsonl")
            #expect(recorded.split(separator: "\n").count == 3)
            Self.check(recorded, "the recording", Self.secrets + Self.recordingOnly)
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path("imported"))
            where name.hasSuffix(".json") {
                Self.check(try folder.read("imported/\(name)"), name, Self.secrets + Self.recordingOnly)
            }
        }
    }

    @Test func `what a refused signature tells holds no token`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(
                [
                    "--record", "recorded", "--key", Self.key, "--callback-url",
                    "http://a.test/?token=\(Self.queryToken)",
                ],
                in: folder)
            let emit = try await Program.run(
                [
                    "emit", "aliyun/TranscodeComplete", "--speed", "max", "--key", Self.previousKey, "-v",
                    "--target",
                    "http://u:\(Self.password)@\(listener.origin.dropFirst(7))/cb?token=\(Self.queryToken)",
                ], in: folder)
            #expect(emit.exit == 1)
            let ended = await listener.stop()
            for text in [
                emit.stdout + emit.stderr, ended.stdout + ended.stderr,
                try folder.read("recorded/requests.jsonl"),
            ] {
                Self.check(text, "a refusal", Self.secrets)
            }
        }
    }

    @Test func `a mistake in a file is shown without the key beside it`() async throws {
        try await Folder.with { folder in
            try folder.write(
                #"{ "name": "x", "target": { "key": "${env.VODHOOK_KEY}", "ky": "\#(Self.key)" }, "media": {}, "steps": [] }"#,
                to: "x.json")
            let outcome = try await Program.run(
                ["run", "x.json"], in: folder, environment: Self.environment)
            #expect(outcome.exit == 2)
            Self.check(outcome.stderr, "findings", Self.secrets)
        }
    }

    @Test(arguments: [
        ["run", "x.json", "--target", "ftp://u:\(password)@h/?token=\(queryToken)"],
        ["listen", "--forward", "ftp://u:\(password)@h/?token=\(queryToken)"],
        ["run", "literal.json"],
    ])
    func `a mistake that repeats what was written leaves out the secret`(_ arguments: [String]) async throws {
        try await Folder.with { folder in
            try folder.write(
                #"{ "name": "x", "target": { "key": "\#(Self.bearer)", "ky": 1 }, "media": {}, "steps": [] }"#,
                to: "literal.json")
            let outcome = try await Program.run(arguments, in: folder)
            #expect([2, 64].contains(outcome.exit) && !outcome.stderr.isEmpty)
            Self.check(outcome.stderr, "the message", Self.secrets)
        }
    }

    @Test func `a recording is for its owner alone`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--record", "a/b"], in: folder)
            _ = await listener.stop()
            let attributes = try FileManager.default.attributesOfItem(
                atPath: folder.path("a/b/requests.jsonl"))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }
}
