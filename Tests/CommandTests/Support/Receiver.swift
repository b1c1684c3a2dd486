import Foundation

/// The receiver of `receiver.py`: another language, and its own idea of what is right.
struct Receiver: Sendable {
    private let child: Child
    /// Where it listens, chosen by the system.
    let port: Int

    /// The callback URL to deliver to.
    var url: String { "http://127.0.0.1:\(port)/vod/callback?tenant=7" }

    /// Runs a receiver for the time of `body`.
    static func with<Result>(
        _ behaviour: String..., key: String = "", signedURL: String? = nil,
        _ body: (Receiver) async throws -> Result
    ) async throws -> Result {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("receiver.py").path
        let signed = signedURL.map { ["--signed-url", $0] } ?? []
        let child = try Child("python3", [script, "--key", key] + signed + behaviour)
        let first = await child.output.text { $0.contains("\n") }
        guard let port = first.split(separator: "\n").first.flatMap({ Int($0) }) else {
            throw Program.Missing(description: "the receiver does not start: \(await child.end().stderr)")
        }
        defer { child.closeInput() }
        return try await body(Receiver(child: child, port: port))
    }

    /// Stops it and tells what it got.
    func requests() async throws -> [ReceivedRequest] {
        child.closeInput()
        return try await child.end().stdout.split(separator: "\n").dropFirst().map {
            try JSONDecoder().decode(ReceivedRequest.self, from: Data($0.utf8))
        }
    }

    /// Waits until it has got so many requests.
    func untilRequests(_ count: Int) async {
        _ = await child.output.text { $0.utf8.count { $0 == 0x0A } > count }
    }
}

/// One request as `receiver.py` saw it.
struct ReceivedRequest: Decodable, Sendable {
    /// Seconds of a clock that never jumps.
    let arrived: Double
    /// Unix seconds.
    let clock: Double
    let line: String
    let headers: [[String]]
    let body: String
    let bodyBytes: Int
    let connection: Int
    /// The schemes by which its signature is right.
    let signedBy: [String]

    var headerNames: [String] { headers.map { $0[0] } }

    /// The values of all headers called `name`.
    func header(_ name: String) -> [String] {
        headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }
}
