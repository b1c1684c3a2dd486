/// Reads the tags of a page as far as is needed to see that they nest.
struct PageReader {
    private(set) var tags: [String] = []
    private(set) var attributes: Set<String> = []
    private(set) var mistakes: [String] = []

    private static let void: Set = ["!doctype", "meta", "link", "input"]

    init(_ page: String) {
        var open: [String] = []
        var rest = Array(page.unicodeScalars)[...]
        while let start = rest.firstIndex(of: "<") {
            if let raw = open.last, ["script", "style"].contains(raw) {
                let end = Array("</\(raw)>".unicodeScalars)
                guard let place = rest.indices.first(where: { rest[$0...].starts(with: end) }) else { break }
                rest = rest[(place + end.count)...]
                open.removeLast()
                continue
            }
            guard let end = Self.end(of: rest[start...]) else { break }
            let tag = String(String.UnicodeScalarView(rest[(start + 1)..<end]))
            rest = rest[(end + 1)...]
            let name = tag.prefix { !$0.isWhitespace }.lowercased()
            if name.hasPrefix("/") {
                if open.popLast() != String(name.dropFirst()) { mistakes.append(tag) }
                continue
            }
            tags.append(name)
            attributes.formUnion(Self.attributes(tag))
            if !Self.void.contains(name) { open.append(name) }
        }
        mistakes += open
    }

    /// The `>` that ends a tag, not one within quotes.
    private static func end(of tag: ArraySlice<Unicode.Scalar>) -> Int? {
        var isQuoted = false
        for place in tag.indices {
            if tag[place] == "\"" { isQuoted.toggle() }
            if tag[place] == ">" && !isQuoted { return place }
        }
        return nil
    }

    private static func attributes(_ tag: String) -> [String] {
        let plain = tag.replacing(/"[^"]*"/.matchingSemantics(.unicodeScalar), with: "")
        return plain.split(separator: " ").dropFirst().map { String($0.prefix { $0 != "=" }) }
    }
}
