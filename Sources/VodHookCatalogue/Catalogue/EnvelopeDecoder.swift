import JSONText

/// Turns the envelope of a provider file, whose shape is known to be right, into an `Envelope`.
struct EnvelopeDecoder {
    let source: SourceText
    private(set) var findings: [Finding] = []

    init(source: SourceText) { self.source = source }

    /// The envelope; what is wrong in it is among the findings.
    mutating func envelope(_ node: JSONNode) -> Envelope {
        var envelope = Envelope()
        envelope.event = path(node["event"])
        envelope.time = path(node["time"])
        envelope.subjects = paths(node["subjects"])
        envelope.payload = path(node["payload"])
        envelope.statuses = paths(node["status"])
        envelope.successes = node["success"]?.elements.map(\.value) ?? []
        envelope.codes = paths(node["codes"])
        envelope.marks = paths(node["marks"])
        envelope.essential = names(node["essential"]) ?? envelope.usualEssential
        envelope.expected = names(node["expected"]) ?? envelope.usualExpected
        envelope.hostileBodies = node["hostile"]?["bodies"]?.elements.compactMap(\.string) ?? []
        envelope.hostilePrototype = node["hostile"]?["prototype"]?.value ?? envelope.usualPrototype
        if let status = node["status"], envelope.successes.isEmpty {
            report(status, "\"status\" needs \"success\"", "write the values that mean success")
        }
        return envelope
    }

    private mutating func report(_ node: JSONNode, _ message: String, _ remedy: String) {
        findings.append(Finding(source, at: node.offset, message, remedy: remedy))
    }

    private func names(_ node: JSONNode?) -> Set<String>? {
        node.map { Set($0.elements.compactMap(\.string)) }
    }

    private mutating func paths(_ node: JSONNode?) -> [NormalizedPath] {
        var paths: [NormalizedPath] = []
        for element in node?.elements ?? [] { if let path = path(element) { paths.append(path) } }
        return paths
    }

    private mutating func path(_ node: JSONNode?) -> NormalizedPath? {
        guard let node, let text = node.string else { return nil }
        let path: JSONPath
        do throws(JSONPathError) {
            path = try JSONPath(text)
        } catch {
            report(node, error.message, "write a path such as \"$.data.id\"")
            return nil
        }
        guard let members = path.memberPath, !members.steps.isEmpty else {
            report(
                node, "\(text) does not go from member to member of objects",
                "write a path such as \"$.data.id\"")
            return nil
        }
        return members
    }
}
