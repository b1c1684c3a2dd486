/// Every way in which the ids of one media can be written by its provider.
enum IdentityTexts {
    /// The texts in an order that depends on the media and not on its ids, so that two instances can be paired.
    static func all(of facts: Facts, _ provider: Provider) -> [String] {
        var tokens: [Identity] = []
        collect(.group(facts), into: &tokens)
        var formats: [(alphabet: IdentityFormat.Alphabet, length: Int)] = [(.hex, 32)]
        for name in provider.ids.keys.sorted() {
            guard let format = provider.ids[name] else { continue }
            // The prefix is the same for all, so the rest is enough, and is found without the prefix too.
            let isKnown = formats.contains { $0.alphabet == format.alphabet && $0.length == format.length }
            if !isKnown { formats.append((format.alphabet, format.length)) }
        }
        var texts: [String] = []
        for token in tokens {
            for format in formats {
                let text = IdentityFormat(alphabet: format.alphabet, length: format.length).text(for: token)
                texts += [text, text.lowercased(), text.uppercased()]
            }
        }
        if let name = facts["source"]?["fileName"], case .text(let text) = name { texts.append(text) }
        return texts
    }

    private static func collect(_ fact: Fact, into tokens: inout [Identity]) {
        switch fact {
        case .identity(let identity): tokens.append(identity)
        case .list(let elements): for element in elements { collect(element, into: &tokens) }
        case .group(let facts):
            for name in facts.byName.keys.sorted() {
                if let inner = facts[name] { collect(inner, into: &tokens) }
            }
        default: break
        }
    }
}
