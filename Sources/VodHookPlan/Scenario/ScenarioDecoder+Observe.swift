import JSONText
import VodHookCatalogue

extension ScenarioDecoder {
    /// One observation or a list of them.
    mutating func observations(_ node: JSONNode?) -> [ObserveSpec] {
        guard let node else { return [] }
        let nodes = node.elements.isEmpty ? [node] : node.elements
        return nodes.compactMap { observation($0) }
    }

    private mutating func observation(_ node: JSONNode) -> ObserveSpec? {
        var probe: ProbeSpec
        let texts: [String]
        if let url = node["url"], let question = question(url, node) {
            texts = [question.url] + question.headers.map(\.value)
            probe = ProbeSpec(.request(question), at: position(url))
        } else if let command = node["command"] {
            texts = command.elements.compactMap(\.string)
            probe = ProbeSpec(.command(texts), at: position(command))
        } else {
            return nil
        }
        for text in texts {
            for reference in Interpolation.references(in: text) { check(reference, at: node) }
        }
        probe.every = .milliseconds(20)
        var observe = ObserveSpec(probe)
        observe.volatile = (node["volatile"]?.elements ?? []).compactMap { path($0) }
        observe.settle = duration(node["settle"])
        return observe
    }
}
