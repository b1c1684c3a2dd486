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

    /// Stops it; what it wrote and its exit code.
    func stop(_ signal: Int32 = SIGTERM) async -> Outcome {
        child.signal(signal)
        return await child.end()
    }
}
