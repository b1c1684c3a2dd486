import JSONText

extension MediaStory {
    /// The renditions that are made: those of the scenario, or three that the source has room for.
    var renditionSpecs: [RenditionSpec] {
        if let given = spec.renditions { return given }
        let fitting = provider.definitions.filter { definition in
            guard let height = definition.height else { return false }
            return spec.source.hasVideo ? height > 0 && height <= source.shorterSide : height == 0
        }
        let chosen = fitting.isEmpty ? Array(provider.definitions.prefix(1)) : Array(fitting.prefix(3))
        return chosen.map { RenditionSpec(definition: $0.name) }
    }

    /// What a definition means; a suffix such as in `HD-MP4` and an unknown name fall back to the nearest.
    func definition(_ name: String) -> Definition {
        if let exact = provider.definitions.first(where: { $0.name == name }) { return exact }
        let stem = String(name.prefix { $0 != "-" })
        if let found = provider.definitions.first(where: { $0.name == stem }) {
            return Definition(name: name, height: found.height, kbps: found.kbps)
        }
        let digits = Int(name.prefix { $0.isASCII && $0.isNumber }).map { min($0, 8640) }
        return Definition(name: name, height: digits ?? source.shorterSide, kbps: (digits ?? 480) * 2)
    }

    func renditionFacts() -> [Fact] {
        renditionSpecs.enumerated().map { index, rendition in
            .group(renditionFacts(rendition, index: index))
        }
    }

    private func renditionFacts(_ rendition: RenditionSpec, index: Int) -> Facts {
        var chance = generator.branch("rendition", String(index), rendition.definition)
        let definition = definition(rendition.definition)
        let hasVideo = spec.source.hasVideo && definition.height != 0
        let outcome = outcome(rendition.failure, part: "rendition")
        let seconds =
            rendition.takes?.inSeconds ?? (2 + source.seconds * chance.double(in: 0.06...0.2)).rounded()
        let finished = analysedAt + .seconds(1) + .seconds(seconds)
        let format = rendition.format ?? (hasVideo ? provider.settings["renditionFormat"] ?? "m3u8" : "mp3")
        let key = identity("rendition-file", String(index))
        var facts: Facts = [
            "index": .int(index),
            "definition": .text(definition.name),
            "jobId": identity("rendition", String(index)),
            "fileId": identity("rendition-id", String(index)),
            "key": key,
            "extension": .text(format.lowercased()),
            "format": .text(format.uppercased()),
            "encrypted": .bool(rendition.isEncrypted),
            "isAudio": .bool(!hasVideo),
            "type": .text(hasVideo ? "video" : "audio"),
            "status": outcome.word,
            "error": outcome.error,
            "startedAt": .time(analysedAt + .seconds(1)),
            "finishedAt": .time(finished),
            "watermarked": .bool(rendition.watermarks > 0),
            "watermarkIds": rendition.watermarks == 0
                ? nil : .list((0..<rendition.watermarks).map { identity("watermark", String($0)) }),
        ]
        guard outcome.isSuccess else { return facts }
        facts["succeeded"] = .bool(true)
        let (width, height) = pictureSize(shorterSide: hasVideo ? definition.height ?? source.shorterSide : 0)
        let target =
            rendition.bitrateKbps.map { $0 * 1000 }
            ?? Int(nearest: Double(definition.kbps * 1000) * chance.double(in: 0.85...1.15))
        let bitrate = rendition.bitrateKbps == nil ? min(target, source.bitrateBps) : target
        facts["width"] = .int(width)
        facts["height"] = .int(height)
        facts["fps"] = .decimal(hasVideo ? min(max(rendition.fps ?? source.fps, 0), source.fps) : 0)
        facts["durationSeconds"] = .decimal(source.seconds)
        facts["bitrateBps"] = .int(bitrate)
        facts["bitrateKbps"] = .int((bitrate + 500) / 1000)
        facts["sizeBytes"] = .int(Self.sizeBytes(bitrateBps: Double(bitrate), seconds: source.seconds))
        facts["md5"] = identity("rendition-md5", String(index))
        streamFacts(
            into: &facts, seconds: source.seconds, bitrateBps: bitrate, definition: "\(min(width, height))p",
            hasVideo: hasVideo, hasAudio: spec.source.hasAudio)
        return facts
    }

