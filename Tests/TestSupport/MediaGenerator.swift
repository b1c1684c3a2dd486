import JSONText
package import VodHookCatalogue

/// Makes media of all kinds from a seed: good ones, broken ones, with and without sound, picture and options.
package struct MediaGenerator {
    private var chance: SeededGenerator
    private let provider: Provider

    /// The media of `seed`; the same seed gives the same media.
    package static func media(seed: UInt64, provider: Provider) -> MediaSpec {
        var generator = MediaGenerator(
            chance: SeededGenerator(seed: seed).branch("generator", provider.name), provider: provider)
        return generator.media()
    }

    private mutating func media() -> MediaSpec {
        var spec = MediaSpec(name: "movie", provider: provider.name)
        if chance.bool(chance: 0.5) { spec.title = chance.element(of: ["A title", "视频 \"标题\"", "e\u{301}"]) }
        if chance.bool(chance: 0.5) {
            spec.extend = chance.element(of: ["order-42", "{\"test\":\"数据\"}", ""])
        }
        spec.source = source()
        spec.upload = upload()
        if chance.bool(chance: 0.7) { spec.renditions = renditions() }
        if chance.bool(chance: 0.3) { spec.adaptive = [adaptive()] }
        if chance.bool(chance: 0.6) { spec.snapshots = snapshots() }
        if chance.bool(chance: 0.4) {
            spec.dynamicImage = DynamicImageSpec()
            spec.dynamicImage?.failure = failure(part: "image", chance: 0.3)
        }
        spec.workflowFailure = failure(part: "workflow", chance: 0.1)
        spec.operations = operations()
        return spec
    }

    private mutating func failure(part: String, chance probability: Double) -> FailureSpec? {
        guard chance.bool(chance: probability) else { return nil }
        let codes = provider.errors.filter { $0.parts.contains(part) }.map(\.code)
        return FailureSpec(code: chance.bool(chance: 0.5) ? chance.element(of: codes) : nil)
    }

    private mutating func source() -> SourceSpec {
        var source = SourceSpec()
        if chance.bool(chance: 0.5) { source.duration = .milliseconds(chance.int(in: 1...600_000)) }
        if chance.bool(chance: 0.3) {
            source.width = chance.int(in: 64...4096)
            source.height = chance.int(in: 64...2304)
        }
        if chance.bool(chance: 0.3) { source.fps = chance.element(of: [15, 23.976, 29.97, 50, 60]) }
        if chance.bool(chance: 0.3) { source.bitrateKbps = chance.int(in: 20...60_000) }
        if chance.bool(chance: 0.2) { source.format = chance.element(of: ["mov", "m3u8", "flv"]) }
        source.hasVideo = chance.bool(chance: 0.85)
        source.hasAudio = !source.hasVideo || chance.bool(chance: 0.9)
        source.failure = failure(part: "source", chance: 0.12)
        return source
    }

    private mutating func upload() -> UploadSpec {
        var upload = UploadSpec()
        if chance.bool(chance: 0.3) { upload.url = "https://media.example.test/a.mp4?x=1" }
        upload.failure = failure(part: "upload", chance: 0.08)
        upload.completes = chance.bool(chance: 0.95)
        return upload
    }

    private mutating func renditions() -> [RenditionSpec] {
        (0..<chance.int(in: 0...5)).map { _ in
            let names = provider.definitions.map(\.name) + ["HD-MP4", "576p"]
            var rendition = RenditionSpec(definition: chance.element(of: names) ?? "FD")
            if chance.bool(chance: 0.5) { rendition.format = chance.element(of: ["mp4", "m3u8"]) }
            rendition.isEncrypted = chance.bool(chance: 0.3)
            if chance.bool(chance: 0.2) { rendition.bitrateKbps = chance.int(in: 32...9_000) }
            rendition.watermarks = chance.int(in: 0...2)
            if chance.bool(chance: 0.2) { rendition.takes = .milliseconds(chance.int(in: 0...90_000)) }
            rendition.failure = failure(part: "rendition", chance: 0.3)
            return rendition
        }
    }

    private mutating func adaptive() -> AdaptiveSpec {
        var package = AdaptiveSpec(
            format: chance.bool(chance: 0.5) ? "HLS" : "DASH",
            definitions: provider.definitions.filter { $0.height != 0 }.prefix(chance.int(in: 1...3)).map(
                \.name))
        package.isEncrypted = chance.bool(chance: 0.3)
        package.hasAudioStream = chance.bool(chance: 0.5)
        return package
    }

    private mutating func snapshots() -> [SnapshotSpec] {
        (0..<chance.int(in: 0...4)).map { _ in
            var snapshot = SnapshotSpec(type: chance.element(of: provider.snapshotTypes)?.name ?? "")
            if chance.bool(chance: 0.5) { snapshot.count = chance.int(in: 1...30) }
            snapshot.failure = failure(part: "snapshot", chance: 0.25)
            return snapshot
        }
    }

    private mutating func operations() -> [String: JSONValue] {
        let settings: [String: [JSONValue]] = [
            "materialUpload": [["type": "image"]], "audit": [["verdict": "blocked"]],
            "moderation": [["suggestion": "block"], ["suggestion": "review", "label": "terrorism"]],
            "fingerprint": [["matches": 0], ["matches": 3]], "tagging": [["keywords": []]],
            "editing": [["outputs": 3]],
            "execution": [
                ["kind": "asr"], ["kind": "ocr"], ["kind": "adAudit"], ["kind": "erase"], ["kind": "enhance"],
                ["terminated": true],
            ],
            "sync": [["asVideo": true]],
            "change": [
                ["mode": "create"], ["mode": "delete", "mediaType": "image"],
                ["category": ["old": 1, "new": 2]],
            ],
            "refresh": [["task": "preload"]], "restore": [["days": 3]],
            "storageClass": [
                ["scope": "source", "class": "archive", "trigger": "rule"], ["scope": "renditions"],
            ],
            "deletion": [["scope": "renditions"], ["scope": "source"], ["mediaType": "attachment"]],
            "renditionDeletion": [["all": true]], "snapshotRequest": [[:]],
        ]
        var chosen: [String: JSONValue] = [:]
        for name in OperationFormat.names {
            if chance.bool(chance: 0.4), let setting = chance.element(of: settings[name] ?? []) {
                chosen[name] = setting
            }
            if let failure = failure(part: name, chance: 0.15), name != "snapshotRequest" {
                chosen[name] = failure.code.map { ["fail": .string($0)] } ?? ["fail": true]
            }
        }
        return chosen
    }
}
