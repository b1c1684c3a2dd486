/// Writes the bytes of an HTTP/1.1 request, the same ones that libcurl sends for a plain request.
///
/// Everything is appended to a buffer of the caller's, which can be used again for the next request.
package enum RequestFraming {
    /// How the receiver knows where the body ends.
    package enum BodyEnd {
        /// There is no body.
        case none
        /// By a `Content-Length`.
        case length(Int)
        /// By the last chunk.
        case chunks
    }

    /// How a body ends unless something else is asked for: by its length, or in chunks when a header says so.
    package static func bodyEnd(of request: OutgoingRequest) -> BodyEnd {
        if !request.carriesBody { return .none }
        for header in request.headers where isCalled(header.name, "transfer-encoding") {
            if header.value.lowercased().hasPrefix("chunked") { return .chunks }
        }
        return .length(request.body.count)
    }

    /// Appends request line and headers, with the empty line.
    ///
    /// `Host` stands first, then the headers in their order, then what tells of the body. A header that the request
    /// has itself is not written a second time, so that a wrong one can be sent.
    package static func appendHead(
        of request: OutgoingRequest, to target: RequestTarget, bodyEnd: BodyEnd,
        expectsContinue: Bool = false,
        onto bytes: inout [UInt8]
    ) {
        append(request.method, onto: &bytes)
        append(" ", onto: &bytes)
        append(target.path, onto: &bytes)
        append(" HTTP/1.1\r\n", onto: &bytes)
        appendHost(request, target, onto: &bytes)
        if let authorization = target.authorization, !has("authorization", request) {
            append("Authorization: ", onto: &bytes)
            append(authorization, onto: &bytes)
            append("\r\n", onto: &bytes)
        }
        for header in request.headers where !isCalled(header.name, "host") {
            append(header, called: header.name, onto: &bytes)
        }
        switch bodyEnd {
        case .none:
            break
        case .length(let count):
            if !has("content-length", request) {
                append("Content-Length: ", onto: &bytes)
                append(decimal: count, onto: &bytes)
                append("\r\n", onto: &bytes)
            }
        case .chunks:
            if !has("transfer-encoding", request) { append("Transfer-Encoding: chunked\r\n", onto: &bytes) }
        }
        if expectsContinue, !has("expect", request) { append("Expect: 100-continue\r\n", onto: &bytes) }
        append("\r\n", onto: &bytes)
    }

    /// Appends a body, whole or in chunks of `chunkSize` with the last one behind them.
    package static func append(body: [UInt8], chunkSize: Int?, onto bytes: inout [UInt8]) {
        guard let chunkSize else {
            bytes += body
            return
        }
        for start in stride(from: 0, to: body.count, by: chunkSize) {
            let chunk = body[start..<min(body.count, start + chunkSize)]
            append(String(chunk.count, radix: 16), onto: &bytes)
            append("\r\n", onto: &bytes)
            bytes += chunk
            append("\r\n", onto: &bytes)
        }
        append("0\r\n\r\n", onto: &bytes)
    }

    /// The request as it stands on the wire unless something goes wrong on purpose.
    package static func bytes(of request: OutgoingRequest) -> [UInt8] {
        var bytes: [UInt8] = []
        appendHead(
            of: request, to: RequestTarget(request.url), bodyEnd: bodyEnd(of: request), onto: &bytes)
        appendBody(of: request, onto: &bytes)
        return bytes
    }

    /// Appends the body as its head announces it: whole, or as one chunk.
    package static func appendBody(of request: OutgoingRequest, onto bytes: inout [UInt8]) {
        let isChunked = if case .chunks = bodyEnd(of: request) { true } else { false }
        append(body: request.body, chunkSize: isChunked ? max(1, request.body.count) : nil, onto: &bytes)
    }

    private static func append(_ text: String, onto bytes: inout [UInt8]) {
        bytes.append(contentsOf: text.utf8)
    }

    private static func appendHost(
        _ request: OutgoingRequest, _ target: RequestTarget, onto bytes: inout [UInt8]
    ) {
        for header in request.headers where isCalled(header.name, "host") {
            return append(header, called: "Host", onto: &bytes)
        }
        append("Host: ", onto: &bytes)
        append(target.host, onto: &bytes)
        append("\r\n", onto: &bytes)
    }

    private static func append(_ header: HTTPHeader, called name: String, onto bytes: inout [UInt8]) {
        append(name, onto: &bytes)
        append(":", onto: &bytes)
        // libcurl writes no space before nothing.
        if !header.value.utf8.allSatisfy({ $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0d) }) {
            append(" ", onto: &bytes)
            append(header.value, onto: &bytes)
        }
        append("\r\n", onto: &bytes)
    }

    private static func append(decimal number: Int, onto bytes: inout [UInt8]) {
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private static func has(_ name: StaticString, _ request: OutgoingRequest) -> Bool {
        for header in request.headers where isCalled(header.name, name) { return true }
        return false
    }

    /// Compares without regard to the case of ASCII letters; `name` must be in lower case.
    package static func isCalled(_ text: String, _ name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        guard text.utf8.count == count else { return false }
        // The bytes of a static string live for ever.
        let wanted = unsafe UnsafeBufferPointer(start: name.utf8Start, count: count)
        var index = 0
        for byte in text.utf8 {
            let lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
            // `index` counts to `count` at most: both texts are that long.
            if unsafe lower != wanted[index] { return false }
            index += 1
        }
        return true
    }
}

extension OutgoingRequest {
    /// True when the request says how its body ends, be it empty.
    package var carriesBody: Bool {
        method != "HEAD" && (!body.isEmpty || ["POST", "PUT", "PATCH"].contains(method))
    }
}
