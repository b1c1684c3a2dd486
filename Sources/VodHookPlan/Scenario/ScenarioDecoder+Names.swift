import JSONText
import VodHookCatalogue

/// Names such as `${movie.videoId}` in what probes ask and expect.
extension ScenarioDecoder {
    /// Checks the names in what is expected of an answer, where only those of media are replaced.
    ///
    /// Any other would be compared as it is written, so that `notEquals` could never fail.
    mutating func checkNames(inExpected node: JSONNode?) {
        let checks = ["headers", "body", "output"].flatMap { node?[$0]?.elements ?? [] }
        for member in checks.flatMap(\.members) where PredicateWord.named(member.key)?.takesNames ?? false {
            checkNames(inCompared: member.value)
        }
    }

    private mutating func checkNames(inCompared node: JSONNode) {
        for inner in node.elements + node.members.map(\.value) { checkNames(inCompared: inner) }
        for reference in Interpolation.references(in: node.string ?? "") {
            if ["capture.", "target."].contains(where: { reference.name.hasPrefix($0) }) {
                report(
                    node, "${\(reference.name)} is not replaced in what is expected",
                    remedy:
                        "names of media, env, vars and matrix can stand here; for the text itself write $${")
            } else {
                check(reference, at: node)
            }
        }
    }

    mutating func check(_ reference: Interpolation.Reference, at node: JSONNode) {
        let parts = reference.name.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.first == "capture", parts.count == 2 {
            let name = parts[1].hasSuffix(Capture.rawMark) ? String(parts[1].dropLast(4)) : parts[1]
            if !captured.contains(name) {
                report(
                    node, "nothing is captured as \"\(name)\" before this",
                    remedy: Suggestion.didYouMean(name, among: captured.sorted()))
            }
            return
        }
        // A name of these that nobody knows is a finding of the resolver already.
        let isReplaced = ["env", "vars", "matrix"].contains(parts.first) && parts.count == 2
        if isReplaced || ["target.origin", "target.url"].contains(reference.name) { return }
        guard parts.count == 2, let spec = media.first(where: { $0.name == parts[0] }) else {
            let known = media.map { "\($0.name).videoId" } + ["target.origin", "target.url"]
            return report(
                node, "unknown name ${\(reference.name)}",
                remedy: Suggestion.didYouMean(reference.name, among: known))
        }
        guard let provider = catalogue.provider(spec.provider), provider.references[parts[1]] == nil else {
            return
        }
        if let place = EventReference(parts[1]), provider.event(place.event) != nil { return }
        let known = provider.references.keys.sorted()
        report(
            node, "a media of \(provider.name) has no \"\(parts[1])\"",
            remedy: Suggestion.didYouMean(parts[1], among: known)
                ?? "it has: \(known.joined(separator: ", "))")
    }
}