    /// The picture scaled so that its shorter side is as asked, never enlarged, both sides even.
    func pictureSize(shorterSide: Int) -> (width: Int, height: Int) {
        guard shorterSide > 0, source.shorterSide > 0 else { return (0, 0) }
        let scale = min(1, Double(shorterSide) / Double(source.shorterSide))
        func even(_ side: Int) -> Int { max(2, Int(nearest: Double(side) * scale / 2) * 2) }
        return (even(source.width), even(source.height))
    }

    func adaptiveFacts() -> [Fact] {
        spec.adaptive.enumerated().map { index, package in
            var streams: [Fact] = package.definitions.map { name in
                let definition = definition(name)
                let (width, height) = pictureSize(shorterSide: definition.height ?? source.shorterSide)
                let bitrate = min(definition.kbps * 1000, source.bitrateBps)
                return .group([
                    "type": .text("video"), "isVideo": .bool(true), "codec": .text("h264"),
                    "width": .int(width), "height": .int(height),
                    "definition": .text("\(min(width, height))p"), "fps": .decimal(source.fps),
                    "durationSeconds": .decimal(source.seconds), "bitrateBps": .int(bitrate),
                    "sizeBytes": .int(Self.sizeBytes(bitrateBps: Double(bitrate), seconds: source.seconds)),
                ])
            }
            if package.hasAudioStream, spec.source.hasAudio {
                streams.append(
                    .group([
                        "type": .text("audio"), "codec": .text("aac"),
                        "durationSeconds": .decimal(source.seconds),
                        "bitrateBps": .int(64_000),
                        "sizeBytes": .int(Self.sizeBytes(bitrateBps: 64_000, seconds: source.seconds)),
                    ]))
            }
            let size = streams.reduce(0) { sum, stream in
                if case .int(let bytes)? = stream["sizeBytes"] { sum.clampedSum(bytes) } else { sum }
            }
            var chance = generator.branch("adaptive", String(index))
            let took = (3 + source.seconds * chance.double(in: 0.1...0.25)).rounded()
            return .group([
                "index": .int(index), "fileId": identity("adaptive-id", String(index)),
                "key": identity("adaptive-file", String(index)),
                "format": .text(package.format.uppercased()),
                "extension": .text(package.format.uppercased() == "DASH" ? "mpd" : "m3u8"),
                "encrypted": .bool(package.isEncrypted), "sizeBytes": .int(size), "streams": .list(streams),
                "finishedAt": .time(analysedAt + .seconds(1) + .seconds(took)),
            ])
        }
    }

    func snapshotFacts() -> [Fact] {
        guard spec.source.hasVideo else { return [] }
        let specs = spec.snapshots ?? provider.snapshotTypes.prefix(1).map { SnapshotSpec(type: $0.name) }
        return specs.enumerated().map { index, snapshot in .group(snapshotFacts(snapshot, index: index)) }
    }

