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
}
