import Testing

/// Delivery to nginx: plain, with TLS, with HTTP/2.
struct WebServerTests {
    @Test func `nginx takes deliveries over HTTP, TLS and HTTP 2`() async throws {
        try await Folder.with { folder in
            let text = ScenarioText.one(
                "aliyun", "lifecycle", more: #""expect": { "status": 200, "attempts": 1 },"#)
            try folder.write(text, to: "x.json")
            try await Nginx.with(folder) { nginx in
                let plain = "http://127.0.0.1:\(nginx.httpPort)/callback"
                let secure = "https://127.0.0.1:\(nginx.httpsPort)/callback"
                let rows: [(target: String, flags: [String], version: String)] = [
                    (plain, [], "1.1"),
                    (secure, ["--cacert", nginx.certificate], "1.1"),
                    (secure, ["--insecure"], "1.1"),
                    (secure, ["--http2", "--cacert", nginx.certificate], "2"),
                    (secure, ["--http2", "--insecure"], "2"),
                ]
                for row in rows {
                    // More than an HTTP/2 server takes before it has answered.
                    let extend = "Extend=" + String(repeating: "x", count: 70_000)
                    let flags = [
                        "--target", row.target, "--key", "k", "--speed", "max", "--report", "json", "--set",
                        extend,
                    ]
                    let outcome = try await Program.run(["run", "x.json"] + flags + row.flags, in: folder)
                    #expect(outcome.exit == 0, "\(row.flags): \(outcome.stderr)")
                    let deliveries = try JSON(outcome.stdout).deliveries
                    #expect(deliveries.count > 1)
                    let versions = deliveries.flatMap { $0["attempts"].list }.map { $0["httpVersion"].string }
                    #expect(Set(versions) == [row.version])
                }
                let refused = try await Program.run(
                    ["run", "x.json", "--target", secure, "--speed", "max"], in: folder)
                #expect(refused.exit == 1)
                #expect(refused.stdout.contains("certificate"), "\(refused.stdout)")
                #expect(refused.stderr == "")
            }
        }
    }

    @Test(arguments: [
        ["run", "x.json", "--speed", "max"], ["explore", "x.json", "--histories", "5"],
        ["fuzz", "x.json", "--cases", "5"], ["emit", "aliyun/TranscodeComplete", "--speed", "max"],
        ["load", "x.json", "--count", "3", "--duration", "1s", "--no-retries", "--quiet"],
    ])
    func `who asks for HTTP 2 and does not get it has tested nothing`(_ arguments: [String]) async throws {
        try await Folder.with { folder in
            try folder.write(ScenarioText.aliyun, to: "x.json")
            let certificate = try await Certificate.make(in: folder)
            // The recorder speaks HTTP/1.1 alone.
            try await Recorder.with(tls: certificate) { recorder in
                let flags = ["--target", recorder.url, "--key", "k", "--insecure"]
                let older = try await Program.run(arguments + flags, in: folder)
                #expect(!older.stdout.contains("HTTP/2"))
                let asked = try await Program.run(arguments + flags + ["--http2"], in: folder)
                #expect(asked.exit == 1, "\(asked.stdout)\(asked.stderr)")
                if arguments[0] != "load" {
                    #expect(asked.stdout.contains("answered by HTTP/1.1"), "\(asked.stdout)\(asked.stderr)")
                }
            }
        }
    }

    @Test func `a fault of HTTP 1 is a finding where HTTP 2 is asked for`() async throws {
        try await Folder.with { folder in
            try folder.write(
                ScenarioText.one("aliyun", "TranscodeComplete", more: #""faults": ["chunked"],"#),
                to: "x.json")
            let outcome = try await Program.run(
                ["run", "x.json", "--target", "https://127.0.0.1:1/", "--http2"], in: folder)
            #expect(outcome.exit == 2)
            #expect(
                outcome.stderr.contains(
                    "chunked never happens: it is one of HTTP/1.1, and HTTP/2 is asked for"),
                "\(outcome.stderr)")
        }
    }
}
