import JSONText
import VodHookCatalogue

/// What the events of Alibaba Cloud VOD state.
///
/// Events that are known but not listed here (audits, tags, storage classes) change nothing in the state.
enum AliyunFacts {
    static func stated(by event: ReceivedEvent) -> [ReceivedFact] {
        let fields = event.fields
        var facts: [ReceivedFact] = fields.text("Extend").map { [.extend($0)] } ?? []
        let failed = fields.succeeded("Status") == false
        switch event.type {
        case "FileUploadComplete", "ImageUploadComplete", "AttachedMediaUploadComplete",
            "UploadByURLComplete":
            // Older documents show FileUploadComplete without Status; it is only sent for finished uploads.
            facts.append(failed ? .uploadFailed : .sourceExists)
            facts += source(fields)
        case "AddLiveRecordVideoComplete", "ProduceMediaComplete":
            if !failed { facts.append(.sourceExists) }
        case "VideoAnalysisComplete":
            facts.append(.sourceExists)
            facts += source(fields)
        case "StreamTranscodeComplete":
            facts.append(.sourceExists)
            facts += rendition(fields, event: event.type)
            return facts
        case "TranscodeComplete": return facts + transcode(fields, event: event.type)
        case "SnapshotComplete": facts += snapshots(fields, event: event.type)
        case "DynamicImageComplete": facts += animatedImage(fields)
        case "MediaBaseChangeComplete":
            if fields.text("OperateMode") == "delete", !failed { facts.append(.deleted) }
        case "DeleteMediaComplete": if !failed { facts += deletion(fields) }
        default: break
        }
        if failed { facts.append(error(fields, event: event.type)) }
        return facts
    }

    /// `Status` is `success` when at least ONE stream succeeded, so each stream's own Status counts as well.
    private static func transcode(_ fields: EventFields, event: String) -> [ReceivedFact] {
        var facts: [ReceivedFact] = [.sourceExists]
        if let succeeded = fields.succeeded("Status") { facts.append(.processed(succeeded: succeeded)) }
        let streams = fields.objects("StreamInfos").flatMap { rendition($0, event: event) }
        let namesError = fields.text(anyOf: "ErrorCode", "ErrorMessage") != nil
        let explained = streams.contains { if case .error = $0 { true } else { false } }
        if fields.succeeded("Status") == false, namesError || !explained {
            facts.append(error(fields, event: event))
        }
        return facts + streams
    }

    /// StreamTranscodeComplete has at top level what TranscodeComplete has in each of its StreamInfos.
    private static func rendition(_ fields: EventFields, event: String) -> [ReceivedFact] {
        let succeeded = fields.succeeded("Status")
        let definition = fields.text("Definition")
        let url = fields.text(anyOf: "FileUrl", "FileURL")
        let rendition = Rendition(
            definition: definition, succeeded: succeeded, bitrateKbps: fields.number("Bitrate"),
            width: fields.number("Width"), height: fields.number("Height"), sizeBytes: fields.number("Size"),
            durationSeconds: fields.number("Duration"), url: url, format: fields.text("Format"),
            encrypted: fields.truth("Encrypt"), errorCode: fields.text("ErrorCode"))
        let id = fields.text("JobId") ?? "\(definition ?? "") \(url ?? "")"
        var facts: [ReceivedFact] = [.rendition(id: id, rendition)]
        if succeeded == false { facts.append(error(fields, event: event)) }
        return facts
    }

    private static func snapshots(_ fields: EventFields, event: String) -> [ReceivedFact] {
        var facts: [ReceivedFact] = [.sourceExists]
        if let cover = fields.text("CoverUrl") { facts.append(.cover(cover)) }
        for job in fields.objects("SnapshotInfos") {
            if job.succeeded("Status") == false {
                facts.append(error(job, event: event))
                continue
            }
            let count = job.number("SnapshotCount")
            let rule = job.text("SnapshotRegular")
            let snapshots = SnapshotSet(
                type: job.text("SnapshotType"), count: count, urls: urls(rule: rule, count: count))
            let id = job.text("JobId") ?? "\(snapshots.type ?? "") \(rule ?? "")"
            facts.append(.snapshots(id: id, snapshots))
        }
        return facts
    }

    /// The URLs of all pictures: `{SnapshotCount}` stands for the number, from 1, five digits with zeros.
    ///
    /// The count is what the sender claims; a hostile one must not fill the memory.
    static func urls(
        rule: String?, count: JSONNumber?, number: (Int) -> String = fiveDigits
    ) -> [String] {
        let mark = "{SnapshotCount}"
        guard let rule, let place = rule.firstRange(of: mark) else { return rule.map { [$0] } ?? [] }
        let last = min(max(count?.int64 ?? 0, 0), 1000)
        return (0..<last).map { index in
            rule[..<place.lowerBound] + number(Int(index) + 1) + rule[place.upperBound...]
        }
    }

    static func fiveDigits(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
    }

    private static func animatedImage(_ fields: EventFields) -> [ReceivedFact] {
        let job = fields.unpackedObject("DynamicImageJobInfo")
        let image = AnimatedImage(
            succeeded: job?.succeeded("Status") ?? fields.succeeded("Status"),
            url: job?.text(anyOf: "FileURL", "FileUrl"), width: job?.number("Width"),
            height: job?.number("Height"), sizeBytes: job?.number("FileSize"), fps: job?.number("Fps"))
        return [.sourceExists, .animatedImage(image)]
    }

    private static func deletion(_ fields: EventFields) -> [ReceivedFact] {
        switch fields.text("DeleteType") {
        case "stream": fields.texts("JobIds").map { .renditionDeleted(id: $0) }
        case "mezzanine": [.sourceDeleted]
        default: [.deleted]
        }
    }

    private static func source(_ fields: EventFields) -> [ReceivedFact] {
        var facts: [ReceivedFact] = []
        if let url = fields.text(anyOf: "FileUrl", "FileURL") { facts.append(.source(.url, .string(url))) }
        let numbers: [(SourceField, String)] = [
            (.width, "Width"), (.height, "Height"), (.durationSeconds, "Duration"), (.sizeBytes, "Size"),
            (.bitrateKbps, "Bitrate"), (.fps, "Fps"),
        ]
        for (field, key) in numbers {
            if let number = fields.number(key) { facts.append(.source(field, .number(number))) }
        }
        return facts
    }

    /// AI events call the pair `Code` and `Message`.
    private static func error(_ fields: EventFields, event: String) -> ReceivedFact {
        .error(
            EventError(
                event: event, code: fields.text(anyOf: "ErrorCode", "Code"),
                message: fields.text(anyOf: "ErrorMessage", "Message")))
    }
}
