import JSONText
import VodHookCatalogue

/// All that is known about one video, merged from its events in whatever order they came.
///
/// The state is a set of facts. Each fact is merged on its own by a rule that does not look at arrival: flags
/// only ever turn on, collections only grow, and of two versions of one value the one with the later event time
/// stays. So the same events give the same state in every order, and an event that comes twice changes
/// nothing. The status is computed from the facts and never stored, see `VideoState+Status.swift`.
package struct VideoState: Sendable {
    /// The vendor.
    package let provider: CallbackProvider
    /// The id under which the state is kept.
    package let id: String

    private(set) var isVideo = false
    private(set) var sourceExists = false
    private(set) var uploadFailed = false
    private(set) var isDeleted = false
    private(set) var isSourceDeleted = false
    private(set) var processed: Dated<Bool>?
    private(set) var source: [SourceField: Dated<JSONValue>] = [:]
    private(set) var snapshots: [ByteKey: Dated<SnapshotSet>] = [:]
    private(set) var animatedImage: Dated<AnimatedImage>?
    private(set) var cover: Dated<String>?
    private(set) var extend: Dated<String>?
    private(set) var errors: Set<EventError> = []

    /// A status that stands in place of the right one; only planted bugs store one.
    var plantedStatus: Status?

    private var renditions: [ByteKey: Dated<Rendition>] = [:]
    private var deletedRenditions: Set<ByteKey> = []
    private var allRenditionsDeletedAt: EventTime?
    private var appliedEvents: Set<[UInt8]> = []

    /// A video of which nothing is known yet.
    package init(provider: CallbackProvider, id: String) {
        self.provider = provider
        self.id = id
    }

    /// The number of distinct events that were applied.
    package var eventCount: Int { appliedEvents.count }

    /// Merges what `event` states; returns false, and changes nothing, when it was applied before.
    @discardableResult
    package mutating func apply(_ event: ReceivedEvent) -> Bool {
        apply(
            event, knownBy: event.identity, stating: event.facts,
            EventStamp(time: event.time, identity: event.identity))
    }

    /// Merges `facts` under `stamp` unless an event with the same `identity` was applied before.
    mutating func apply(
        _ event: ReceivedEvent, knownBy identity: [UInt8], stating facts: [ReceivedFact], _ stamp: EventStamp
    ) -> Bool {
        guard appliedEvents.insert(identity).inserted else { return false }
        if event.subject?.isVideo == true { isVideo = true }
        for fact in facts { merge(fact, stamp) }
        return true
    }

    /// True when an event with this identity was applied.
    func hasApplied(_ identity: [UInt8]) -> Bool { appliedEvents.contains(identity) }

    private mutating func merge(_ fact: ReceivedFact, _ stamp: EventStamp) {
        switch fact {
        case .sourceExists: sourceExists = true
        case .uploadFailed: uploadFailed = true
        case .deleted: isDeleted = true
        case .sourceDeleted: isSourceDeleted = true
        case .source(let field, let value): source[field].keepLater(value, stamp)
        case .processed(let succeeded): processed.keepLater(succeeded, stamp)
        case .rendition(let id, let rendition): renditions[ByteKey(id)].keepLater(rendition, stamp)
        case .snapshots(let id, let set): snapshots[ByteKey(id)].keepLater(set, stamp)
        case .animatedImage(let image): animatedImage.keepLater(image, stamp)
        case .cover(let url): cover.keepLater(url, stamp)
        case .extend(let text): extend.keepLater(text, stamp)
        case .error(let error): errors.insert(error)
        case .renditionDeleted(let id): deletedRenditions.insert(ByteKey(id))
        case .allRenditionsDeleted:
            allRenditionsDeletedAt = allRenditionsDeletedAt.map { max($0, stamp.time) } ?? stamp.time
        }
    }

    /// The renditions that are not deleted, ordered by definition, then by job.
    ///
    /// A deleted rendition stays among the facts and is left out here: its own event may still arrive late,
    /// and must not bring it back.
    var presentRenditions: [Rendition] {
        renditions.filter { !isDeleted($0.key, $0.value.stamp) }
            .sorted {
                let left = ByteKey($0.value.value.definition ?? "")
                let right = ByteKey($1.value.value.definition ?? "")
                return left == right ? $0.key < $1.key : left < right
            }
            .map(\.value.value)
    }

    /// True when any rendition was ever reported, deleted or not.
    var hadRenditions: Bool { !renditions.isEmpty }

    private func isDeleted(_ id: ByteKey, _ stamp: EventStamp) -> Bool {
        if deletedRenditions.contains(id) { return true }
        guard let deletedAt = allRenditionsDeletedAt else { return false }
        return stamp.time <= deletedAt
    }
}
