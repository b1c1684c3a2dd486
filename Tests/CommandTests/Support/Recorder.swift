import Foundation

/// The recorder of `recorder.py`: every byte of every request as it came.
struct Recorder: Sendable {
    private let child: Child
    private let scheme: String
    private let port: Int

    /// The callback URL to deliver to.
    var url: String { "\(scheme)://127.0.0.1:\(port)/vod/callback" }

    /// Runs a recorder for the time of `body`; with a certificate and its key it speaks TLS.
    static func with<Result>(
        tls: (certificate: String, key: String)? = nil, _ body: (Recorder) async throws -> Result
    ) async throws -> Result {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("recorder.py").path
        let child = try Child("python3", [script] + (tls.map { ["--tls", $0.certificate, $0.key] } ?? []))
        let first = await child.output.text { $0.contains("\n") }
        guard let port = first.split(separator: "\n").first.flatMap({ Int($0) }) else {
            throw Program.Missing(description: "the recorder does not start: \(await child.end().stderr)")
        }
        defer { child.closeInput() }
        return try await body(Recorder(child: child, scheme: tls == nil ? "http" : "https", port: port))
    }

    /// Waits for `count` requests, stops, and tells all that came, in the order of their ends.
    func requests(_ count: Int) async throws -> [RawRequest] {
        _ = await child.output.text { $0.utf8.count { $0 == 0x0A } > count }
        child.closeInput()
        return try await child.end().stdout.split(separator: "\n").dropFirst().map { line in
            try RawRequest(try JSONDecoder().decode(RawRequest.Line.self, from: Data(line.utf8)))
        }
    }
}

/// One request as it stood on the wire.
struct RawRequest: Sendable {
    struct Line: Decodable {
        let connection: Int
        let raw: String
        let end: String
        let began: Double
        let ended: Double
        let reads: Int
    }

    let connection: Int
    let end: String
    let seconds: Double
    let reads: Int
    /// The request line.
    let line: String
    /// Name and value as written, in order.
    let headers: [(name: String, value: String)]
    /// All bytes behind the head, chunk framing included.
    let body: [UInt8]

    init(_ line: Line) throws {
        connection = line.connection
        end = line.end
        seconds = line.ended - line.began
        reads = line.reads
        let digits = Array(line.raw.utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
        }
        let mark = (0..<max(0, bytes.count - 3)).first { bytes[$0...].starts(with: [13, 10, 13, 10]) }
        let head = String(decoding: bytes[..<(mark ?? bytes.count)], as: UTF8.self).components(
            separatedBy: "\r\n")
        self.line = head[0]
        headers = head.dropFirst().map { text in
            let parts = text.components(separatedBy: ": ")
            return (parts[0], parts.dropFirst().joined(separator: ": "))
        }
        body = mark.map { Array(bytes[($0 + 4)...]) } ?? []
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The headers without those named.
    func headers(without names: String...) -> [String] {
        headers.filter { header in !names.contains { $0.lowercased() == header.name.lowercased() } }
            .map { "\($0.name): \($0.value)" }
    }

    /// The body with chunk framing taken off.
    var unchunked: [UInt8] {
        var rest = body[...]
        var result: [UInt8] = []
        while let mark = rest.firstIndex(of: 13),
            let size = Int(String(decoding: rest[..<mark], as: UTF8.self), radix: 16)
        {
            if size == 0 || mark + 2 + size > rest.endIndex { break }
            result += rest[(mark + 2)..<(mark + 2 + size)]
            rest = rest.dropFirst(mark + 2 + size + 2 - rest.startIndex)
        }
        return result
    }

    var json: [String: Any]? {
        // What is no JSON is what some faults are about.
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any]
    }
}