    private func snapshotFacts(_ snapshot: SnapshotSpec, index: Int) -> Facts {
        let type =
            provider.snapshotTypes.first { $0.name == snapshot.type }
            ?? SnapshotType(name: snapshot.type, kind: "still", format: "jpg", count: 1, height: 360)
        var chance = generator.branch("snapshot", String(index), snapshot.type)
        let outcome = outcome(snapshot.failure, part: "snapshot")
        let took = snapshot.takes?.inSeconds ?? Double(chance.int(in: 1...4))
        let count = max(1, snapshot.count ?? type.count)
        let (width, height) = pictureSize(shorterSide: type.height)
        var facts: Facts = [
            "index": .int(index), "type": .text(type.name), "kind": .text(type.kind), "count": .int(count),
            "jobId": identity("snapshot", String(index)), "key": identity("snapshot-file", String(index)),
            "extension": .text(type.format), "format": .text(type.format), "status": outcome.word,
            "error": outcome.error, "startedAt": .time(analysedAt + .seconds(1)),
            "finishedAt": .time(analysedAt + .seconds(1) + .seconds(took)),
            "isSheet": .bool(type.kind == "sheet"),
            "coverNumber": .int(min(2, count)),
        ]
        guard outcome.isSuccess else { return facts }
        facts["succeeded"] = .bool(true)
        facts["width"] = .int(width)
        facts["height"] = .int(height)
        facts["sourceSeconds"] = .decimal(source.seconds)
        facts["offsetSeconds"] = .int(0)
        let interval = 10
        switch type.kind {
        case "sheet":
            let (cellWidth, cellHeight) = pictureSize(shorterSide: 136)
            let pictures = min(max(1, Int(nearest: source.seconds.rounded(.down)) / interval), 100_000)
            let sheets = (pictures + 24) / 25
            facts["cellWidth"] = .int(cellWidth)
            facts["cellHeight"] = .int(cellHeight)
            facts["columns"] = .int(5)
            facts["rows"] = .int(5)
            facts["intervalSeconds"] = .int(interval)
            facts["captures"] = .int(pictures)
            facts["files"] = .list((0..<sheets).map { identity("snapshot-sheet", String(index), String($0)) })
        case "samples":
            let wanted = min(
                max(1, snapshot.count ?? Int(nearest: source.seconds.rounded(.down)) / interval), 10_000)
            let spacing = source.seconds / Double(wanted + 1)
            facts["intervalSeconds"] = .int(interval)
            facts["captures"] = .int(wanted)
            facts["offsets"] = .list(
                (1...wanted).map { .decimal((Double($0) * spacing * 1000).rounded() / 1000) })
            facts["files"] = .list(
                (0..<wanted).map { identity("snapshot-sample", String(index), String($0)) })
        default: break
        }
        return facts
    }

    func animatedFacts() -> Fact? {
        guard spec.source.hasVideo else { return nil }
        let image = spec.dynamicImage ?? DynamicImageSpec()
        var chance = generator.branch("animated")
        let outcome = outcome(image.failure, part: "image")
        let took = image.takes?.inSeconds ?? Double(chance.int(in: 2...5))
        let (width, height) = pictureSize(shorterSide: 200)
        let seconds = min(source.seconds, 3)
        var facts: Facts = [
            "requested": spec.dynamicImage == nil ? nil : .bool(true),
            "jobId": identity("animated"), "key": identity("animated-file"), "extension": .text(image.format),
            "status": outcome.word, "error": outcome.error, "startedAt": .time(analysedAt + .seconds(1)),
            "finishedAt": .time(analysedAt + .seconds(1) + .seconds(took)),
        ]
        if outcome.isSuccess {
            facts["result"] = .group([
                "width": .int(width), "height": .int(height), "fps": .decimal(min(source.fps, 25)),
                "sizeBytes": .int(Int(nearest: Double(width * height) * seconds * 25 * 0.15)),
                "jobId": identity("animated"), "key": identity("animated-file"),
                "extension": .text(image.format), "status": outcome.word,
            ])
        }
        return .group(facts)
    }

    /// The verdict on all renditions: success when at least one succeeded.
    func transcodeFacts(_ renditions: [Fact]) -> Fact? {
        guard spec.upload.failure == nil else { return nil }
        if spec.source.failure != nil {
            let outcome = outcome(spec.source.failure, part: "source")
            return .group([
                "status": outcome.word, "error": outcome.error, "startedAt": .time(analysedAt),
                "finishedAt": .time(analysedAt + .seconds(1)),
            ])
        }
        guard !renditions.isEmpty else { return nil }
        let succeeded = renditions.contains { $0["succeeded"] != nil }
        let failed = renditions.first { $0["error"] != nil }
        return .group([
            "status": .text(succeeded ? "success" : "failure"),
            "succeeded": succeeded ? .bool(true) : nil,
            "error": succeeded ? nil : failed?["error"],
            "startedAt": .time(analysedAt + .seconds(1)),
            "finishedAt": latest(renditions).map { .time($0) },
        ])
    }

