import JSONText

extension MediaStory {
    /// Facts about operations beside and after the upload: deletion, moderation, live recording and others.
    ///
    /// Each is there by default, so that every event can be asked of every media; `spec.operations` steers it.
    func operationFacts(_ facts: Facts) -> [(String, Fact)] {
        guard spec.upload.completes else { return [] }
        let end = processedAt(facts)
        var operations: [(String, Fact)] = [
            ("imageUpload", imageUploadFacts(after: end)),
            ("attachmentUpload", attachmentUploadFacts(after: end)),
            ("materialUpload", materialUploadFacts(after: end)),
            ("objectUpload", objectUploadFacts(after: end)),
        ]
        guard spec.upload.failure == nil else { return operations }
        operations += moderationFacts(after: end)
        operations += taskFacts(facts, after: end)
        operations += upkeepFacts(facts, after: end)
        return operations
    }

    /// The moment at which everything that follows the upload has ended.
    private func processedAt(_ facts: Facts) -> Timestamp {
        var jobs = ["transcode", "snapshotting", "animated", "workflow"].compactMap { facts[$0] }
        for name in ["renditions", "adaptive", "snapshots"] {
            if case .list(let elements)? = facts[name] { jobs += elements }
        }
        return max(analysedAt, latest(jobs) ?? analysedAt)
    }

    /// What every operation states: its outcome, its ids, and when it ran.
    func common(_ operation: inout Operation, after end: Timestamp, seconds: ClosedRange<Int>) -> Facts {
        let outcome = outcome(operation.failure, part: operation.name)
        let begin = operation.chance.int(in: 1...max(1, seconds.lowerBound / 2))
        let finish = operation.chance.int(in: seconds)
        return [
            "jobId": identity(operation.name), "requestId": identity(operation.name, "request"),
            "startedAt": .time(end + .seconds(begin)),
            "finishedAt": .time(end + .seconds(max(begin, finish))),
            "status": outcome.word, "error": outcome.error,
            "succeeded": outcome.isSuccess ? .bool(true) : nil,
        ]
    }

    /// The moment under `name`, or the end of the upload when there is none.
    func time(_ name: String, of facts: Facts) -> Timestamp {
        if case .time(let time)? = facts[name] { time } else { uploadedAt }
    }

    private func imageUploadFacts(after end: Timestamp) -> Fact {
        var operation = Operation("imageUpload", in: self)
        var facts = common(&operation, after: end, seconds: 2...20)
        facts["id"] = identity("image")
        facts["key"] = identity("image", "file")
        facts["extension"] = .text(operation.text("format")?.lowercased() ?? "jpg")
        facts["sizeBytes"] = .int(
            operation.integer("sizeBytes") ?? operation.chance.int(in: 20_000...900_000))
        return .group(facts)
    }

    private func attachmentUploadFacts(after end: Timestamp) -> Fact {
        var operation = Operation("attachmentUpload", in: self)
        var facts = common(&operation, after: end, seconds: 2...20)
        facts["id"] = identity("attachment")
        facts["key"] = identity("attachment", "file")
        facts["extension"] = .text(operation.text("format")?.lowercased() ?? "png")
        facts["sizeBytes"] = .int(operation.integer("sizeBytes") ?? operation.chance.int(in: 4_000...90_000))
        return .group(facts)
    }

    /// The source uploaded as material for editing, or a picture in its place.
    private func materialUploadFacts(after end: Timestamp) -> Fact {
        var operation = Operation("materialUpload", in: self)
        var facts = common(&operation, after: end, seconds: 2...20)
        facts["id"] = identity("material")
        let isImage = operation.text("type") == "image"
        facts["isImage"] = .bool(isImage)
        guard facts["succeeded"] != nil else { return .group(facts) }
        facts["posterKey"] = isImage || !spec.source.hasVideo ? nil : identity("material", "poster")
        guard isImage else {
            facts["source"] = sourceFacts()
            return .group(facts)
        }
        facts["source"] = .group([
            "type": .text("image"), "fileName": .text("picture.jpg"), "extension": .text("jpg"),
            "format": .text("JPEG"), "key": identity("material", "file"), "md5": identity("material", "md5"),
            "width": .int(1280), "height": .int(720),
            "sizeBytes": .int(operation.chance.int(in: 20_000...900_000)),
        ])
        return .group(facts)
    }

    private func objectUploadFacts(after end: Timestamp) -> Fact {
        var operation = Operation("objectUpload", in: self)
        var facts = common(&operation, after: end, seconds: 2...20)
        let number = operation.chance.int(in: 1...99)
        facts["fileName"] = .text(operation.text("fileName") ?? "object/upload-object-\(number).csv")
        facts["contentType"] = .text(operation.text("contentType") ?? "text/csv")
        facts["sizeBytes"] = .int(operation.integer("sizeBytes") ?? operation.chance.int(in: 500...90_000))
        facts["crc64"] = .text(String(operation.chance.next()))
        facts["md5"] = identity("object", "md5")
        return .group(facts)
    }
}
