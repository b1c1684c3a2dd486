/// A URI reference in its five parts (RFC 3986); nothing is decoded and nothing is refused.
struct SchemaURI {
    var scheme: String?
    var authority: String?
    var path: String
    var query: String?
    var fragment: String?

    init(_ text: String) {
        var rest = Substring(text).utf8
        func cut(at byte: UInt8) -> String? {
            guard let place = rest.firstIndex(of: byte) else { return nil }
            let tail = String(Substring(rest[rest.index(after: place)...]))
            rest = rest[..<place]
            return tail
        }
        fragment = cut(at: 0x23)
        query = cut(at: 0x3F)
        if let colon = rest.firstIndex(of: 0x3A), Self.isScheme(rest[..<colon]) {
            scheme = String(Substring(rest[..<colon]))
            rest = rest[rest.index(after: colon)...]
        }
        if rest.starts(with: [0x2F, 0x2F]) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: 0x2F) ?? rest.endIndex
            authority = String(Substring(rest[..<end]))
            rest = rest[end...]
        }
        path = String(Substring(rest))
    }

    private static func isScheme(_ bytes: Substring.UTF8View.SubSequence) -> Bool {
        guard let first = bytes.first, (0x61...0x7A).contains(first | 0x20) else { return false }
        return bytes.allSatisfy {
            (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0)
                || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
        }
    }

    /// The parts put together again.
    var text: String {
        (scheme.map { $0 + ":" } ?? "") + (authority.map { "//" + $0 } ?? "") + path
            + (query.map { "?" + $0 } ?? "") + (fragment.map { "#" + $0 } ?? "")
    }

    /// The reference without its fragment: the name of a whole document.
    var document: String {
        var copy = self
        copy.fragment = nil
        return copy.text
    }

    /// The URI that the reference means in a document at `base` (RFC 3986 section 5.2.2).
    func resolved(against base: SchemaURI) -> SchemaURI {
        var result = self
        if scheme != nil {
            result.path = Self.withoutDots(path)
            return result
        }
        result.scheme = base.scheme
        if authority != nil {
            result.path = Self.withoutDots(path)
            return result
        }
        result.authority = base.authority
        if path.isEmpty {
            result.path = base.path
            result.query = query ?? base.query
        } else if path.utf8.first == 0x2F {
            result.path = Self.withoutDots(path)
        } else {
            result.path = Self.withoutDots(Self.folder(of: base) + path)
        }
        return result
    }

    private static func folder(of base: SchemaURI) -> String {
        guard let slash = base.path.utf8.lastIndex(of: 0x2F) else { return base.authority == nil ? "" : "/" }
        return String(base.path[...slash])
    }

    private static func withoutDots(_ path: String) -> String {
        let parts = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        guard parts.contains(".") || parts.contains("..") else { return path }
        var kept: [String] = []
        for (place, part) in parts.enumerated() {
            let isLast = place == parts.count - 1
            if part == ".." {
                if kept.count > 1 || (kept.first.map { !$0.isEmpty } ?? false) { kept.removeLast() }
                if isLast { kept.append("") }
            } else if part == "." {
                if isLast { kept.append("") }
            } else {
                kept.append(part)
            }
        }
        return kept.joined(separator: "/")
    }
}
