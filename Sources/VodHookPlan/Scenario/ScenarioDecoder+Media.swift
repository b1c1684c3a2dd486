import JSONText
import VodHookCatalogue

extension ScenarioDecoder {
    mutating func mediaSpec(_ member: JSONNode.Member, _ root: JSONNode) -> MediaSpec {
        let node = member.value
        let providerNode = node["provider"] ?? root["provider"]
        var spec = MediaSpec(name: member.key, provider: providerNode?.string ?? "")
        spec.written = node.value
        let provider = catalogue.provider(spec.provider)
        if provider == nil {
            let known = catalogue.providers.map(\.name)
            if let providerNode, let name = providerNode.string {
                report(
                    providerNode, "unknown provider \"\(name)\"",
                    remedy: Suggestion.didYouMean(name, among: known)
                        ?? "known are: \(known.joined(separator: ", "))")
            } else {
                report(
                    node, "media \"\(member.key)\" has no provider",
                    remedy: "add \"provider\": one of \(known.joined(separator: ", "))")
            }
        }
        let profile = node["profile"] ?? root["profile"]
        spec.profile = profile?.string
        if let provider, let profile, let name = profile.string,
            !provider.events.contains(where: { $0.profile(name) != nil })
        {
            let known = Set(provider.events.flatMap { $0.profiles.map(\.name) }).sorted()
            report(
                profile, "no event of \(provider.name) has a profile \"\(name)\"",
                remedy: Suggestion.didYouMean(name, among: known))
        }
        spec.title = node["title"]?.string
        spec.extend = node["extend"]?.string
        spec.source = sourceSpec(node["source"], provider)
        spec.upload.url = node["upload"]?["url"]?.string
        spec.upload.failure = failure(node["upload"]?["fail"], provider)
        spec.upload.completes = node["upload"]?["completes"]?.bool ?? true
        spec.renditions = node["renditions"]?.elements.map { rendition($0, provider) }
        spec.adaptive = node["adaptive"]?.elements.map(adaptive) ?? []
        spec.snapshots = node["snapshots"]?.elements.map { snapshot($0, provider) }
        if let image = node["dynamicImage"] {
            var wanted = DynamicImageSpec()
            wanted.format = image["format"]?.string ?? wanted.format
            wanted.takes = duration(image["takes"])
            wanted.failure = failure(image["fail"], provider)
            spec.dynamicImage = wanted
        }
        spec.workflowFailure = failure(node["workflow"]?["fail"], provider)
        for operation in node["operations"]?.members ?? [] where operation.key != "$comment" {
            spec.operations[operation.key] = operation.value.value
        }
        return spec
    }

    private mutating func sourceSpec(_ node: JSONNode?, _ provider: Provider?) -> SourceSpec {
        var source = SourceSpec()
        guard let node else { return source }
        source.duration = duration(node["duration"])
        if source.duration == .zero, let length = node["duration"] {
            report(length, "a file of no length has nothing to play", remedy: "write \"1ms\" or more")
        }
        source.width = node.integer("width")
        source.height = node.integer("height")
        source.fps = node["fps"]?.number?.double
        source.bitrateKbps = node.integer("bitrateKbps")
        source.format = node["format"]?.string
        source.fileName = node["fileName"]?.string
        source.hasVideo = node["video"]?.bool ?? true
        source.hasAudio = node["audio"]?.bool ?? true
        source.failure = failure(node["fail"], provider)
        return source
    }

    private mutating func rendition(_ node: JSONNode, _ provider: Provider?) -> RenditionSpec {
        let height = node.integer("definition")
        let named = height.flatMap { height in provider?.definitions.first { $0.height == height }?.name }
        var rendition = RenditionSpec(
            definition: node["definition"]?.string ?? named ?? height.map { "\($0)p" } ?? "")
        rendition.format = node["format"]?.string
        rendition.isEncrypted = node["encrypted"]?.bool ?? false
        rendition.bitrateKbps = node.integer("bitrateKbps")
        rendition.fps = node["fps"]?.number?.double
        rendition.watermarks = node.integer("watermarks") ?? 0
        rendition.takes = duration(node["takes"])
        rendition.failure = failure(node["fail"], provider)
        return rendition
    }

    private func adaptive(_ node: JSONNode) -> AdaptiveSpec {
        var package = AdaptiveSpec(
            format: node["format"]?.string ?? "HLS",
            definitions: node["definitions"]?.elements.compactMap(\.string) ?? [])
        package.isEncrypted = node["encrypted"]?.bool ?? false
        package.hasAudioStream = node["audioStream"]?.bool ?? true
        return package
    }

    private mutating func snapshot(_ node: JSONNode, _ provider: Provider?) -> SnapshotSpec {
        var snapshot = SnapshotSpec(type: node["type"]?.string ?? "")
        if let provider, let type = node["type"], let name = type.string,
            !provider.snapshotTypes.contains(where: { $0.name == name })
        {
            let known = provider.snapshotTypes.map(\.name)
            report(
                type, "unknown snapshot type \"\(name)\" of \(provider.name)",
                remedy: Suggestion.didYouMean(name, among: known)
                    ?? "it has: \(known.joined(separator: ", "))")
        }
        snapshot.count = node.integer("count")
        snapshot.takes = duration(node["takes"])
        snapshot.failure = failure(node["fail"], provider)
        return snapshot
    }

    /// A media of an included file gives way to one of the files that include it, but not to another file's.
    mutating func check(_ spec: MediaSpec, at member: JSONNode.Member, against other: MediaSpec) {
        let name = "\"\(spec.name)\""
        if spec.provider != other.provider {
            findings.append(
                Finding(
                    source, at: member.keyOffset,
                    "\(name) is a media of \(other.provider) in the including file, and of \(spec.provider) here",
                    remedy: "give one of them another name"))
        } else if !outerMedia.contains(spec.name),
            spec.written != other.written || spec.profile != other.profile
        {
            findings.append(
                Finding(
                    source, at: member.keyOffset, "an earlier include has another media \(name)",
                    remedy: "declare it in the including file, or give it another name"))
        }
    }

    /// `true`, a documented code, or an object with any code.
    private mutating func failure(_ node: JSONNode?, _ provider: Provider?) -> FailureSpec? {
        guard let node else { return nil }
        if let fails = node.bool { return fails ? FailureSpec() : nil }
        if let code = node["code"]?.string {
            return FailureSpec(code: code, message: node["message"]?.string)
        }
        guard let code = node.string else { return nil }
        if let provider, !code.contains("${"), !provider.errors.contains(where: { $0.code == code }) {
            let remedy =
                Suggestion.didYouMean(code, among: provider.errors.map(\.code))
                ?? "for a code of your own write { \"code\": \"\(code)\", \"message\": \"…\" }"
            report(node, "\(provider.name) documents no error code \"\(code)\"", remedy: remedy)
        }
        return FailureSpec(code: code)
    }
}
