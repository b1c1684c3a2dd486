import JSONText

extension MediaStory {
    /// Jobs that make media from media: live recording, production, editing, processing, copying.
    func taskFacts(_ facts: Facts, after end: Timestamp) -> [(String, Fact)] {
        [
            ("liveRecording", liveRecordingFacts()),
            ("production", productionFacts(after: end)),
            ("editing", editingFacts(after: end)),
            ("execution", executionFacts(facts, after: end)),
            ("sync", syncFacts(after: end)),
        ]
    }

    /// The live stream that the media was recorded from; it ended three minutes before the upload began.
    private func liveRecordingFacts() -> Fact {
        var operation = Operation("liveRecording", in: self)
        var facts = common(&operation, after: start, seconds: 1...1)
        let ended = start + .seconds(-180)
        facts["startedAt"] = .time(ended + (.fractional(-source.seconds) ?? .zero))
        facts["endedAt"] = .time(ended)
        facts["composedAt"] = .time(ended + .seconds(170))
        facts["finishedAt"] = .time(start)
        facts["stream"] = .text(operation.text("stream") ?? "stream-\(operation.chance.int(in: 100...999))")
        facts["domain"] = .text(operation.text("domain") ?? "live.example.test")
        facts["app"] = .text(operation.text("app") ?? "live")
        facts["accountId"] = identity("account")
        return .group(facts)
    }

    private func productionFacts(after end: Timestamp) -> Fact {
        var operation = Operation("production", in: self)
        var facts = common(&operation, after: end, seconds: 120...300)
        facts["projectId"] = identity("production", "project")
        return .group(facts)
    }

    private func editingFacts(after end: Timestamp) -> Fact {
        var operation = Operation("editing", in: self)
        var facts = common(&operation, after: end, seconds: 120...300)
        // The id of the request carries its time, which is earlier than the event's.
        facts["requestedAt"] = .time(time("finishedAt", of: facts) + .seconds(-102))
        facts["taskId"] = identity("editing", "task")
        guard facts["succeeded"] != nil else { return .group(facts) }
        let count = min(max(operation.integer("outputs") ?? 1, 1), 100)
        facts["outputId"] = identity("editing", "output")
        facts["posterKey"] = identity("editing", "poster")
        if count > 1 {
            facts["outputs"] = .list(
                (0..<count).map { place in
                    .group([
                        "id": identity("editing", "output", String(place)),
                        "posterKey": identity("editing", "poster", String(place)),
                    ])
                })
        }
        return .group(facts)
    }

    private func executionFacts(_ media: Facts, after end: Timestamp) -> Fact {
        var operation = Operation("execution", in: self)
        var facts = common(&operation, after: end, seconds: 60...240)
        let kind = operation.text("kind") ?? "transcode"
        facts["kind"] = .text(kind)
        facts["runId"] = identity("execution", "run")
        facts["token"] = identity("execution", "token")
        facts["createdAt"] = .time(end)
        if operation.flag("terminated") {
            facts["status"] = .text("terminated")
            facts["succeeded"] = nil
            facts["error"] = nil
        }
        guard facts["succeeded"] != nil else { return .group(facts) }
        var result: Facts = ["durationSeconds": .decimal(source.seconds)]
        switch kind {
        case "asr": result["utterances"] = .list(utterances(&operation))
        case "ocr": result["texts"] = .list([.text("片头"), .text(spec.title ?? spec.name)])
        case "adAudit": result["verdict"] = .text("pass")
        case "erase": result["file"] = outputFile("erase", sizeBytes: source.sizeBytes.clampedProduct(9) / 10)
        default:
            result["files"] = .list([outputFile(kind, sizeBytes: source.sizeBytes.clampedProduct(8) / 10)])
            result["file"] = outputFile(kind, sizeBytes: source.sizeBytes.clampedProduct(8) / 10)
            result["audio"] = media["source"]?["audio"]
            result["video"] = media["source"]?["video"]
        }
        facts["result"] = .group(result)
        return .group(facts)
    }

    private func outputFile(_ kind: String, sizeBytes: Int) -> Fact {
        .group([
            "id": identity("execution", kind, "id"), "key": identity("execution", kind, "file"),
            "md5": identity("execution", kind, "md5"), "fileId": identity("execution", kind, "fileId"),
            "sizeBytes": .int(sizeBytes), "durationSeconds": .decimal(source.seconds),
            "extension": .text(spec.source.hasVideo ? "mp4" : "mp3"),
            "format": .text(spec.source.hasVideo ? "MP4" : "MP3"),
            "type": .text(spec.source.hasVideo ? "video" : "audio"),
        ])
    }

    private func utterances(_ operation: inout Operation) -> [Fact] {
        let texts = operation.texts("texts") ?? ["大家好", "welcome to the show"]
        let length = source.seconds / Double(max(1, texts.count))
        return texts.enumerated().map { place, text in
            func at(_ share: Double) -> Fact {
                .decimal(((Double(place) + share) * length * 100).rounded() / 100)
            }
            return .group([
                "start": at(0.1), "end": at(0.9), "text": .text(text), "speaker": .text("1"),
                "confidence": .decimal((operation.chance.double(in: 0.8...1) * 100).rounded() / 100),
            ])
        }
    }

    private func syncFacts(after end: Timestamp) -> Fact {
        var operation = Operation("sync", in: self)
        var facts = common(&operation, after: end, seconds: 5...30)
        facts["bucket"] = .text(operation.text("bucket") ?? "target-bucket")
        facts["key"] = .text(operation.text("key") ?? "copies/\(source.fileName)")
        facts["costNs"] = .int(operation.chance.int(in: 400_000_000...4_000_000_000))
        facts["sizeBytes"] = .int(source.sizeBytes)
        if operation.flag("asVideo") {
            facts["copy"] = .group([
                "id": identity("sync", "copy"), "space": .text(operation.text("space") ?? "target-space"),
            ])
        }
        return .group(facts)
    }
}
