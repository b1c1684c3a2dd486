import VodHookCatalogue

/// Every way in which the ids of one media can be written by its provider.
enum IdentityTexts {
    /// Which ids are written.
    enum Choice {
        /// Those of which some body may hold a text.
        case seen(TextWindows)
        /// Those with these numbers.
        case numbers(Set<Int>)
    }

    /// The texts in an order that depends on the media and not on its ids, so that two instances can be paired.
    ///
    /// Tells the numbers of the ids that are written too.
    static func all(
        of facts: Facts, _ provider: Provider, _ choice: Choice
    ) -> (texts: [String], numbers: Set<Int>) {
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
        var numbers: Set<Int> = []
        for (number, token) in tokens.enumerated() {
            if case .numbers(let wanted) = choice, !wanted.contains(number) { continue }
            let written = formats.flatMap { format in
                let text = IdentityFormat(alphabet: format.alphabet, length: format.length).text(for: token)
                return [text, text.lowercased(), text.uppercased()]
            }
            if case .seen(let windows) = choice, !written.contains(where: { windows.mayHold(Array($0.utf8)) })
            {
                continue
            }
            numbers.insert(number)
            texts += written
        }
        if let name = facts["source"]?["fileName"], case .text(let text) = name { texts.append(text) }
        return (texts, numbers)
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
