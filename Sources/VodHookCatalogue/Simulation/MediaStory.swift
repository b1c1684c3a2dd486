import JSONText

/// The simulation of one media under way; each part is drawn from its own branch of the generator.
struct MediaStory {
    let spec: MediaSpec
    let provider: Provider
    let generator: SeededGenerator
    let start: Timestamp
    let salt: UInt64

    let source: Source
    /// The longest side of a picture, given or derived from the other side.
    static let longestSide = 16_384

    let uploadedAt: Timestamp
    let analysedAt: Timestamp

    /// The source with everything decided.
    struct Source {
        let seconds: Double
        let width: Int
        let height: Int
        let fps: Double
        let bitrateBps: Int
        let format: String
        let fileName: String

        var shorterSide: Int { min(width, height) }
        var sizeBytes: Int { MediaStory.sizeBytes(bitrateBps: Double(bitrateBps), seconds: seconds) }
    }

    /// What one job came to.
    enum Outcome {
        case success
        case failure(ErrorCode)

        var word: Fact {
            if case .success = self { .text("success") } else { .text("failure") }
        }
        var error: Fact? {
            guard case .failure(let error) = self else { return nil }
            return .group(["code": .text(error.code), "message": .text(error.message)])
        }
        var isSuccess: Bool { if case .success = self { true } else { false } }
    }

    init(
        spec: MediaSpec, provider: Provider, generator: SeededGenerator, start: Timestamp, salt: UInt64 = 0,
        marksIdentities: Bool = false
    ) {
        self.spec = spec
        self.provider = provider
        self.generator = generator
        self.start = start
        self.salt = salt
        source = Self.source(of: spec.source, generator.branch("source")) { stem in
            let identity = Identity(token: stem.token ^ salt)
            return marksIdentities
                ? IdentityMark(identity, format: IdentityMark.fileStem).text
                : IdentityMark.fileStemFormat.text(for: identity)
        }
        let transfer = min(max(Double(source.sizeBytes) / 8_000_000, 1), 30).rounded()
        uploadedAt = start + .seconds(transfer)
        analysedAt = uploadedAt + .seconds(1)
    }

    mutating func facts() -> Facts {
        var facts: Facts = [
            "id": identity("video"),
            "name": .text(spec.name),
            "title": .text(spec.title ?? spec.name),
            "extend": spec.extend.map { .text($0) },
            "source": sourceFacts(),
            "upload": uploadFacts(),
        ]
        if spec.upload.completes {
            let isReadable = spec.source.failure == nil && spec.upload.failure == nil
            let renditions = isReadable ? renditionFacts() : []
            let adaptive = isReadable ? adaptiveFacts() : []
            let snapshots = isReadable ? snapshotFacts() : []
            facts["analysis"] = spec.upload.failure == nil ? analysisFacts() : nil
            facts["renditions"] = .list(renditions)
            facts["adaptive"] = adaptive.isEmpty ? nil : .list(adaptive)
            facts["snapshots"] = snapshots.isEmpty ? nil : .list(snapshots)
            facts["transcode"] = transcodeFacts(renditions)
            facts["snapshotting"] = snapshottingFacts(snapshots)
            facts["animated"] = isReadable ? animatedFacts() : nil
            facts["workflow"] = workflowFacts(renditions + adaptive + snapshots)
        }
        for (name, fact) in operationFacts(facts) { facts[name] = fact }
        return facts
    }

    func identity(_ names: String...) -> Fact {
        var branch = generator.branch("id", names.joined(separator: "/"))
        return .identity(Identity(token: branch.next() ^ salt))
    }

    func outcome(_ failure: FailureSpec?, part: String) -> Outcome {
        guard let failure else { return .success }
        let documented = provider.errors
        let fitting = failure.code == nil ? documented.first { $0.parts.contains(part) } : nil
        let code = failure.code ?? fitting?.code ?? "InternalError"
        let error = fitting ?? documented.first { $0.code == code }
        return .failure(
            ErrorCode(code: code, message: failure.message ?? error?.message ?? code, parts: [part]))
    }

