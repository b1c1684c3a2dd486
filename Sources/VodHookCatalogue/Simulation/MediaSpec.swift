package import JSONText

/// What a scenario says about one media, in neutral words; the simulation fills in everything else.
package struct MediaSpec: Sendable {
    /// The name under which steps refer to it.
    package var name: String
    /// The provider that processes it.
    package var provider: String
    /// The profile of its events where they have it; nil takes each event's default.
    package var profile: String?
    /// The title that the uploader gave it.
    package var title: String?
    /// The uploader's own text, which the provider passes through.
    package var extend: String?
    /// The uploaded file.
    package var source = SourceSpec()
    /// How the file reached the provider.
    package var upload = UploadSpec()
    /// The member of the file that it was read from, its variables replaced; null when there is no file.
    package var written = JSONValue.null
    /// What it is transcoded to; nil takes three of the provider's definitions.
    package var renditions: [RenditionSpec]?
    /// Adaptive bit rate packages.
    package var adaptive: [AdaptiveSpec] = []
    /// Snapshot jobs; nil takes one of the provider's first type.
    package var snapshots: [SnapshotSpec]?
    /// The animated image, if one is made.
    package var dynamicImage: DynamicImageSpec?
    /// How the workflow as a whole fails, if it does.
    package var workflowFailure: FailureSpec?
    /// Further operations on the media, such as deletion or moderation, by name.
    package var operations: [String: JSONValue] = [:]

    /// A media with everything left to the simulation.
    package init(name: String, provider: String) {
        self.name = name
        self.provider = provider
    }
}

/// A failure to be simulated.
package struct FailureSpec: Sendable, Equatable {
    /// The vendor's code; nil takes the first documented one for that part.
    package var code: String?
    /// The message; nil takes the documented one for the code.
    package var message: String?

    package init(code: String? = nil, message: String? = nil) {
        self.code = code
        self.message = message
    }
}

/// The uploaded file.
///
/// What is nil is drawn from the seed.
package struct SourceSpec: Sendable {
    /// The playing time.
    package var duration: Duration?
    /// The picture's width in pixels.
    package var width: Int?
    /// The picture's height in pixels.
    package var height: Int?
    /// Frames per second.
    package var fps: Double?
    /// Kilobits per second.
    package var bitrateKbps: Int?
    /// The file format, such as `mp4`.
    package var format: String?
    /// The name of the file.
    package var fileName: String?
    /// False for a source with sound only.
    package var hasVideo = true
    /// False for a source without sound.
    package var hasAudio = true
    /// Set when the file cannot be read.
    package var failure: FailureSpec?

    /// A source left to the seed.
    package init() {}
}

/// How a file came to the provider.
package struct UploadSpec: Sendable {
    /// The address it was pulled from; nil for an upload of a file.
    package var url: String?
    /// Set when the upload fails.
    package var failure: FailureSpec?
    /// False when the upload never ends: no event follows.
    package var completes = true

    /// An upload of a file.
    package init() {}
}

/// One output of transcoding.
///
/// What is nil follows from the definition and the source.
package struct RenditionSpec: Sendable {
    /// The vendor's name, such as `FD`, `HD-MP4` or `360p`.
    package var definition: String
    /// The container, such as `m3u8`.
    package var format: String?
    /// True when the stream is encrypted.
    package var isEncrypted = false
    /// Kilobits per second.
    package var bitrateKbps: Int?
    /// Frames per second.
    package var fps: Double?
    /// How many watermarks it carries.
    package var watermarks = 0
    /// How long transcoding takes.
    package var takes: Duration?
    /// Set when it fails.
    package var failure: FailureSpec?

    /// A rendition by its definition.
    package init(definition: String) { self.definition = definition }
}

/// An adaptive bit rate package.
package struct AdaptiveSpec: Sendable {
    /// `HLS` or `DASH`.
    package var format: String
    /// The definitions of its video streams.
    package var definitions: [String]
    /// True when it is encrypted.
    package var isEncrypted = false
    /// True when sound is a stream of its own.
    package var hasAudioStream = true

    package init(format: String, definitions: [String]) {
        self.format = format
        self.definitions = definitions
    }
}

/// One snapshot job.
package struct SnapshotSpec: Sendable {
    /// The vendor's name, such as `CoverSnapshot` or `Sprite`.
    package var type: String
    /// How many pictures.
    package var count: Int?
    /// How long it takes.
    package var takes: Duration?
    /// Set when it fails.
    package var failure: FailureSpec?

    /// A job by its type.
    package init(type: String) { self.type = type }
}

/// An animated image made from the video.
package struct DynamicImageSpec: Sendable {
    /// The file format.
    package var format = "gif"
    /// How long it takes.
    package var takes: Duration?
    /// Set when it fails.
    package var failure: FailureSpec?

    package init() {}
}
