package import JSONText
package import VodHookCatalogue

/// The scenario of a single event without a file: one media that has all that the event needs.
package enum SingleEventScenario {
    /// A scenario with one step.
    ///
    /// `failure` makes the event one of failure; what breaks is the part that the catalogue names for the event.
    package static func scenario(
        _ event: EventSpec, of provider: Provider, profile: String, failure: FailureSpec?,
        dropping paths: [JSONPath]
    ) -> Scenario {
        let name = "\(provider.name)/\(event.name)"
        let source = SourceText(name: name, text: "")
        let position = SourcePosition.nowhere(name)
        var scenario = Scenario(name: name, source: source, position: position)
        scenario.media = [media(for: event, of: provider, failure)]
        var step = EmitStep(what: .event(event.name), media: "media")
        step.profile = profile
        step.changes = paths.map { Change(path: $0, action: .drop, position: position) }
        scenario.steps = [Step(kind: .emit(step), name: nil, position: position)]
        return scenario
    }

    private static func media(for event: EventSpec, of provider: Provider, _ failure: FailureSpec?)
        -> MediaSpec
    {
        var media = MediaSpec(name: "media", provider: provider.name)
        media.extend = "order-42"
        media.dynamicImage = DynamicImageSpec()
        var kinds: Set<String> = []
        let types = provider.snapshotTypes.filter { kinds.insert($0.kind).inserted }
        media.snapshots = types.map { SnapshotSpec(type: $0.name) }
        if event.needs?.path == ["media", "upload", "byUrl"] {
            media.upload.url = "https://media.example.test/originals/holiday.mp4"
        }
        guard let failure else { return media }
        switch event.failure ?? "source" {
        case "source": media.source.failure = failure
        case "upload": media.upload.failure = failure
        case "workflow": media.workflowFailure = failure
        case "image": media.dynamicImage?.failure = failure
        case "rendition":
            media.renditions = provider.definitions.prefix(3).map { definition in
                var rendition = RenditionSpec(definition: definition.name)
                rendition.failure = failure
                return rendition
            }
        case "snapshot":
            media.snapshots = provider.snapshotTypes.prefix(1).map { type in
                var snapshot = SnapshotSpec(type: type.name)
                snapshot.failure = failure
                return snapshot
            }
        case let operation:
            media.operations[operation] = ["fail": failure.code.map { .string($0) } ?? true]
        }
        return media
    }
}
