import Crypto
import Foundation

/// All requests of one run as the receiver saw them, in the order of their beginnings.
struct Recording: Sendable {
    /// The key that all of them are signed with, but for the faults about keys.
    static let key = "Key12345"

    var requests: [RawRequest]
    /// The URL they were sent to.
    let url: String
    /// By the text of a body, when the program planned its attempts, in milliseconds since the beginning.
    let plannedMs: [String: [Double]]

    /// What can be told of a request, by name, but for what differs from one good run to the next.
    func facets(of request: RawRequest) -> [String: String] {
        var facets = [
            "line": request.line,
            "payload": request.payload.map(String.init).joined(separator: " "),
            "chunks": request.chunks.map { "\($0.sizes)" } ?? "none",
            "end": request.end,
            "connection": connection(of: request),
            "finished": "\(request.isFinished)",
            "continued": request.continuedAfter.map { "after \($0) bytes" } ?? "no",
            "in flight": "\(request.inFlight)",
            "slow head": "\(request.headPieces >= 5)",
            "slow body": "\(request.bodyPieces >= 5 && request.body.count / request.bodyPieces < 200)",
        ]
        for header in request.headers {
            facets["header \(header.name)", default: ""] += "\(normal(header, of: request))\n"
        }
        return facets
    }

    /// Connections are numbered in the order of their first requests.
    private func connection(of request: RawRequest) -> String {
        var known: [Int] = []
        for other in requests where !known.contains(other.connection) { known.append(other.connection) }
        return known.firstIndex(of: request.connection).map(String.init) ?? "?"
    }

    private func normal(_ header: (name: String, value: String), of request: RawRequest) -> String {
        switch header.name {
        case "Host": return url.contains("://\(header.value)/") ? "the target" : header.value
        case "X-VOD-TIMESTAMP":
            guard header.value.utf8.count == 10, let seconds = Int(header.value),
                abs(request.unixSeconds - seconds) <= 60
            else { return header.value }
            return "now"
        case "X-VOD-SIGNATURE": return header.value == signature(of: request) ? "right" : header.value
        default: return header.value
        }
    }

    /// Whether the vendor of the event signs the body; only Volcengine does, and only its events name a space.
    private func signsBody(_ request: RawRequest) -> Bool {
        String(decoding: request.payload, as: UTF8.self).contains("\"SpaceName\"")
    }

    /// The signature that a receiver computes; what is given replaces a part of the signed text.
    func signature(
        of request: RawRequest, url: String? = nil, time: String? = nil, key: String = Self.key,
        body: [UInt8]? = nil, otherScheme: Bool = false
    ) -> String {
        var text = "\(url ?? self.url)|\(time ?? request.header("X-VOD-TIMESTAMP") ?? "")|\(key)"
        if signsBody(request) != otherScheme {
            text += "|\(Data(body ?? request.payload).base64EncodedString())"
        }
        return Insecure.MD5.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }

    /// When the attempts with the body of `request` were planned.
    func planned(_ request: RawRequest) -> [Double] {
        plannedMs[String(decoding: request.payload, as: UTF8.self)] ?? []
    }
}
