import Foundation
import Testing

/// What arrives at a receiver in another language, which checks signatures by itself.
@Suite(.serialized) struct ForeignReceiverTests {
    /// A shipped scenario without its probes: the foreign receiver keeps no state.
    private static func withoutProbes(_ path: String, in folder: Folder) throws -> String {
        let data = try Data(contentsOf: Folder.repository.appendingPathComponent(path))
        var scenario = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let steps = try #require(scenario["steps"] as? [[String: Any]])
        scenario["steps"] = steps.filter { $0["probe"] == nil }
        let text = String(decoding: try JSONSerialization.data(withJSONObject: scenario), as: UTF8.self)
        try folder.write(text, to: "scenario.json")
        return "scenario.json"
    }

    private func expectGoodForm(_ request: ReceivedRequest, _ receiver: Receiver, _ names: [String]) {
        #expect(request.line == "POST /vod/callback?tenant=7 HTTP/1.1")
        #expect(request.headerNames == names)
        #expect(request.header("Host") == ["127.0.0.1:\(receiver.port)"])
        #expect(request.header("Content-Length") == [String(request.bodyBytes)])
        #expect(request.header("Expect").isEmpty)
        #expect(request.header("Accept").isEmpty)
    }

    @Test func `every callback of an Alibaba upload is signed and formed as the vendor does`() async throws {
        try await Folder.with { folder in
            let scenario = try Self.withoutProbes("scenarios/aliyun/success.json", in: folder)
            try await Receiver.with("ok", key: "MySecret1") { receiver in
                let outcome = try await Program.run(
                    ["run", scenario, "--target", receiver.url, "--key", "MySecret1", "--report", "json"],
                    in: folder)
                #expect(outcome.exit == 0, "\(outcome.stderr)")
                let requests = try await receiver.requests()
                #expect(requests.count == 8)
                for request in requests {
                    #expect(request.signedBy == ["aliyun"])
                    expectGoodForm(
                        request, receiver,
                        [
                            "Host", "Content-Type", "User-Agent", "X-VOD-TIMESTAMP", "X-VOD-SIGNATURE",
                            "Content-Length",
                        ])
                    #expect(request.header("Content-Type") == ["application/json"])
                    #expect(request.header("User-Agent") == ["Apache-HttpClient/4.4.1 (Java/1.8.0_152)"])
                    let stamp = try #require(request.header("X-VOD-TIMESTAMP").first.flatMap(Double.init))
                    #expect(abs(request.clock - stamp) < 30)
                }
                let sent = try JSON(outcome.stdout).deliveries.compactMap { $0["body"].string }
                // Renditions are delivered side by side, so they may arrive in any order.
                #expect(requests.map(\.body).sorted() == sent.sorted())
                #expect(
                    Set(requests.map(\.connection)).count <= 3,
                    "connections are kept; three renditions overlap")
            }
        }
    }

    @Test func `every callback of a Volcengine workflow is signed and formed as the vendor does`()
        async throws
    {
        try await Folder.with { folder in
            let scenario = try Self.withoutProbes("scenarios/volcengine/vid.json", in: folder)
            try await Receiver.with("ok", key: "MySecret1") { receiver in
                let outcome = try await Program.run(
                    ["run", scenario, "--target", receiver.url], in: folder,
                    environment: ["VODHOOK_KEY": "MySecret1"])
                #expect(outcome.exit == 0, "\(outcome.stdout)")
                let requests = try await receiver.requests()
                #expect(requests.count == 2)
                for request in requests {
                    #expect(request.signedBy == ["volcengine"])
                    expectGoodForm(
                        request, receiver,
                        ["Host", "Content-Type", "X-VOD-TIMESTAMP", "X-VOD-SIGNATURE", "Content-Length"])
                    #expect(request.header("Content-Type") == ["application/octet-stream"])
                }
            }
        }
    }

    @Test func `a provider of one's own is signed by Standard Webhooks`() async throws {
        let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        try await Folder.with { folder in
            try await Receiver.with("ok", key: key) { receiver in
                let outcome = try await Program.run(
                    [
                        "run", "scenarios/own-provider/episode.json", "--speed", "max", "--target",
                        receiver.url,
                    ],
                    in: folder)
                #expect(outcome.exit == 0, "\(outcome.stdout)\(outcome.stderr)")
                let requests = try await receiver.requests()
                #expect(requests.count == 2)
                #expect(requests.allSatisfy { $0.signedBy == ["standard_webhooks"] })
                #expect(Set(requests.flatMap { $0.header("webhook-id") }).count == 2)
            }
        }
    }

    @Test func `the signed URL may differ from the target`() async throws {
        let signed = "https://api.example.test/vod/callback?a=%2F&b=c"
        try await Folder.with { folder in
            try folder.write(ScenarioText.volcengine, to: "x.json")
            try await Receiver.with("ok", key: "k", signedURL: signed) { receiver in
                let flags = ["--target", receiver.url, "--signed-url", signed, "--key", "k"]
                let outcome = try await Program.run(["run", "x.json"] + flags, in: folder)
                #expect(outcome.exit == 0, "\(outcome.stdout)")
                #expect(try await receiver.requests().map(\.signedBy) == [["volcengine"]])
            }
        }
    }

    @Test func `without a key nothing is signed`() async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            try await Receiver.with("ok") { receiver in
                let outcome = try await Program.run(["run", "x.json", "--target", receiver.url], in: folder)
                #expect(outcome.exit == 0)
                let requests = try await receiver.requests()
                #expect(requests.count == 1)
                #expect(requests.allSatisfy { $0.header("X-VOD-SIGNATURE").isEmpty })
            }
        }
    }

    @Test func `emit sends one signed event to a target`() async throws {
        try await Receiver.with("ok", key: "k") { receiver in
            let event = ["emit", "volcengine/WorkflowComplete", "--profile", "directurl"]
            try await Folder.with { folder in
                let printed = try await Program.run(event, in: folder)
                let outcome = try await Program.run(
                    event + ["--target", receiver.url, "--key", "k"], in: folder)
                #expect(outcome.exit == 0, "\(outcome.stdout)")
                let requests = try await receiver.requests()
                #expect(requests.map(\.signedBy) == [["volcengine"]])
                #expect(requests.map { $0.body + "\n" } == [printed.stdout])
            }
        }
    }

    @Test func `the curl command of emit names the same request`() async throws {
        try await Folder.with { folder in
            let event = ["emit", "aliyun/TranscodeComplete", "--set", "Extend=it's \"quoted\" $HOME `x` 中文"]
            let body = try await Program.run(event, in: folder)
            let command = try await Program.run(
                event + ["--key", "k", "--signed-at", "1700000000", "--curl"], in: folder)
            #expect(command.exit == 0)
            // A function in place of curl shows the words that a shell makes of the command.
            let shell = try Child("sh", ["-c", "curl() { printf '%s\\n' \"$@\"; }\n" + command.stdout])
            let words = await shell.end().stdout.split(separator: "\n").map(String.init)
            let data = try #require(words.firstIndex(of: "--data-binary"))
            #expect(words[data + 1] + "\n" == body.stdout)
            #expect(words.contains("X-VOD-TIMESTAMP: 1700000000"))
            #expect(words.contains("http://127.0.0.1:8080/callback"))
        }
    }
}
