/// What HTTP/2 servers said they had not looked at; used on the engine's thread only.
///
/// A server that wants to end a connection names the last stream it looks at (RFC 9113, 6.8). Servers such as nginx
/// do so after a number of requests, with others on their way; those can go out again without harm. libcurl tells
/// of it in its trace only. When a version of libcurl words that differently nothing is found here, and such
/// requests end as `closed`.
final class HTTP2Refusals {
    /// By the local port of the connection.
    private var lastStreams: [Int32: Int] = [:]

    /// Forgets an earlier connection that had the same local port.
    func begin(connection: Int32) {
        lastStreams[connection] = nil
    }

    /// Notes the last stream that will be looked at on a connection.
    func note(lastStream: Int, connection: Int32) {
        lastStreams[connection] = lastStream
    }

    /// True when the server said that it did not look at the stream.
    func refused(stream: Int, connection: Int32) -> Bool {
        lastStreams[connection].map { $0 < stream } ?? false
    }

    /// What a line of libcurl's trace says that matters here.
    enum Sign: Equatable {
        /// The request goes out as this stream.
        case stream(Int)
        /// The connection will end, with this stream as the last.
        case lastStream(Int)
        /// The stream was refused, and libcurl sends it again.
        case streamRefused
    }

    /// Reads a line of libcurl's trace, in the words of 7.88; nil when it says nothing of the kind.
    static func sign(in line: UnsafeBufferPointer<UInt8>) -> Sign? {
        if line.starts(with: "REFUSED_STREAM".utf8) { return .streamRefused }
        if line.starts(with: "Using Stream ID: ".utf8) { return .stream(number(line.dropFirst(17))) }
        // The first word is `recveived` in some versions.
        guard line.first == UInt8(ascii: "r") else { return nil }
        let words = line.split(separator: 0x20)
        guard words.count == 4, words[1].elementsEqual("GOAWAY,".utf8),
            words[3].starts(with: "last_stream=".utf8)
        else { return nil }
        return .lastStream(number(words[3].dropFirst(12)))
    }

    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        digits.prefix(10).prefix { $0 >= 0x30 && $0 <= 0x39 }.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

@available(*, unavailable)
extension HTTP2Refusals: Sendable {}
