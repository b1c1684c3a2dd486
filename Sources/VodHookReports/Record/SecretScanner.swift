/// Finds secrets in text of any kind: JSON, JSON within JSON, URLs, forms, logs.
///
/// Works on bytes and reads each a few times at most. What it finds are ranges of values; names stay.
struct SecretScanner {
    let bytes: [UInt8]
    let removed: Set<SecretKind>
    /// Further fields whose values are credentials.
    private let fields: [[UInt8]]
    /// The values found so far, in order of their beginning.
    private(set) var found: [Range<Int>] = []

    private static let nameLimit = 48

    init(_ bytes: [UInt8], removing removed: Set<SecretKind>, fields: [String] = []) {
        self.fields = fields.map { Array($0.utf8) }
        self.bytes = bytes
        self.removed = removed
    }

    /// Looks through all bytes.
    mutating func scan() {
        var index = 0
        while index < bytes.count {
            let end: Int? =
                switch bytes[index] {
                case 0x22: member(at: index)
                case 0x3D: parameter(nameEndsAt: index, valueAt: index + 1)
                case 0x25 where matches("%3d", at: index):
                    parameter(nameEndsAt: index, valueAt: index + 3)
                case 0x5C where matches("\\u003d", at: index):
                    parameter(nameEndsAt: index, valueAt: index + 6)
                case 0x3A: userInformation(at: index)
                case 0x41, 0x4C, 0x53: accessKey(at: index)
                case 0x42, 0x62: authorization(at: index)
                case 0x2D: privateKey(at: index)
                default: nil
                }
            index = max(index + 1, end ?? 0)
        }
    }

    private func byte(_ index: Int) -> UInt8 { bytes.indices.contains(index) ? bytes[index] : 0 }

    /// True when the bytes at `index` are `text`, letters in any case; `text` is in lower case.
    private func matches(_ text: StaticString, at index: Int) -> Bool {
        guard index + text.utf8CodeUnitCount <= bytes.count else { return false }
        return text.withUTF8Buffer { wanted in
            wanted.indices.allSatisfy { place in
                let byte = bytes[index + place]
                // Within the buffer's own indices.
                let other = unsafe wanted[place]
                return ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == other
            }
        }
    }

    private mutating func take(_ range: Range<Int>) -> Int {
        if !range.isEmpty { found.append(range) }
        return range.upperBound
    }

    private func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    /// The name that ends before `end`.
    private func name(before end: Int) -> ArraySlice<UInt8> {
        var start = end
        while start > 0, end - start < Self.nameLimit, isName(bytes[start - 1]) { start -= 1 }
        return bytes[start..<end]
    }

    // MARK: JSON

