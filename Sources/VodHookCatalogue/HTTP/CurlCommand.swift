import JSONText

/// A curl command that sends a request byte for byte, with no header of curl's own.
package enum CurlCommand {
    /// The command for people: it shows the answer.
    package static func text(_ request: OutgoingRequest) -> String {
        let body = RequestText.quoted(String(decoding: request.body, as: UTF8.self))
        return "curl -i " + arguments(request, data: body).joined(separator: " \\\n  ")
    }

    /// The arguments, in groups that may stand on a line each.
    ///
    /// `data` is the word of a shell that stands behind `--data-binary`; `timeout` limits the whole call; `more` are
    /// headers whose values are words of a shell.
    package static func arguments(
        _ request: OutgoingRequest, data: String, timeout: Duration? = nil,
        more: [(name: String, value: String)] = []
    ) -> [String] {
        var first = "-X \(RequestText.quoted(request.method)) \(RequestText.quoted(request.url))"
        if let timeout {
            first += " --max-time \(JSONNumber(shortest: timeout.inSeconds)?.literal ?? "5")"
        }
        var parts = [first]
        for header in request.headers { parts.append("-H \(RequestText.quoted(text(header)))") }
        for header in more { parts.append("-H \(RequestText.quoted("\(header.name): "))\(header.value)") }
        if request.wire.chunkBytes != nil { parts.append("-H 'Transfer-Encoding: chunked'") }
        if request.wire.expectsContinue { parts.append("-H 'Expect: 100-continue'") }
        for name in ["Content-Type", "User-Agent", "Accept"] where request.headers.first(name) == nil {
            parts.append("-H '\(name):'")
        }
        if !request.wire.expectsContinue { parts.append("-H 'Expect:'") }
        parts.append("--data-binary \(data)")
        return parts
    }

    /// curl takes a header without value away; a semicolon sends it empty.
    private static func text(_ header: HTTPHeader) -> String {
        header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
    }
}
