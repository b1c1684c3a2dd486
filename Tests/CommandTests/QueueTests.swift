import Foundation
import Testing

/// The queue server as a program of its own.
@Suite(.serialized) struct QueueTests {
    /// A started `vodhook queue`.
    struct Queue {
        let child: Child
        let origin: String

        init(_ arguments: [String], in folder: Folder, environment: [String: String] = [:]) async throws {
            child = try Program.start(
                ["queue", "--port", "0"] + arguments, in: folder, environment: environment)
            let line = await child.errors.text { $0.contains("http") && $0.hasSuffix("\n") }
            origin = String(try #require(line.firstMatch(of: /queues at (http:\/\/127\.0\.0\.1:\d+)/)).1)
        }

        func stop(_ signal: Int32 = SIGTERM) async -> Outcome {
            child.signal(signal)
            return await child.end()
        }
    }

    /// The Python of the test tools; the SDK is installed there.
    private static let python = "mns-python"

    private static let hasSDK = Tool.isThere(python)

    @Test(.enabled(if: hasSDK, "aliyun-mns-sdk is not installed"), arguments: [true, false])
    func `the Python SDK finds everything as its documents say`(isKept: Bool) async throws {
        try await Folder.with { folder in
            let keep = isKept ? ["--keep", "queue"] : []
            let queue = try await Queue(["--key", "LTAIexample:Secret1"] + keep, in: folder)
            let script = Folder.repository.appendingPathComponent("Tests/CommandTests/Support/sdk_queue.py")
                .path
            let sdk = try await Child(
                Self.python, [script, queue.origin, "LTAIexample", "Secret1"], in: folder.url
            ).end()
            #expect(sdk.stdout == "ok\n" && sdk.exit == 0, "\(sdk.stderr)")
            let outcome = await queue.stop(SIGINT)
            #expect(outcome.exit == 0)
            #expect(
                outcome.stdout.contains(#/  400  DELETE .*  stale  there is a newer handle\n/#),
                "\(outcome.stdout)")
            #expect(outcome.stdout.contains(#/  403  GET .*  refused  SignatureDoesNotMatch\n/#))
            #expect(!outcome.stdout.contains("Secret1") && !outcome.stderr.contains("Secret1"))
            #expect(outcome.stderr.contains(/put \d+ messages, received \d+ \(1 again\), deleted/))
        }
    }

    /// Sends, receives and deletes with nothing but the standard library; prints each body that was acknowledged.
    private static let client = """
        import http.client, re, sys, urllib.parse
        url = urllib.parse.urlsplit(sys.argv[2])
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
        def call(method, path, body=None):
            connection.request(method, "/queues/q/messages" + path, body)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        try:
            if sys.argv[1] == "put":
                number = 0
                while True:
                    number += 1
                    text = f"m{number}"
                    if call("POST", "", f"<Message><MessageBody>{text}</MessageBody></Message>")[0] == 201:
                        print(text, flush=True)
                    if number % 5 == 0:
                        message = call("GET", "")[1]
                        print("received", re.search("<MessageBody>(.*)</MessageBody>", message)[1], flush=True)
                        handle = re.search("<ReceiptHandle>(.*)</ReceiptHandle>", message)[1]
                        assert call("DELETE", "?ReceiptHandle=" + handle)[0] == 204
            while True:
                status, answer = call("GET", "?numOfMessages=16")
                if status == 404:
                    break
                print("\\n".join(re.findall("<MessageBody>(.*?)</MessageBody>", answer)), flush=True)
        except (OSError, http.client.HTTPException):
            pass
        """

    @Test func `a killed server has kept every put that it acknowledged`() async throws {
        try await Folder.with { folder in
            var acknowledged: Set<String> = []
            var received: Set<String> = []
            let queue = try await Queue(["--queue", "q", "--keep", "kept", "--quiet"], in: folder)
            let sender = try Child("python3", ["-c", Self.client, "put", queue.origin], in: folder.url)
            _ = await sender.output.text { $0.utf8.count { $0 == 0x0A } > 500 }
            #expect(await queue.stop(SIGKILL).exit == -SIGKILL)
            for line in await sender.end().stdout.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                if words.count == 2 { received.insert(words[1]) } else { acknowledged.insert(words[0]) }
            }
            #expect(acknowledged.count > 300 && received.count > 50)
            let again = try await Queue(["--queue", "q", "--keep", "kept", "--quiet"], in: folder)
            let reader = try await Child("python3", ["-c", Self.client, "get", again.origin], in: folder.url)
                .end()
            let found = Set(reader.stdout.split(separator: "\n").map(String.init))
            // What was received was deleted. One receive may have been under way: its message is in the queue, hidden from
            // the reader, which deletes nothing.
            let missing = acknowledged.subtracting(found).subtracting(received)
            // One more may have been put without its answer coming through, and one may be received so.
            #expect(found.subtracting(acknowledged).count <= 1 && found.intersection(received).count <= 1)
            let outcome = await again.stop()
            #expect(outcome.exit == 0)
            let left = try #require(outcome.stderr.firstMatch(of: /left (\d+)/).flatMap { Int($0.1) })
            #expect(
                missing.count <= 1 && left >= found.count + missing.count,
                "\(missing) of \(acknowledged.count), \(left) left")
            #expect(outcome.stderr.contains(" messages found in kept\n"), "\(outcome.stderr)")
        }
    }

    @Test func `the events of a scenario are put in Base64, or raw when asked`() async throws {
        try await Folder.with { folder in
            for encoding in ["base64", "raw"] {
                let arguments =
                    ["--queue", "q", "--emit", "scenarios/aliyun/success.json"]
                    + (encoding == "raw" ? ["--body", "raw"] : [])
                let queue = try await Queue(arguments, in: folder)
                let reader = try await Child(
                    "python3", ["-c", Self.client, "get", queue.origin], in: folder.url
                )
                .end()
                let bodies = try reader.stdout.split(separator: "\n").map { line in
                    let text = String(line).replacing("&quot;", with: "\"")
                    return encoding == "raw"
                        ? text : String(decoding: try #require(Data(base64Encoded: text)), as: UTF8.self)
                }
                let events = try bodies.map { try JSON($0)["EventType"].string }
                #expect(events.first == "FileUploadComplete" && events.count == 8, "\(reader.stdout)")
                let outcome = await queue.stop()
                #expect(
                    outcome.stdout.contains(
                        "  200  GET /queues/q/messages?numOfMessages=16  8 messages  received\n"))
            }
        }
    }

    @Test(
        arguments: [
            (["--queue=-q"], 64, "--queue -q: a name has"),
            (["--queue", "a_b"], 64, "--queue a_b: a name has"),
            (["--key", "Secret1"], 64, "--key takes the id and the secret"),
            (["--port", "70000"], 64, "--port takes"),
            (["--body", "raw"], 64, "--body is about --emit"),
            (["--emit", "scenarios/volcengine/abr.json"], 2, "volcengine has no queue"),
            (["--keep", "scenarios/aliyun/success.json"], 3, "cannot create the folder"),
        ] as [([String], Int32, String)])
    func `what cannot be done is said`(arguments: [String], exit: Int32, message: String) async throws {
        try await Folder.with { folder in
            let outcome = try await Program.run(["queue"] + arguments, in: folder)
            #expect(outcome.exit == exit && outcome.stderr.contains(message), "\(outcome.stderr)")
            #expect(!outcome.stderr.contains("Secret1"))
        }
    }
}
