/// Bodies as lines of JSON.
package enum BodyLine {
    /// True when `body` is one line of JSON as it stands.
    package static func isLine(_ body: [UInt8]) -> Bool { !body.contains(0x0A) && value(of: body) != nil }

    /// The body where it is one line of JSON; else its JSON without line breaks, or its text as a JSON string.
    package static func line(of body: [UInt8]) -> [UInt8] {
        guard let value = value(of: body) else {
            return JSONWriter.bytes(of: .string(String(decoding: body, as: UTF8.self)))
        }
        return body.contains(0x0A) ? JSONWriter.bytes(of: value) : body
    }

    private static func value(of body: [UInt8]) -> JSONValue? {
        // Most readers of such files stop at a byte order mark, and none at a repeated key.
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { return nil }
        return JSONReader.read(SourceText(name: "body", bytes: body), strictness: .grammarOnly).value?.value
    }
}
