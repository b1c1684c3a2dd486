import JSONText
import VodHookCatalogue

extension ScenarioDecoder {
    mutating func faults(_ node: JSONNode?) -> [Fault] {
        (node?.elements ?? []).compactMap { fault($0) }
    }

    private mutating func fault(_ node: JSONNode) -> Fault? {
        guard let word = (node.string ?? node["fault"]?.string).flatMap(FaultWord.named) else { return nil }
        var given = FaultParameters()
        given.bytes = node.integer("bytes")
        given.bytesPerSecond = node.integer("bytesPerSecond")
        given.by = duration(node["by"])
        given.value = node["value"]?.string
        given.path = path(node["path"])
        var fault = Fault(word, given, at: position(node))
        fault.every = node.integer("every")
        fault.chance = node["chance"]?.number?.double
        let taken = word.parameters.map(\.key.rawValue)
        for key in FaultParameters.Key.allCases where !taken.contains(key.rawValue) {
            guard let extra = node.member(key.rawValue) else { continue }
            let remedy =
                taken.isEmpty
                ? "it takes no parameter but every and chance" : "it takes \(taken.joined(separator: ", "))"
            findings.append(
                Finding(
                    source, at: extra.keyOffset, "the fault \(word.text) does not take \"\(extra.key)\"",
                    remedy: remedy))
        }
        if let chance = node["chance"], let value = fault.chance, !(0...1).contains(value) {
            report(chance, "expected a number from 0 to 1, found \(chance.number?.literal ?? "")")
        }
        for parameter in word.parameters {
            if let value = node[parameter.key.rawValue] { check(value, parameter.limit) }
        }
        return fault
    }

    private mutating func check(_ value: JSONNode, _ limit: FaultWord.Limit) {
        switch limit {
        case .none: break
        case .positive:
            guard let number = value.number, number.int64 == 0 else { return }
            report(value, "expected a whole number of at least 1, found \(number.literal)")
        case .charset:
            guard let name = value.string, BodyCharset(named: name) == nil else { return }
            let known = BodyCharset.allCases.map(\.rawValue)
            let remedy =
                Suggestion.didYouMean(name, among: known) ?? "write one of: \(known.joined(separator: ", "))"
            report(value, "a body cannot be written in \"\(name)\"", remedy: remedy)
        }
    }
}
