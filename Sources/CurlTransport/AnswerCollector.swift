import VodHookCatalogue

/// Puts an answer together from the header lines and body pieces that libcurl hands over.
///
/// Legal order: status line, header lines, empty line; after a 1xx answer the same again; then the body; then
/// trailers, which are dropped.
struct AnswerCollector {
    private enum State {
        case beforeStatus
        case headers
        case body
    }

    private var state = State.beforeStatus
    private var status = 0
    private var httpVersion = ""
    private var headers: [HTTPHeader] = []
    private var body: [UInt8] = []
    private var isTruncated = false

    /// Takes one line with its line end.
    mutating func take(line: UnsafeBufferPointer<UInt8>) {
        let content = Self.trimmed(line[...])
        switch state {
        case .beforeStatus:
            beginAnswer(content)
        case .headers:
            if content.isEmpty {
                let isInterim = status / 100 == 1 && status != 101
                state = isInterim ? .beforeStatus : .body
            } else {
                takeHeader(line, content)
            }
        case .body:
            break
        }
    }

    /// Takes a piece of the body.
    mutating func take(body piece: UnsafeBufferPointer<UInt8>) {
        let room = Answer.bodyLimit - body.count
        if piece.count <= room {
            body.append(contentsOf: piece)
        } else {
            body.append(contentsOf: piece.prefix(room))
            isTruncated = true
        }
    }

    /// True when a head began and did not end, which libcurl takes for an answer when the connection closes.
    var isCutInHead: Bool { state == .headers }

    /// The answer as far as it came; nil when no final status line came.
    consuming func answer() -> Answer? {
        guard status != 0, status / 100 != 1 || status == 101 else { return nil }
        return Answer(
            status: status, httpVersion: httpVersion, headers: headers, body: body,
            isBodyTruncated: isTruncated)
    }

    private mutating func beginAnswer(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
        guard line.starts(with: "HTTP/".utf8) else { return }
        let words = line.dropFirst(5).split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count >= 2 else { return }
        let code = words[1].prefix(3).reduce(0) { total, digit in total * 10 + Int(digit &- 0x30) }
        status = code
        httpVersion = String(decoding: words[0], as: UTF8.self)
        headers.removeAll()
        state = .headers
    }

    private mutating func takeHeader(
        _ line: UnsafeBufferPointer<UInt8>, _ content: Slice<UnsafeBufferPointer<UInt8>>
    ) {
        if line[0] == 0x20 || line[0] == 0x09 {
            // A folded line continues the value before it.
            if !headers.isEmpty {
                headers[headers.count - 1].value += " " + String(decoding: content, as: UTF8.self)
            }
            return
        }
        guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = Self.trimmed(content[(colon + 1)...])
        headers.append(
            HTTPHeader(
                String(decoding: content[..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }

    private static func trimmed(
        _ bytes: Slice<UnsafeBufferPointer<UInt8>>
    ) -> Slice<UnsafeBufferPointer<UInt8>> {
        var bytes = bytes
        while let first = bytes.first, isSpace(first) { bytes = bytes.dropFirst() }
        while let last = bytes.last, isSpace(last) { bytes = bytes.dropLast() }
        return bytes
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0d)
    }
}