    /// A member of an object, `quote` being the end of its key, at any depth of escaping.
    private mutating func member(at quote: Int) -> Int? {
        var colon = quote + 1
        while isSpace(byte(colon)) { colon += 1 }
        guard byte(colon) == 0x3A else { return nil }
        var end = quote
        while end > 0, bytes[end - 1] == 0x5C { end -= 1 }
        let key = name(before: end)
        guard !key.isEmpty, byte(key.startIndex - 1) == 0x22,
            let kind = fields.contains(where: key.elementsEqual)
                ? .credentials : SecretNames.kind(ofField: key),
            removed.contains(kind)
        else { return nil }
        var value = colon + 1
        while isSpace(byte(value)) { value += 1 }
        return self.value(at: value, escapes: quote - end)
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Takes a value whose quotes have `escapes` backslashes before them; all texts and numbers of a container.
    private mutating func value(at start: Int, escapes: Int) -> Int? {
        switch byte(start) {
        case 0x22, 0x5C: return text(at: start, escapes: escapes).map { take($0) }
        case 0x2D, 0x30...0x39: return take(number(at: start))
        case 0x7B, 0x5B: return container(at: start, escapes: escapes)
        default: return nil
        }
    }

    private func number(at start: Int) -> Range<Int> {
        var end = start
        while (0x30...0x39).contains(byte(end)) || [0x2D, 0x2B, 0x2E].contains(byte(end)) { end += 1 }
        return start..<end
    }

    /// What is between the quotes; up to the end of the bytes when the second quote is missing.
    private func text(at start: Int, escapes: Int) -> Range<Int>? {
        let open = start + escapes
        guard byte(open) == 0x22, bytes[start..<open].allSatisfy({ $0 == 0x5C }) else { return nil }
        var index = open + 1
        var backslashes = 0
        while index < bytes.count {
            if bytes[index] == 0x22, backslashes % (2 * (escapes + 1)) == escapes {
                return (open + 1)..<(index - escapes)
            }
            backslashes = bytes[index] == 0x5C ? backslashes + 1 : 0
            index += 1
        }
        return (open + 1)..<bytes.count
    }

    private mutating func container(at start: Int, escapes: Int) -> Int {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D: depth -= 1
            case 0x2D, 0x30...0x39:
                index = take(number(at: index))
                continue
            case 0x22, 0x5C:
                if let text = text(at: index, escapes: escapes) {
                    var next = text.upperBound + escapes + 1
                    while isSpace(byte(next)) { next += 1 }
                    if byte(next) != 0x3A { _ = take(text) }
                    index = next
                    continue
                }
            default: break
            }
            index += 1
            if depth == 0 { break }
        }
        return index
    }

    // MARK: URLs

    /// A query parameter, also in a URL that is itself a parameter.
    private mutating func parameter(nameEndsAt end: Int, valueAt start: Int) -> Int? {
        var key = name(before: end)
        // In escaped text the separator's digits stand before the name: %26name, \u0026name.
        let isCoded = byte(key.startIndex - 1) == 0x25 || byte(key.startIndex - 1) == 0x5C
        if isCoded { key = key.dropFirst(byte(key.startIndex - 1) == 0x25 ? 2 : 5) }
        let isFirst = key.startIndex == 0
        guard
            isFirst || isCoded
                || [0x3F, 0x26, 0x3B, 0x23, 0x20, 0x22, 0x27].contains(byte(key.startIndex - 1)),
            let kind = SecretNames.kind(ofParameter: key), removed.contains(kind)
        else { return nil }
        let isNested = byte(end) == 0x25
        var index = start
        while index < bytes.count {
            if Self.endsParameter.contains(bytes[index]) || bytes[index] <= 0x20 { break }
            if isNested, matches("%26", at: index) || matches("%23", at: index) { break }
            index += 1
        }
        return take(start..<index)
    }

    /// `& " ' < > \ # ; ` and the blank end a value.
    private static let endsParameter: Set<UInt8> = [0x26, 0x22, 0x27, 0x3C, 0x3E, 0x5C, 0x23, 0x3B, 0x20]

    /// `user:password` before the host.
    private mutating func userInformation(at colon: Int) -> Int? {
        guard removed.contains(.urls) else { return nil }
        let start: Int
        if matches("://", at: colon) {
            start = colon + 3
        } else if matches(":\\/\\/", at: colon) {
            start = colon + 5
        } else {
            return nil
        }
        var index = start
        var at: Int?
        while index < bytes.count, bytes[index] > 0x20,
            ![0x2F, 0x3F, 0x23, 0x22, 0x5C].contains(bytes[index])
        {
            if bytes[index] == 0x40 { at = index }
            index += 1
        }
        return at.map { take(start..<$0) }
    }

    // MARK: Words

    /// The id of an access key, known by how the clouds begin them.
    private mutating func accessKey(at start: Int) -> Int? {
        guard removed.contains(.accessKeys), start == 0 || !isLetterOrDigit(bytes[start - 1]) else {
            return nil
        }
        let isLong =
            ["LTAI", "AKLT", "AKTP", "AKIA", "ASIA"].contains { bytes[start...].starts(with: $0.utf8) }
        guard isLong || bytes[start...].starts(with: "STS.".utf8) else { return nil }
        var end = start + 4
        while isLetterOrDigit(byte(end)) || byte(end) == 0x5F || byte(end) == 0x2D { end += 1 }
        return end - start >= 16 ? take((start + 4)..<end) : nil
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isName(byte) && ![0x2D, 0x2E, 0x5F].contains(byte)
    }

    /// What follows `Bearer` or `Basic`.
    private mutating func authorization(at start: Int) -> Int? {
        guard removed.contains(.credentials), start == 0 || !isLetterOrDigit(bytes[start - 1]) else {
            return nil
        }
        let word = matches("bearer ", at: start) ? 7 : matches("basic ", at: start) ? 6 : 0
        guard word > 0 else { return nil }
        var end = start + word
        while isName(byte(end)) || [0x2B, 0x2F, 0x3D, 0x7E].contains(byte(end)) { end += 1 }
        return end - start - word >= 8 ? take((start + word)..<end) : nil
    }

    /// The text between the lines of a PEM private key.
    private mutating func privateKey(at start: Int) -> Int? {
        guard removed.contains(.credentials), matches("-----begin ", at: start) else { return nil }
        var lineEnd = start + 11
        while lineEnd < bytes.count, bytes[lineEnd] != 0x2D { lineEnd += 1 }
        guard String(decoding: bytes[start..<lineEnd], as: UTF8.self).contains("PRIVATE KEY") else {
            return nil
        }
        var end = lineEnd + 5
        while end < bytes.count, !matches("-----end", at: end) { end += 1 }
        return take(min(lineEnd + 5, end)..<end)
    }
}
