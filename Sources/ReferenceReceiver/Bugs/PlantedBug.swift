/// A mistake of a real callback receiver that the reference receiver can be made to repeat.
///
/// Each bug replaces one piece of the right receiver, so that a test tool shows what it can find.
package enum PlantedBug: String, Sendable, CaseIterable {
    /// Where in a receiver a bug sits.
    package enum Group: String, Sendable, CaseIterable {
        /// Whether the vendor has sent it.
        case signature
        /// What is answered, and when.
        case answer
        /// What is kept, and how often.
        case keeping
        /// What the kept events add up to.
        case state
        /// Which bodies are understood.
        case reading
    }

    case signatureNotChecked = "signature-not-checked"
    case signatureWithoutBody = "signature-without-body"
    case signatureOverRewrittenBody = "signature-over-rewritten-body"
    case inventedHMAC = "invented-hmac"
    case urlFromHost = "url-from-host"
    case urlWithoutQuery = "url-without-query"
    case oneKeyOnly = "one-key-only"
    case noFreshness = "no-freshness"
    case futurePasses = "future-passes"

    case errorsAnswered200 = "errors-answered-200"
    case unknownEvent400 = "unknown-event-400"
    case unknownEvent500 = "unknown-event-500"
    case slowEveryThird = "slow-every-third"
    case crashWithoutStreams = "crash-without-streams"

    case answersBeforeKeeping = "answers-before-keeping"
    case countsDuplicates = "counts-duplicates"
    case coarseDeduplication = "coarse-deduplication"
    case deduplicationBeforeProcessing = "deduplication-before-processing"
    case lostUpdate = "lost-update"
    case directURLDropped = "direct-url-dropped"

    case readyOnFirstStream = "ready-on-first-stream"
    case readyOnFailure = "ready-on-failure"
    case codeIgnored = "code-ignored"
    case firstStreamOnly = "first-stream-only"
    case lateUploadSetsBack = "late-upload-sets-back"
    case lastArrivalWins = "last-arrival-wins"
    case fileTypeCase = "file-type-case"
    case snapshotNumberPadding = "snapshot-number-padding"

    case bitrateMustBeNumber = "bitrate-must-be-number"
    case bitrateMustBeText = "bitrate-must-be-text"
    case durationAsInteger = "duration-as-integer"
    case animatedImageAsObject = "animated-image-as-object"
    case unknownFieldRefused = "unknown-field-refused"
    case videoIDRequired = "video-id-required"
    case jsonContentTypeOnly = "json-content-type-only"

    /// Where it sits.
    package var group: Group { profile.group }
    /// What the receiver does wrong, in one sentence.
    package var about: String { profile.about }
    /// The real receiver that it is modelled on.
    package var source: String { profile.source }
}
