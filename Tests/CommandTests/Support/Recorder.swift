import Foundation

/// The recorder of `recorder.py`: every byte of every request as it came.
struct Recorder: Sendable {
    private let child: Child
    private let scheme: String
    private let port: Int

    /// The callback URL to deliver to.
    var url: String { origin + "/vod/callback" }

    /// The address of the recorder, without a path.
    var origin: String { "\(scheme)://127.0.0.1:\(port)" }

    /// Runs a recorder for the time of `body`; with a certificate and its key it speaks TLS.
    ///
    /// `answerWhen` says what it waits for before it answers, within bounds: "fin" or a number of whole requests.
    static func with<Result>(
        tls: (certificate: String, key: String)? = nil, answerWhen: String? = nil,
        _ body: (Recorder) async throws -> Result
    ) async throws -> Result {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("recorder.py").path
        let child = try Child(
            "python3",
            [script] + (tls.map { ["--tls", $0.certificate, $0.key] } ?? [])
                + (answerWhen.map { ["--answer-when", $0] } ?? []))
        let first = await child.output.text { $0.contains("\n") }
        guard let port = first.split(separator: "\n").first.flatMap({ Int($0) }) else {
            throw Program.Missing(description: "the recorder does not start: \(await child.end().stderr)")
        }
        defer { child.closeInput() }
        return try await body(Recorder(child: child, scheme: tls == nil ? "http" : "https", port: port))
    }

    /// Returns when `count` requests have come, or the recorder has ended.
    func arrival(of count: Int) async {
        _ = await child.output.text { $0.utf8.count { $0 == 0x0A } > count }
    }

    /// Waits for `count` requests, stops, and tells all that came, in the order of their beginnings.
    func requests(_ count: Int) async throws -> [RawRequest] {
        await arrival(of: count)
        child.closeInput()
        return try await child.end().stdout.split(separator: "\n").dropFirst().map { line in
            RawRequest(try JSONDecoder().decode(RawRequest.Line.self, from: Data(line.utf8)))
        }.sorted { $0.began < $1.began }
    }
}
