import VodHookCatalogue

/// What cannot be sent because it would change the meaning of the bytes around it.
enum RequestCheck {
    /// Why a request cannot be sent, or nil when it can.
    static func problem(of request: OutgoingRequest) -> TransportFailure? {
        if breaksLine(request.url) { return refusal("the URL contains a NUL or a line break") }
        if request.method.isEmpty || !request.method.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) {
            return refusal("the method is not a word")
        }
        if request.method == "HEAD", !request.body.isEmpty {
            return refusal("a HEAD request cannot have a body")
        }
        for header in request.headers {
            if breaksLine(header.name) || breaksLine(header.value) {
                return refusal("a header contains a NUL or a line break")
            }
            if let complaint = HeaderRule.complaint(aboutValue: header.value), complaint.contains("control") {
                return refusal("the value of header \(header.name) \(complaint)")
            }
            // libcurl takes the first colon for the end of the name, or a semicolon when there is no value.
            let name = header.name.utf8
            if name.isEmpty || name.contains(UInt8(ascii: ":")) || name.contains(UInt8(ascii: ";")) {
                return refusal("a header name is empty or contains a colon or a semicolon")
            }
            if let complaint = HeaderRule.complaint(aboutName: header.name) { return refusal(complaint) }
        }
        return nil
    }

    private static func breaksLine(_ text: String) -> Bool {
        text.utf8.contains { $0 == 0 || $0 == 0x0a || $0 == 0x0d }
    }

    private static func refusal(_ message: String) -> TransportFailure {
        TransportFailure(.other, "\(message); it was not sent")
    }
}