    private static func source(
        of spec: SourceSpec, _ generator: SeededGenerator, stem: (Identity) -> String
    ) -> Source {
        var length = generator.branch("length")
        var shape = generator.branch("shape")
        var rate = generator.branch("rate")
        let seconds: Double = spec.duration?.inSeconds ?? (length.double(in: 12...60) * 1000).rounded() / 1000
        let sizes = [(1280, 720), (1920, 1080), (1080, 1920), (854, 480)]
        let drawn = shape.element(of: sizes) ?? (1280, 720)
        let drawnFps: Double = shape.element(of: [24, 25, 30]) ?? 25
        let givenWidth = spec.width ?? spec.height.map { min($0 * 16 / 9, longestSide) } ?? drawn.0
        let givenHeight = spec.height ?? spec.width.map { $0 * 9 / 16 } ?? drawn.1
        let width: Int = spec.hasVideo ? givenWidth : 0
        let height: Int = spec.hasVideo ? givenHeight : 0
        let fps: Double = spec.hasVideo ? min(max(spec.fps ?? drawnFps, 0), 1000) : 0
        let natural: Double = spec.hasVideo ? Double(width * height) * max(fps, 1) * 0.07 + 96_000 : 128_000
        let bitrate =
            spec.bitrateKbps.map { $0 * 1000 } ?? Int(nearest: natural * rate.double(in: 0.8...1.2))
        let format = spec.format?.lowercased() ?? (spec.hasVideo ? "mp4" : "mp3")
        let name = spec.fileName ?? "upload-\(stem(generator.branch("name").identity)).\(format)"
        return Source(
            seconds: seconds, width: width, height: height, fps: fps, bitrateBps: max(bitrate, 1000),
            format: format, fileName: name)
    }

    /// The size of a stream.
    static func sizeBytes(bitrateBps: Double, seconds: Double) -> Int {
        Int(nearest: bitrateBps * seconds / 8)
    }

    func sourceFacts() -> Fact {
        let outcome = outcome(spec.source.failure, part: "source")
        var checksum = generator.branch("crc64")
        var facts: Facts = [
            "fileName": .text(source.fileName),
            "extension": .text(source.format),
            "sizeBytes": .int(source.sizeBytes),
            "key": identity("source-key"),
            "md5": identity("source-md5"),
            "crc64": .text(String(checksum.next())),
            "createdAt": .time(start),
            "status": outcome.word,
            "error": outcome.error,
            "type": .text(spec.source.hasVideo ? "video" : "audio"),
        ]
        guard outcome.isSuccess else { return .group(facts) }
        facts["format"] = .text(source.format.uppercased())
        facts["durationSeconds"] = .decimal(source.seconds)
        facts["bitrateBps"] = .int(source.bitrateBps)
        facts["bitrateKbps"] = .int((source.bitrateBps + 500) / 1000)
        if spec.source.hasVideo {
            facts["width"] = .int(source.width)
            facts["height"] = .int(source.height)
            facts["fps"] = .decimal(source.fps)
            facts["codec"] = .text("h264")
        } else {
            facts["codec"] = .text("mp3")
        }
        streamFacts(
            into: &facts, seconds: source.seconds, bitrateBps: source.bitrateBps, definition: nil,
            hasVideo: spec.source.hasVideo, hasAudio: spec.source.hasAudio)
        return .group(facts)
    }

    /// Adds the groups `audio` and `video`, whose bit rates together are the file's.
    func streamFacts(
        into facts: inout Facts, seconds: Double, bitrateBps: Int, definition: String?, hasVideo: Bool,
        hasAudio: Bool
    ) {
        let audioBps = !hasAudio ? 0 : hasVideo ? min(64_000, bitrateBps / 4) : bitrateBps
        if hasAudio {
            facts["audio"] = .group([
                "codec": .text(hasVideo ? "aac" : "mp3"), "bitrateBps": .int(audioBps),
                "sampleRate": .int(44_100), "channels": .int(2), "durationSeconds": .decimal(seconds),
            ])
        }
        if hasVideo {
            facts["video"] = .group([
                "codec": .text("h264"), "bitrateBps": .int(bitrateBps - audioBps),
                "durationSeconds": .decimal(seconds), "definition": definition.map { .text($0) },
                "width": facts["width"], "height": facts["height"], "fps": facts["fps"],
            ])
        }
    }

    private func uploadFacts() -> Fact {
        let outcome = outcome(spec.upload.failure, part: "upload")
        return .group([
            "jobId": identity("upload"),
            "requestId": identity("upload-request"),
            "method": .text(spec.upload.url == nil ? "file" : "url"),
            "byFile": spec.upload.completes && spec.upload.url == nil ? .bool(true) : nil,
            "byUrl": spec.upload.completes && spec.upload.url != nil ? .bool(true) : nil,
            "url": .text(spec.upload.url ?? "https://media.example.test/originals/\(source.fileName)"),
            "startedAt": .time(start),
            "finishedAt": spec.upload.completes ? .time(uploadedAt) : nil,
            "status": outcome.word,
            "error": outcome.error,
            "succeeded": outcome.isSuccess ? .bool(true) : nil,
            "mediaId": outcome.isSuccess ? identity("video") : nil,
            "file": outcome.isSuccess ? sourceFacts() : nil,
        ])
    }

    private func analysisFacts() -> Fact {
        let outcome = outcome(spec.source.failure, part: "source")
        return .group([
            "finishedAt": .time(analysedAt), "status": outcome.word, "error": outcome.error,
            "succeeded": outcome.isSuccess ? .bool(true) : nil,
        ])
    }
}
