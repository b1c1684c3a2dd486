/// What a scenario says about one media, in neutral words; the simulation fills in everything else.
public struct MediaSpec: Sendable {
    /// The name under which steps refer to it.
    public var name: String
    /// The provider that processes it.
    public var provider: String
    /// The profile of its events where they have it; nil takes each event's default.
    public var profile: String?
    /// The title that the uploader gave it.
    public var title: String?
    /// The uploader's own text, which the provider passes through.
    public var extend: String?
    /// The uploaded file.
    public var source = SourceSpec()
    /// How the file reached the provider.
    public var upload = UploadSpec()
    /// The member of the file that it was read from, its variables replaced; null when there is no file.
    public var written = JSONValue.null
    /// What it is transcoded to; nil takes three of the provider's definitions.
    public var renditions: [RenditionSpec]?
    /// Adaptive bit rate packages.
    public var adaptive: [AdaptiveSpec] = []
    /// Snapshot jobs; nil takes one of the provider's first type.
    public var snapshots: [SnapshotSpec]?
    /// The animated image, if one is made.
    public var dynamicImage: DynamicImageSpec?
    /// How the workflow as a whole fails, if it does.
    public var workflowFailure: FailureSpec?
    /// Further operations on the media, such as deletion or moderation, by name.
    public var operations: [String: JSONValue] = [:]

    /// A media with everything left to the simulation.
    public init(name: String, provider: String) {
        self.name = name
        self.provider = provider
    }
}

/// A failure to be simulated.
public struct FailureSpec: Sendable, Equatable {
    /// The vendor's code; nil takes the first documented one for that part.
    public var code: String?
    /// The message; nil takes the documented one for the code.
    public var message: String?

    /// A failure.
    public init(code: String? = nil, message: String? = nil) {
        self.code = code
        self.message = message
    }
}

/// The uploaded file.
///
/// What is nil is drawn from the seed.
public struct SourceSpec: Sendable {
    /// The playing time.
    public var duration: Duration?
    /// The picture's width in pixels.
    public var width: Int?
    /// The picture's height in pixels.
    public var height: Int?
    /// Frames per second.
    public var fps: Double?
    /// Kilobits per second.
    public var bitrateKbps: Int?
    /// The file format, such as `mp4`.
    public var format: String?
    /// The name of the file.
    public var fileName: String?
    /// False for a source with sound only.
    public var hasVideo = true
    /// False for a source without sound.
    public var hasAudio = true
    /// Set when the file cannot be read.
    public var failure: FailureSpec?

    /// A source left to the seed.
    public init() {}
}

/// How a file came to the provider.
public struct UploadSpec: Sendable {
    /// The address it was pulled from; nil for an upload of a file.
    public var url: String?
    /// Set when the upload fails.
    public var failure: FailureSpec?
    /// False when the upload never ends: no event follows.
    public var completes = true

    /// An upload of a file.
    public init() {}
}

/// One output of transcoding.
///
/// What is nil follows from the definition and the source.
public struct RenditionSpec: Sendable {
    /// The vendor's name, such as `FD`, `HD-MP4` or `360p`.
    public var definition: String
    /// The container, such as `m3u8`.
    public var format: String?
    /// True when the stream is encrypted.
    public var isEncrypted = false
    /// Kilobits per second.
    public var bitrateKbps: Int?
    /// Frames per second.
    public var fps: Double?
    /// How many watermarks it carries.
    public var watermarks = 0
    /// How long transcoding takes.
    public var takes: Duration?
    /// Set when it fails.
    public var failure: FailureSpec?

    /// A rendition by its definition.
    public init(definition: String) { self.definition = definition }
}

/// An adaptive bit rate package.
public struct AdaptiveSpec: Sendable {
    /// `HLS` or `DASH`.
    public var format: String
    /// The definitions of its video streams.
    public var definitions: [String]
    /// True when it is encrypted.
    public var isEncrypted = false
    /// True when sound is a stream of its own.
    public var hasAudioStream = true

    /// A package.
    public init(format: String, definitions: [String]) {
        self.format = format
        self.definitions = definitions
    }
}

/// One snapshot job.
public struct SnapshotSpec: Sendable {
    /// The vendor's name, such as `CoverSnapshot` or `Sprite`.
    public var type: String
    /// How many pictures.
    public var count: Int?
    /// How long it takes.
    public var takes: Duration?
    /// Set when it fails.
    public var failure: FailureSpec?

    /// A job by its type.
    public init(type: String) { self.type = type }
}

/// An animated image made from the video.
public struct DynamicImageSpec: Sendable {
    /// The file format.
    public var format = "gif"
    /// How long it takes.
    public var takes: Duration?
    /// Set when it fails.
    public var failure: FailureSpec?

    /// An animated GIF.
    public init() {}
}
