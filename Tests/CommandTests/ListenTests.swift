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

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `a listener stops while connections arrive and has recorded what it answered`(
        _ signal: Int32
    ) async throws {
        try await Folder.with { folder in
            let listener = try await Listener(["--record", "recorded", "--quiet"], in: folder)
            let senders = try Child("python3", ["-c", Self.senders, listener.origin])
            _ = await senders.output.text { $0.utf8.count { $0 == 0x0A } > 100 }
            let ended = await listener.stop(signal)
            senders.closeInput()
            let answered = Set(await senders.end().stdout.split(separator: "\n").map(String.init))
            #expect(ended.exit == 0, "\(ended.stderr)")
            let lines = try folder.read("recorded/requests.jsonl").split(separator: "\n")
            let recorded = try lines.compactMap { try JSON(String($0))["body"].string }
            #expect(ended.stderr.hasSuffix("recorded \(recorded.count) requests\n"), "\(ended.stderr)")
            let kept = Set(try recorded.compactMap { try JSON($0)["VideoId"].string })
            #expect(answered.count > 100 && answered.subtracting(kept).isEmpty)
        }
    }

    /// Posts on new connections until it is refused or its input ends, and prints each id that was answered with 200.
    ///
    /// One more connection is idle all the time.
    private static let senders = """
        import socket, sys, threading, urllib.parse
        url = urllib.parse.urlsplit(sys.argv[1])
        place = (url.hostname, url.port)
        idle = socket.create_connection(place, 60)
        printing = threading.Lock()
        over = threading.Event()
        def post(sender):
            count = 0
            while not over.is_set():
                count += 1
                video = f"v{sender}-{count}"
                body = '{"EventType":"FileUploadComplete","VideoId":"%s","Status":"success"}' % video
                head = f"POST / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\nContent-Length: {len(body)}\\r\\n\\r\\n"
                try:
                    with socket.create_connection(place, 60) as connection:
                        connection.sendall((head + body).encode())
                        if b" 200 " in connection.recv(65536)[:16]:
                            with printing:
                                print(video, flush=True)
                except ConnectionRefusedError:
                    return
                except OSError:
                    continue
        threads = [threading.Thread(target=post, args=(sender,)) for sender in range(8)]
        for thread in threads: thread.start()
        sys.stdin.read()
        over.set()
        for thread in threads: thread.join()
        """

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
