import JSONText
import VodHookCatalogue

extension ScenarioDecoder {
    mutating func assertions(_ node: JSONNode?) -> [RunAssertion] {
        (node?.elements ?? []).flatMap { assertion($0) }
    }

    private mutating func assertion(_ node: JSONNode) -> [RunAssertion] {
        let place = position(node)
        var all: [RunAssertion] = []
        if let latency = node["latency"] { all += limits(latency) }
        if let event = node["deliveriesOf"], let name = event.string {
            if node["expect"] == nil { reportEmpty(node, remedy: "add \"expect\"") }
            let own = eventName(name, at: event)
            let kind = RunAssertion.Kind.deliveries(of: own, expectation(node["expect"]))
            all.append(RunAssertion(kind: kind, position: place))
        }
        if let most = node.integer("atMostInFlight") {
            all.append(RunAssertion(kind: .atMostInFlight(most), position: place))
        }
        if let wanted = node["noAttemptAfterSuccess"], let isWanted = wanted.bool {
            if !isWanted { reportEmpty(wanted, remedy: "write true, or leave it out") }
            all.append(RunAssertion(kind: .noAttemptAfterSuccess, position: place))
        }
        if let count = node["count"] { all += counts(count) }
        checkExpect(node)
        return all
    }

    /// The event's own name; `name` itself, with a finding, when the scenario can have no such event.
    private mutating func eventName(_ name: String, at node: JSONNode) -> String {
        var known = sentEvents
        for spec in media {
            // An unknown provider is a finding already, and nobody knows its events.
            guard let provider = catalogue.provider(spec.provider) else { return name }
            known += provider.events.map(\.name)
        }
        if known.isEmpty || known.contains(name) { return name }
        if let event = known.first(where: { $0.lowercased() == name.lowercased() }) { return event }
        let names = Set(known).sorted()
        report(
            node, "no media of this scenario has an event \"\(name)\"",
            remedy: Suggestion.didYouMean(name, among: names)
                ?? "there are: \(names.joined(separator: ", "))")
        return name
    }

    /// Reports an `expect` that nothing reads.
    private mutating func checkExpect(_ node: JSONNode) {
        let others = ["latency", "atMostInFlight", "noAttemptAfterSuccess", "count"]
        guard let expect = node.member("expect"), node["deliveriesOf"] == nil,
            let other = others.first(where: { node[$0] != nil })
        else { return }
        findings.append(
            Finding(
                source, at: expect.keyOffset, "\"expect\" has no effect beside \"\(other)\"",
                remedy: "it says what \"deliveriesOf\" expects"))
    }

    private mutating func limits(_ node: JSONNode) -> [RunAssertion] {
        var all: [RunAssertion] = []
        let members = node.members.filter { $0.key != "$comment" }
        if members.isEmpty, case .object = node.kind {
            reportEmpty(node, remedy: "add p50, p90, p95, p99, p99.9 or max")
        }
        for member in members {
            guard let limit = duration(member.value) else { continue }
            let number =
                member.key == "max" ? 100 : member.key.hasPrefix("p") ? Double(member.key.dropFirst()) : nil
            guard let percentile = number, (0...100).contains(percentile) else {
                findings.append(
                    Finding(
                        source, at: member.keyOffset, "unknown percentile \"\(member.key)\"",
                        remedy: "write p50, p90, p95, p99, p99.9 or max"))
                continue
            }
            let kind = RunAssertion.Kind.latency(percentile: percentile, below: limit)
            all.append(RunAssertion(kind: kind, position: position(member.value)))
        }
        return all
    }

    private mutating func counts(_ node: JSONNode) -> [RunAssertion] {
        var all: [RunAssertion] = []
        let words = RunAssertion.counted
        let members = node.members.filter { $0.key != "$comment" }
        if members.isEmpty, case .object = node.kind {
            reportEmpty(node, remedy: "add \(SchemaSentence.list(words))")
        }
        for member in members {
            guard words.contains(member.key) else {
                findings.append(
                    Finding(
                        source, at: member.keyOffset, "nothing is counted as \"\(member.key)\"",
                        remedy: Suggestion.didYouMean(member.key, among: words)
                            ?? "write one of \(words.joined(separator: ", "))"))
                continue
            }
            if let range = countRange(member.value) {
                let kind = RunAssertion.Kind.count(of: member.key, range)
                all.append(RunAssertion(kind: kind, position: position(member.value)))
            }
        }
        return all
    }
}
