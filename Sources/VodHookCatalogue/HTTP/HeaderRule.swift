/// What may stand in a header that is sent (RFC 9110, 5.1 and 5.5).
package enum HeaderRule {
    /// Headers that say where a body ends; whoever sends the body writes them.
    private static let framing: [StaticString] = ["content-length", "transfer-encoding"]

    /// Why `name` is no header's name; nil when it is one.
    package static func complaint(aboutName name: String) -> String? {
        if name.isEmpty { return "a header has no name" }
        if name.utf8.contains(where: { $0 == 0 || $0 == 0x0a || $0 == 0x0d }) {
            return "a header's name holds a NUL or a line break"
        }
        if name.utf8.contains(where: { $0 == 0x20 || $0 == 0x09 }) { return "a header's name holds a blank" }
        return name.utf8.allSatisfy(isTokenByte)
            ? nil : "a header's name holds a character that none may have"
    }

    /// Why `value` cannot be a header's value, such as "holds a line break"; nil when it can.
    package static func complaint(aboutValue value: String) -> String? {
        if value.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d }) { return "holds a line break" }
        if value.utf8.contains(0) { return "holds a NUL" }
        if value.utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7f }) {
            return "holds a control character"
        }
        let ends = [value.utf8.first, value.utf8.last]
        return ends.contains(0x20) || ends.contains(0x09)
            ? "begins or ends with a blank, which receivers drop" : nil
    }

    /// True for a header that says where the body ends.
    package static func isFraming(_ name: String) -> Bool {
        framing.contains { RequestFraming.isCalled(name, $0) }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
