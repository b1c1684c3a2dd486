import Foundation
import Testing

/// A started `vodhook listen`.
struct Listener {
    let child: Child
    let origin: String

    init(
        _ arguments: [String], in folder: Folder, environment: [String: String] = [:]
    ) async throws {
        child = try Program.start(
            ["listen", "--port", "0"] + arguments, in: folder, environment: environment)
        let line = await child.errors.text { $0.contains("\n") }
        origin = String(try #require(line.firstMatch(of: /listening on (http:\/\/127\.0\.0\.1:\d+)/)).1)
    }

    func get(_ path: String) async throws -> JSON {
        let script =
            "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"
        let outcome = try await Child("python3", ["-c", script, origin + path]).end()
        return try JSON(outcome.stdout)
    }

    /// Sends `head` and so many blanks behind it before it reads anything; all that came back until the end.
    func answers(to head: String, bodyBytes: Int = 0) async throws -> String {
        let script = """
            import socket, sys, urllib.parse
            url = urllib.parse.urlsplit(sys.argv[1])
            with socket.create_connection((url.hostname, url.port), 60) as connection:
                connection.sendall(sys.argv[2].encode() + b" " * int(sys.argv[3]))
                while piece := connection.recv(65536):
                    sys.stdout.write(piece.decode())
            """
        return try await Child("python3", ["-c", script, origin, head, "\(bodyBytes)"]).end().stdout
    }

    /// Stops it; what it wrote and its exit code.
    func stop(_ signal: Int32 = SIGTERM) async -> Outcome {
        child.signal(signal)
        return await child.end()
    }
}