    /// The verdict on all snapshot jobs: success when at least one succeeded.
    func snapshottingFacts(_ snapshots: [Fact]) -> Fact? {
        guard !snapshots.isEmpty else { return nil }
        let good = snapshots.filter { $0["succeeded"] != nil }
        let failed = snapshots.first { $0["error"] != nil }
        return .group([
            "status": .text(good.isEmpty ? "failure" : "success"),
            "succeeded": good.isEmpty ? nil : .bool(true),
            "error": good.isEmpty ? failed?["error"] : nil,
            "finishedAt": latest(snapshots).map { .time($0) },
            "cover": good.first { $0["isSheet"]?.isTrue == false },
            "byRequest": spec.operations["snapshotRequest"] == nil ? nil : .bool(true),
            "jobs": good.isEmpty ? nil : .list(snapshots),
        ])
    }

    /// The verdict on the workflow, its outputs, and what is missing among them.
    func workflowFacts(_ outputs: [Fact]) -> Fact? {
        guard spec.upload.failure == nil else { return nil }
        let failure = spec.workflowFailure ?? spec.source.failure
        let outcome = outcome(failure, part: spec.workflowFailure == nil ? "source" : "workflow")
        let good = { (list: [Fact]) in list.filter { $0["error"] == nil } }
        let finished = (latest(outputs) ?? analysedAt) + .seconds(1)
        return .group([
            "runId": identity("workflow-run"), "templateId": identity("workflow-template"),
            "templates": .list([
                .group(["ids": .list([identity("workflow-template")]), "kind": .text("transcode")])
            ]),
            "requestId": identity("workflow-request"), "requestedAt": .time(uploadedAt),
            "finishedAt": .time(finished), "status": outcome.word, "error": outcome.error,
            "renditions": .list(good(renditionOutputs(outputs))),
            "snapshots": .list(good(outputs.filter { $0["kind"] != nil })),
            "activities": .list(activities(of: outputs, until: finished, failed: !outcome.isSuccess)),
            "accountId": identity("account"),
            "posterKey": outcome.isSuccess && spec.source.hasVideo ? identity("poster") : nil,
        ])
    }

    /// What the workflow does: one activity for all jobs of a kind, the last of them failed when the workflow is.
    private func activities(of outputs: [Fact], until end: Timestamp, failed: Bool) -> [Fact] {
        let jobs = [
            ("transcode", renditionOutputs(outputs)), ("snapshot", outputs.filter { $0["kind"] != nil }),
        ].filter { !$0.1.isEmpty }
        let begun = jobs.isEmpty ? [("transcode", [])] : jobs
        return begun.enumerated().map { place, activity in
            let (kind, jobs) = activity
            let isGood = jobs.contains { $0["succeeded"] != nil } && !(failed && place == begun.count - 1)
            return .group([
                "kind": .text(kind), "instanceId": identity("workflow-activity", kind),
                "jobId": jobs.first?["jobId"] ?? identity("workflow-job", kind),
                "status": .text(isGood ? "success" : "failure"),
                "startedAt": .time(analysedAt + .seconds(1)), "finishedAt": .time(latest(jobs) ?? end),
            ])
        }
    }

    private func renditionOutputs(_ outputs: [Fact]) -> [Fact] { outputs.filter { $0["definition"] != nil } }

    func latest(_ jobs: [Fact]) -> Timestamp? {
        jobs.compactMap { job in if case .time(let time)? = job["finishedAt"] { time } else { nil } }.max()
    }
}
