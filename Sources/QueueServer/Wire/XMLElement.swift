import JSONText

/// An element of a request body: its name, its text and its children.
struct XMLElement: Sendable, Equatable {
    /// The name without a prefix.
    var name: String
    /// All text directly within it, joined.
    var text: [UInt8] = []
    /// The elements within it, in order.
    var children: [XMLElement] = []

    /// The first child with that name.
    func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first child with that name, without blanks around it.
    func value(_ name: String) -> String? {
        child(name).map { $0.trimmedText }
    }

    /// The text without blanks around it.
    var trimmedText: String {
        let isBlank = { (byte: UInt8) in [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
        let tail = text.drop(while: isBlank)
        return String(
            decoding: tail.prefix(
                (tail.lastIndex { !isBlank($0) } ?? tail.startIndex - 1) - tail.startIndex + 1), as: UTF8.self
        )
    }
}

/// A strict reader of small XML documents: elements, text, references, CDATA; no document type, so nothing is expanded
/// beyond the bytes that were sent.
///
/// Attributes are read and dropped. Depth is bounded; size is what the caller gives.
struct XMLReader {
    /// A document that is not well formed, or one deeper than the API knows.
    struct Malformed: Error {}

    static let depthLimit = 16

    private let bytes: [UInt8]
    private var place = 0

    /// The root of the document.
    static func root(of bytes: [UInt8]) throws(Malformed) -> XMLElement {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Malformed() }
        var reader = XMLReader(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.place = 3 }
        try reader.skipMisc()
        guard reader.peek == 0x3C else { throw Malformed() }
        let root = try reader.element(depth: 1)
        try reader.skipMisc()
        guard reader.place == bytes.count else { throw Malformed() }
        return root
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func isAt(_ text: StaticString) -> Bool {
        bytes[place...].starts(with: Array("\(text)".utf8))
    }

    private mutating func skip(past end: String) throws(Malformed) {
        let end = Array(end.utf8)
        while place + end.count <= bytes.count {
            if bytes[place..<(place + end.count)].elementsEqual(end) {
                place += end.count
                return
            }
            place += 1
        }
        throw Malformed()
    }

    private mutating func skipBlanks() {
        while let byte = peek, Self.isBlank(byte) { place += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Declarations, comments, instructions and blanks outside the root.
    private mutating func skipMisc() throws(Malformed) {
        while true {
            skipBlanks()
            if isAt("<!--") {
                place += 4
                try skip(past: "-->")
            } else if isAt("<?") {
                try skip(past: "?>")
            } else {
                return
            }
        }
    }

    /// A name, without its prefix; `whole` has it.
    private mutating func name() throws(Malformed) -> (local: String, whole: ArraySlice<UInt8>) {
        let start = place
        while let byte = peek, !Self.isBlank(byte), byte != 0x2F, byte != 0x3E, byte != 0x3D, byte != 0x3C {
            place += 1
        }
        let whole = bytes[start..<place]
        guard let first = whole.first, first != 0x2D, first != 0x2E, !(0x30...0x39).contains(first) else {
            throw Malformed()
        }
        let local = whole.lastIndex(of: 0x3A).map { whole[($0 + 1)...] } ?? whole
        guard !local.isEmpty else { throw Malformed() }
        return (String(decoding: local, as: UTF8.self), whole)
    }

    private mutating func element(depth: Int) throws(Malformed) -> XMLElement {
        guard depth <= Self.depthLimit else { throw Malformed() }
        place += 1
        let (name, whole) = try name()
        var element = XMLElement(name: name)
        if try skipAttributes() { return element }
        while let byte = peek {
            switch byte {
            case 0x26: element.text += try reference()
            case 0x3C where isAt("</"):
                place += 2
                guard try self.name().whole == whole else { throw Malformed() }
                skipBlanks()
                guard peek == 0x3E else { throw Malformed() }
                place += 1
                return element
            case 0x3C where isAt("<![CDATA["):
                place += 9
                let start = place
                try skip(past: "]]>")
                element.text += Self.withPlainLines(bytes[start..<(place - 3)])
            case 0x3C where isAt("<!--"):
                place += 4
                try skip(past: "-->")
            case 0x3C where isAt("<?"): try skip(past: "?>")
            case 0x3C: element.children.append(try self.element(depth: depth + 1))
            default:
                let start = place
                while let next = peek, next != 0x26, next != 0x3C { place += 1 }
                let run = bytes[start..<place]
                guard run.allSatisfy({ $0 >= 0x20 || Self.isBlank($0) }) else { throw Malformed() }
                element.text += Self.withPlainLines(run)
            }
        }
        throw Malformed()
    }

    /// Carriage returns of the document are line feeds to its reader.
    private static func withPlainLines(_ run: ArraySlice<UInt8>) -> [UInt8] {
        if !run.contains(0x0D) { return Array(run) }
        var plain: [UInt8] = []
        for (at, byte) in zip(run.indices, run) {
            if byte != 0x0D {
                plain.append(byte)
            } else if at + 1 == run.endIndex || run[at + 1] != 0x0A {
                plain.append(0x0A)
            }
        }
        return plain
    }

    /// Reads to the end of a start tag; true when the element ends with it.
    private mutating func skipAttributes() throws(Malformed) -> Bool {
        var names: [ArraySlice<UInt8>] = []
        while true {
            let before = place
            skipBlanks()
            switch peek {
            case 0x3E:
                place += 1
                return false
            case 0x2F:
                guard place + 1 < bytes.count, bytes[place + 1] == 0x3E else { throw Malformed() }
                place += 2
                return true
            case nil: throw Malformed()
            default:
                guard place > before else { throw Malformed() }
                let whole = try name().whole
                guard !names.contains(whole) else { throw Malformed() }
                names.append(whole)
                skipBlanks()
                guard peek == 0x3D else { throw Malformed() }
                place += 1
                skipBlanks()
                guard let quote = peek, quote == 0x22 || quote == 0x27 else { throw Malformed() }
                place += 1
                while let byte = peek, byte != quote {
                    guard byte != 0x3C else { throw Malformed() }
                    if byte == 0x26 { _ = try reference() } else { place += 1 }
                }
                guard peek == quote else { throw Malformed() }
                place += 1
            }
        }
    }

    private static let entities: [String: UInt8] = [
        "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27,
    ]

    /// What `&name;`, `&#10;` or `&#xA;` stands for.
    private mutating func reference() throws(Malformed) -> [UInt8] {
        let start = place + 1
        guard let end = bytes[start...].prefix(12).firstIndex(of: 0x3B) else { throw Malformed() }
        place = end + 1
        let name = String(decoding: bytes[start..<end], as: UTF8.self)
        if let byte = Self.entities[name] { return [byte] }
        let isHex = name.hasPrefix("#x")
        guard name.hasPrefix("#"), let digit = name.dropFirst(isHex ? 2 : 1).first, digit != "+",
            let value = UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10),
            let scalar = Unicode.Scalar(value), value >= 0x20 || [0x09, 0x0A, 0x0D].contains(value),
            value != 0xFFFE, value != 0xFFFF
        else { throw Malformed() }
        return Array(String(Character(scalar)).utf8)
    }
}
