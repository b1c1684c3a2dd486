import Foundation
import Testing

/// The reference receiver as a program of its own.
@Suite(.serialized) struct ListenTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func `a run against a listener passes and its state can be read`(_ signal: Int32) async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--key", "MySecret1"], in: folder)
            let run = try await Program.run(
                ["run", "scenarios/aliyun/success.json", "--target", listener.origin + "/callback"],
                in: folder,
                environment: ["VODHOOK_KEY": "MySecret1"])
            #expect(run.exit == 0, "\(run.stdout)")
            let videos = try await listener.get("/videos").list.compactMap(\.string)
            #expect(videos.count == 1)
            let video = try await listener.get("/videos/\(videos.first ?? "")")
            #expect(video["status"] == .string("ready"))
            let events = try await listener.get("/events").list
            #expect(events.count == 8)
            listener.child.signal(signal)
            let outcome = await listener.child.end()
            #expect(outcome.exit == 0)
            let lines = outcome.stdout.split(separator: "\n")
            #expect(lines.count { $0.contains("POST /callback") && $0.contains("applied") } == 8)
            #expect(outcome.stderr.split(separator: "\n").count == 1, "\(outcome.stderr)")
        }
    }

    @Test func `a wrong key is refused and the run fails`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--key", "MySecret1", "--quiet"], in: folder)
            let run = try await Program.run(
                [
                    "emit", "aliyun/TranscodeComplete", "--target", listener.origin + "/callback", "--key",
                    "other",
                ]
                    + ["--speed", "max"], in: folder)
            #expect(run.exit == 1)
            #expect(try await listener.get("/videos") == .array([]))
            listener.child.signal(SIGTERM)
            #expect(await listener.child.end().stdout == "")
        }
    }

    @Test func `a body that is too long is answered where the connection ends with it`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener([], in: folder)
            let answer = try await listener.answers(
                to:
                    "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 40000000\r\n\r\n",
                bodyBytes: 40_000_000)
            #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(answer)")
            #expect(answer.hasSuffix(#"{"error":"the body is longer than 8388608 bytes"}"#), "\(answer)")
            let outcome = await listener.stop()
            #expect(outcome.stdout.contains("  413  POST /"))
        }
    }

    @Test func `an answer to HEAD leaves the connection to the next one`() async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--quiet"], in: folder)
            let answers = try await listener.answers(
                to: "HEAD /health HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let parts = answers.components(separatedBy: "\r\n\r\n")
            #expect(parts.count == 3, "\(answers)")
            #expect(parts.prefix(2).allSatisfy { $0.hasPrefix("HTTP/1.1 200 ") }, "\(answers)")
            #expect(parts.last == #"{"status":"ok","received":0,"duplicates":0}"#)
            _ = await listener.stop()
        }
    }

    @Test func `a host without an address is exit code 3`() async throws {
        let outcome = try await Program.run("listen", "--port", "0", "--host", "nope.invalid")
        #expect(outcome.exit == 3)
        #expect(outcome.stderr.hasPrefix("vodhook: cannot listen on nope.invalid: "), "\(outcome.stderr)")
        #expect(outcome.stderr.split(separator: "\n").count == 1)
    }

    @Test func `a taken port is exit code 3`() async throws {
        try await Receiver.with("ok") { receiver in
            let outcome = try await Program.run("listen", "--port", "\(receiver.port)")
            #expect(outcome.exit == 3)
            #expect(outcome.stdout == "")
            #expect(
                outcome.stderr
                    == "vodhook: port \(receiver.port) on 127.0.0.1 is taken; choose another one, or 0 for any free port\n"
            )
        }
    }
}
