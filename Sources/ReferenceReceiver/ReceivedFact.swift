import JSONText
import VodHookCatalogue

/// One thing that an event states about a video.
///
/// Events are taken apart into facts, because facts can be merged in any order and events cannot.
enum ReceivedFact: Sendable {
    /// The source file is there; also implied by every event about work on it.
    case sourceExists
    /// The source file never arrived.
    case uploadFailed
    /// A property of the source file.
    case source(SourceField, JSONValue)
    /// The final word on all renditions: TranscodeComplete or WorkflowComplete.
    case processed(succeeded: Bool)
    /// One rendition, under the id of its job or file.
    case rendition(id: String, Rendition)
    /// The snapshots of one job.
    case snapshots(id: String, SnapshotSet)
    case animatedImage(AnimatedImage)
    /// The cover picture's URL.
    case cover(String)
    /// The text that the uploader had attached.
    case extend(String)
    /// Something failed.
    case error(EventError)
    /// Everything is deleted.
    case deleted
    /// The source file is deleted, the renditions are not.
    case sourceDeleted
    /// One rendition is deleted.
    case renditionDeleted(id: String)
    /// All renditions that exist at the time of the event are deleted.
    case allRenditionsDeleted
}

/// The properties of a source file, in the order of the state document.
enum SourceField: String, Sendable, CaseIterable {
    case url, width, height, durationSeconds, sizeBytes, bitrateKbps, fps
}

/// One output of a transcode job.
struct Rendition: Sendable, Equatable {
    var definition: String?
    /// Nil when the event did not say.
    var succeeded: Bool?
    var bitrateKbps: JSONNumber?
    var width: JSONNumber?
    var height: JSONNumber?
    var sizeBytes: JSONNumber?
    var durationSeconds: JSONNumber?
    var url: String?
    var format: String?
    var encrypted: Bool?
    var errorCode: String?
}

/// The pictures of one snapshot job.
struct SnapshotSet: Sendable, Equatable {
    var type: String?
    var count: JSONNumber?
    var urls: [String]
}

/// The animated picture of a video.
struct AnimatedImage: Sendable, Equatable {
    var succeeded: Bool?
    var url: String?
    var width: JSONNumber?
    var height: JSONNumber?
    var sizeBytes: JSONNumber?
    var fps: JSONNumber?
}

/// One failure that an event reported.
struct EventError: Sendable, Hashable {
    let event: String
    let code: String?
    let message: String?
}
