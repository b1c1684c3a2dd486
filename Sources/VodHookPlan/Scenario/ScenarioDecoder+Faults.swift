import JSONText
import VodHookCatalogue

extension ScenarioDecoder {
    mutating func faults(_ node: JSONNode?) -> [Fault] {
        (node?.elements ?? []).compactMap { fault($0) }
    }

    private mutating func fault(_ node: JSONNode) -> Fault? {
        guard let kind = (node.string ?? node["fault"]?.string).flatMap(Fault.Kind.init) else { return nil }
        var fault = Fault(kind, at: position(node))
        fault.bytes = node.integer("bytes")
        fault.bytesPerSecond = node.integer("bytesPerSecond")
        fault.by = duration(node["by"])
        fault.value = node["value"]?.string
        fault.path = path(node["path"])
        fault.every = node.integer("every")
        fault.chance = node["chance"]?.number?.double
        let taken = kind.facts.parameters.map(\.rawValue)
        for parameter in Fault.Kind.Parameter.allCases where !taken.contains(parameter.rawValue) {
            guard let extra = node.member(parameter.rawValue) else { continue }
            let remedy =
                taken.isEmpty
                ? "it takes no parameter but every and chance" : "it takes \(taken.joined(separator: ", "))"
            findings.append(
                Finding(
                    source, at: extra.keyOffset, "the fault \(kind.rawValue) does not take \"\(extra.key)\"",
                    remedy: remedy))
        }
        if let chance = node["chance"], let value = fault.chance, !(0...1).contains(value) {
            report(chance, "expected a number from 0 to 1, found \(chance.number?.literal ?? "")")
        }
        checkCharset(fault, node)
        if kind == .chunked, fault.bytes == 0, let bytes = node["bytes"] {
            report(bytes, "expected a whole number of at least 1, found \(bytes.number?.literal ?? "")")
        }
        return fault
    }

    private mutating func checkCharset(_ fault: Fault, _ node: JSONNode) {
        guard fault.kind == .otherCharset, let value = node["value"], let name = value.string,
            Fault.Charset(named: name) == nil
        else { return }
        let known = Fault.Charset.allCases.map(\.rawValue)
        let remedy =
            Suggestion.didYouMean(name, among: known) ?? "write one of: \(known.joined(separator: ", "))"
        report(value, "a body cannot be written in \"\(name)\"", remedy: remedy)
    }
}
