package import VodHookCatalogue

/// Replaces secrets by stand-ins of the same shape; the same secret always by the same one.
///
/// Known by their places: names of headers, of fields and of query parameters. Known by themselves: keys that the
/// tool was given, ids of access keys, private keys. Bodies that are compressed or encrypted are not looked into.
package struct Scrubber: Sendable {
    /// Secrets shorter than this are not looked for in running text, where they would match by chance.
    package static let shortestLiteral = 8

    /// What is replaced.
    package let removed: Set<SecretKind>
    private let literals: [[UInt8]]
    private let fields: [String]
    private let placeholder: Placeholder

    /// A scrubber; `known` are secrets wherever they stand, `fields` JSON fields whose values are credentials here.
    package init(
        removing removed: Set<SecretKind>, known: [String] = [], fields: [String] = [], pepper: String = ""
    ) {
        self.removed = removed
        self.fields = fields
        let written = known.flatMap { [$0, Self.percentEncoded($0)] }
        literals =
            removed.contains(.credentials)
            ? Set(written.filter { $0.utf8.count >= Self.shortestLiteral }).sorted().map { Array($0.utf8) }
            : []
        placeholder = Placeholder(pepper: pepper)
    }

    /// `text` without secrets.
    package func text(_ text: String) -> String { String(decoding: bytes(Array(text.utf8)), as: UTF8.self) }

    /// A header without secrets.
    package func header(_ header: HTTPHeader) -> HTTPHeader {
        guard let kind = SecretNames.kind(ofHeader: header.name), removed.contains(kind) else {
            return HTTPHeader(header.name, text(header.value))
        }
        let value = Array(header.value.utf8)
        // "Bearer" and its like say how, not what.
        let word = header.name.lowercased().contains("authorization") ? value.firstIndex(of: 0x20) : nil
        let start = word.map { $0 + 1 } ?? 0
        return HTTPHeader(
            header.name,
            String(decoding: value[..<start] + placeholder.bytes(for: value[start...]), as: UTF8.self))
    }

    /// `bytes` without secrets; UTF-8 and UTF-16 are looked through, other bytes only where they are ASCII.
    package func bytes(_ bytes: [UInt8]) -> [UInt8] {
        if removed.isEmpty { return bytes }
        if let wide = UTF16Text(bytes) { return wide.bytes(of: text(wide.text)) }
        var scanner = SecretScanner(bytes, removing: removed, fields: fields)
        scanner.scan()
        var ranges = scanner.found
        for literal in literals { ranges += Self.places(of: literal, in: bytes) }
        if ranges.isEmpty { return bytes }
        ranges.sort { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var copied = 0
        var place = 0
        while place < ranges.count {
            var range = ranges[place]
            place += 1
            while place < ranges.count, ranges[place].lowerBound < range.upperBound {
                range = range.lowerBound..<max(range.upperBound, ranges[place].upperBound)
                place += 1
            }
            result += bytes[copied..<range.lowerBound]
            result += placeholder.bytes(for: bytes[range])
            copied = range.upperBound
        }
        return result + bytes[copied...]
    }

    private static func places(of literal: [UInt8], in bytes: [UInt8]) -> [Range<Int>] {
        guard let first = literal.first, bytes.count >= literal.count else { return [] }
        var places: [Range<Int>] = []
        var index = 0
        while index <= bytes.count - literal.count {
            if bytes[index] == first, bytes[index..<(index + literal.count)].elementsEqual(literal) {
                places.append(index..<(index + literal.count))
                index += literal.count
            } else {
                index += 1
            }
        }
        return places
    }

    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: [byte]
            default: [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A body in UTF-16, known by its byte order mark.
private struct UTF16Text {
    let text: String
    private let isBigEndian: Bool

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 2, bytes.count.isMultiple(of: 2) else { return nil }
        switch (bytes[0], bytes[1]) {
        case (0xFE, 0xFF): isBigEndian = true
        case (0xFF, 0xFE): isBigEndian = false
        default: return nil
        }
        let high = isBigEndian ? 0 : 1
        let units = stride(from: 2, to: bytes.count, by: 2).map { place in
            UInt16(bytes[place + high]) << 8 | UInt16(bytes[place + 1 - high])
        }
        text = String(decoding: units, as: UTF16.self)
    }

    func bytes(of text: String) -> [UInt8] {
        (isBigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE])
            + text.utf16.flatMap { unit in
                let (high, low) = (UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit))
                return isBigEndian ? [high, low] : [low, high]
            }
    }
}
