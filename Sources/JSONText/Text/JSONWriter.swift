/// Writes JSON text, byte-stable: the same value gives the same bytes everywhere.
///
/// Escaped are only `"`, `\` and control characters; `/` and letters beyond ASCII stay as they are.
public struct JSONWriter {
    /// How the text is laid out.
    public enum Layout: Sendable {
        /// No white space at all.
        case compact
        /// One member or element a line, two blanks deeper each level; empty containers stay `{}` and `[]`.
        case pretty
    }

    private var bytes: [UInt8] = []
    private let layout: Layout

    private init(_ layout: Layout) { self.layout = layout }

    /// The JSON text of `value`, without a line break at the end.
    public static func bytes(of value: JSONValue, layout: Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout)
        writer.write(value, indent: 0)
        return writer.bytes
    }

    /// As `bytes(of:layout:)`, as a string.
    public static func text(of value: JSONValue, layout: Layout = .compact) -> String {
        String(decoding: bytes(of: value, layout: layout), as: UTF8.self)
    }

    private mutating func write(_ value: JSONValue, indent: Int) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let truth): bytes += (truth ? "true" : "false").utf8
        case .number(let number): bytes += number.literal.utf8
        case .string(let text): write(text)
        case .array(let elements):
            write(count: elements.count, open: 0x5B, close: 0x5D, indent: indent) { writer, place in
                writer.write(elements[place], indent: indent + 1)
            }
        case .object(let object):
            write(count: object.count, open: 0x7B, close: 0x7D, indent: indent) { writer, place in
                let member = object.members[place]
                writer.write(member.key)
                writer.bytes.append(0x3A)
                if writer.layout == .pretty { writer.bytes.append(0x20) }
                writer.write(member.value, indent: indent + 1)
            }
        }
    }

    private mutating func write(
        count: Int, open: UInt8, close: UInt8, indent: Int, item: (inout JSONWriter, Int) -> Void
    ) {
        bytes.append(open)
        for place in 0..<count {
            if place > 0 { bytes.append(0x2C) }
            breakLine(indent + 1)
            item(&self, place)
        }
        if count > 0 { breakLine(indent) }
        bytes.append(close)
    }

    private mutating func breakLine(_ indent: Int) {
        guard layout == .pretty else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: indent * 2))
    }

    private mutating func write(_ text: String) {
        bytes.append(0x22)
        for byte in text.utf8 {
            switch byte {
            case 0x22: bytes += [0x5C, 0x22]
            case 0x5C: bytes += [0x5C, 0x5C]
            case 0x08: bytes += [0x5C, 0x62]
            case 0x0C: bytes += [0x5C, 0x66]
            case 0x0A: bytes += [0x5C, 0x6E]
            case 0x0D: bytes += [0x5C, 0x72]
            case 0x09: bytes += [0x5C, 0x74]
            case 0..<0x20, 0x7F: bytes += Array("\\u00\(Hex.encode([byte]))".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(0x22)
    }
}
