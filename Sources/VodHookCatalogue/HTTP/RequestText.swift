/// A request as text that other tools and people read.
package enum RequestText {
    /// The request as HTTP/1.1 text with line feeds, the body behind an empty line.
    package static func http(_ request: OutgoingRequest) -> String {
        var text: [UInt8] = []
        RequestFraming.appendHead(
            of: request, to: RequestTarget(request.url), bodyEnd: RequestFraming.bodyEnd(of: request),
            onto: &text)
        text.removeAll { $0 == 0x0D }
        RequestFraming.appendBody(of: request, onto: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// `text` as one word of a POSIX shell.
    package static func quoted(_ text: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:".utf8)
        if !text.isEmpty, text.utf8.allSatisfy(plain.contains) { return text }
        return "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
