import JSONText
import VodHookCatalogue

/// What the events of Volcengine VOD and BytePlus VOD state.
enum VolcengineFacts {
    static func stated(by event: ReceivedEvent) -> [ReceivedFact] {
        let fields = event.fields
        let succeeded = succeeded(fields)
        var facts: [ReceivedFact] = fields.text("CallbackArgs").map { [.extend($0)] } ?? []
        if !succeeded { facts.append(error(fields, event: event.type)) }
        switch event.type {
        case "FileUploadComplete", "FileUploadByUrlComplete", "MaterialUploadComplete", "VideoTrackComplete":
            facts.append(succeeded ? .sourceExists : .uploadFailed)
            facts += source(fields) + cover(fields)
        case "UploadGetMetaComplete":
            // Sent before or after FileUploadComplete; it fails when the file is there but cannot be read.
            facts.append(.sourceExists)
            facts += source(fields) + cover(fields)
        case "WorkflowComplete":
            facts += [.sourceExists, .processed(succeeded: succeeded)]
            // A workflow that failed as a whole can still have produced some renditions, and they are billed.
            facts += source(fields) + cover(fields) + renditions(fields) + snapshots(fields)
        case "DeleteMediaComplete", "DeleteMaterialComplete": if succeeded { facts.append(.deleted) }
        case "DeleteTranscodesComplete":
            // One event for each file; an empty FileId means all of them.
            if succeeded {
                facts.append(
                    fields.text("FileId").map { .renditionDeleted(id: $0) } ?? .allRenditionsDeleted)
            }
        default: break
        }
        return facts
    }

    /// Most events say `Code`, the newer ones `Status`.
    ///
    /// The name of an event says nothing: WorkflowComplete is
    /// sent for failed workflows too, and there is no second event for them.
    private static func succeeded(_ fields: EventFields) -> Bool {
        if let status = fields.succeeded("Status") { return status }
        return fields.text("Code") == "Success"
    }

    private static func renditions(_ fields: EventFields) -> [ReceivedFact] {
        (fields.objects("TranscodeInfos") + fields.objects("AdaptBitrateTranscodeInfos")).map { output in
            // No output has a status of its own: one that failed is simply not in the list.
            let url = output.text("StoreUri")
            let rendition = Rendition(
                definition: output.object("VideoStreamMeta")?.text("Definition"), succeeded: true,
                bitrateKbps: kilobits(output), width: output.number("Width"), height: output.number("Height"),
                sizeBytes: output.number("Size"), durationSeconds: output.number("Duration"), url: url,
                format: output.text("Format"), encrypted: output.truth("Encrypt"), errorCode: nil)
            return .rendition(id: output.text("FileId") ?? url ?? "", rendition)
        }
    }

    /// `Params` differ from type to type: one StoreUri, several StoreUris, an IndexUri, and in one printed
    /// example a plain Uri.
    private static func snapshots(_ fields: EventFields) -> [ReceivedFact] {
        fields.objects("Snapshots").map { snapshot in
            let type = snapshot.text("Type")
            let parameters = snapshot.object("Params")
            let single = parameters?.text(anyOf: "StoreUri", "Uri", "IndexUri")
            let urls = single.map { [$0] } ?? parameters?.texts("StoreUris") ?? []
            let count = parameters?.number("CaptureNum") ?? JSONNumber(urls.count)
            return .snapshots(
                id: "\(type ?? "") \(urls.first ?? "")", SnapshotSet(type: type, count: count, urls: urls))
        }
    }

    private static func cover(_ fields: EventFields) -> [ReceivedFact] {
        fields.text("PosterUri").map { [.cover($0)] } ?? []
    }

    private static func source(_ fields: EventFields) -> [ReceivedFact] {
        guard let source = fields.object("SourceInfo") else { return [] }
        var facts: [ReceivedFact] = source.text("StoreUri").map { [.source(.url, .string($0))] } ?? []
        let numbers: [(SourceField, JSONNumber?)] = [
            (.width, source.number("Width")), (.height, source.number("Height")),
            (.durationSeconds, source.number("Duration")), (.sizeBytes, source.number("Size")),
            (.bitrateKbps, kilobits(source)), (.fps, source.number("Fps")),
        ]
        for (field, number) in numbers {
            if let number { facts.append(.source(field, .number(number))) }
        }
        return facts
    }

    /// Volcengine counts bits per second where Alibaba counts kilobits.
    private static func kilobits(_ fields: EventFields) -> JSONNumber? {
        fields.number("Bitrate").flatMap { JSONNumber(shortest: $0.double / 1000) }
    }

    private static func error(_ fields: EventFields, event: String) -> ReceivedFact {
        .error(EventError(event: event, code: fields.text("Code"), message: fields.text("Message")))
    }
}
