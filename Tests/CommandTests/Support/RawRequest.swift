import Foundation

/// One request as it stood on the wire, and what happened around it.
struct RawRequest: Sendable {
    /// A line of the recorder; `recorder.py` says what its keys mean.
    struct Line: Decodable {
        let connection: Int
        let raw: String
        let end: String
        let pieces: [[Int]]
        let began: Int
        let ended: Int
        let answered: Int?
        let seconds: Double
        let unixSeconds: Int
        let continuedAfter: Int?
        let finished: Bool
        let inFlight: Int
    }

    /// The number of its connection.
    var connection: Int
    /// `complete`, `closed` or `reset`.
    var end: String
    /// How many bytes there were after each read, and the moment of that read; a moment is a number that grows.
    var pieces: [(bytes: Int, moment: Int)]
    /// The moments of its first byte, of its last, and of its answer.
    var began: Int
    var ended: Int
    var answered: Int?
    /// From the first read to the last.
    var seconds: Double
    /// When it began.
    var unixSeconds: Int
    /// How many bytes of its body were there when it was told to continue; nil when it did not ask.
    var continuedAfter: Int?
    /// True when the sender had closed its side before the answer.
    var isFinished: Bool
    /// How many whole requests waited for an answer when this one got its own.
    var inFlight: Int
    /// The request line.
    var line: String
    /// Name and value as written, in order.
    var headers: [(name: String, value: String)]
    /// All bytes behind the head, chunk framing included.
    var body: [UInt8]
    /// How many bytes the head has, with the empty line.
    let headBytes: Int

    init(_ line: Line) {
        connection = line.connection
        end = line.end
        pieces = line.pieces.map { ($0[0], $0[1]) }
        began = line.began
        ended = line.ended
        answered = line.answered
        seconds = line.seconds
        unixSeconds = line.unixSeconds
        continuedAfter = line.continuedAfter
        isFinished = line.finished
        inFlight = line.inFlight
        let digits = Array(line.raw.utf8)
        let bytes = stride(from: 0, to: digits.count - 1, by: 2).map { place in
            Self.digit(digits[place]) << 4 | Self.digit(digits[place + 1])
        }
        let mark = (0..<max(0, bytes.count - 3)).first { bytes[$0...].starts(with: [13, 10, 13, 10]) }
        headBytes = mark.map { $0 + 4 } ?? bytes.count
        let head = String(decoding: bytes[..<(mark ?? bytes.count)], as: UTF8.self).components(
            separatedBy: "\r\n")
        self.line = head[0]
        headers = head.dropFirst().map { text in
            let parts = text.components(separatedBy: ": ")
            return (parts[0], parts.dropFirst().joined(separator: ": "))
        }
        body = mark.map { Array(bytes[($0 + 4)...]) } ?? []
    }

    private static func digit(_ character: UInt8) -> UInt8 {
        character <= 0x39 ? character - 0x30 : character - 0x57
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The headers without those named.
    func headers(without names: String...) -> [String] {
        headers.filter { header in !names.contains { $0.lowercased() == header.name.lowercased() } }
            .map { "\($0.name): \($0.value)" }
    }

    /// The sizes of the chunks, the last one of 0 included, and the body without their framing; nil when the body is
    /// not framed in chunks from its first byte to its last.
    var chunks: (sizes: [Int], body: [UInt8])? {
        guard header("Transfer-Encoding") == "chunked" else { return nil }
        var rest = body[...]
        var sizes: [Int] = []
        var result: [UInt8] = []
        while let mark = rest.firstIndex(of: 13),
            let size = Int(String(decoding: rest[..<mark], as: UTF8.self), radix: 16),
            rest.endIndex >= mark + 2 + size + 2,
            rest[(mark + 2 + size)...].starts(with: [13, 10])
        {
            sizes.append(size)
            result += rest[(mark + 2)..<(mark + 2 + size)]
            rest = rest[(mark + 2 + size + 2)...]
            if size == 0 { return rest.isEmpty ? (sizes, result) : nil }
        }
        return nil
    }

    /// The body as it was meant, without chunk framing.
    var payload: [UInt8] { chunks?.body ?? body }

    /// How many reads the head took, and how many more the body.
    var headPieces: Int { (pieces.firstIndex { $0.bytes >= headBytes } ?? pieces.count - 1) + 1 }
    var bodyPieces: Int { pieces.count { $0.bytes > headBytes } }

    var json: [String: Any]? {
        // What is no JSON is what some faults are about.
        (try? JSONSerialization.jsonObject(with: Data(payload))) as? [String: Any]
    }
}
