import JSONText
import VodHookCatalogue

extension ScenarioDecoder {
    /// A step that sends a body of the scenario's own; nil with a finding when it names no provider.
    mutating func sendStep(_ node: JSONNode, _ send: JSONNode) -> SendStep? {
        guard let name = send.string else { return nil }
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let known = catalogue.providers.map(\.name)
        guard parts.count == 2 else {
            report(
                send, "\"\(name)\" does not say provider and event",
                remedy: "such as aliyun/TranscodeComplete")
            return nil
        }
        guard let provider = catalogue.provider(parts[0]) else {
            report(
                send, "unknown provider \"\(parts[0])\"",
                remedy: Suggestion.didYouMean(parts[0], among: known)
                    ?? "there are: \(known.joined(separator: ", "))")
            return nil
        }
        var step = SendStep(provider: provider.name, event: provider.event(parts[1])?.name ?? parts[1])
        sentEvents.append(step.event)
        step.media = node["media"]?.string ?? ""
        if let path = node["path"], let text = path.string {
            if !text.hasPrefix("/") { report(path, "\"\(text)\" is no path", remedy: "it begins with /") }
            step.path = text
        }
        step.faults = faults(node["faults"])
        step.captures = captures(node["capture"])
        step.expect = expectation(node["expect"])
        if let body = node["body"] {
            step.body = bytes(body)
            step.hasNames = true
            for reference in Interpolation.references(in: String(decoding: step.body, as: UTF8.self)) {
                check(reference, at: body)
            }
        }
        if let file = node["bodyFile"], let name = file.string {
            let path = ScenarioFiles.path(name, from: source.name)
            let (text, problems) = ScenarioFiles.text(path, files.context.open, namedBy: file, of: source)
            findings += problems
            guard let text else { return nil }
            step.body = text.bytes
        }
        return step
    }
}
