import JSONText
import VodHookCatalogue

/// The videos and the event log, in memory.
///
/// A class, because all connections share one; a lock, because what is applied and what is logged must agree.
/// In a real receiver this is the database, and `keep` is one transaction.
package final class CallbackStore: Sendable {
    struct Key: Hashable {
        let provider: CallbackProvider
        let id: ByteKey
    }

    struct Contents {
        var videos: [Key: VideoState] = [:]
        var order: RecentElements<Key>
        var log: RecentElements<LoggedRequest>
        var received = 0
        var verdicts: [CallbackVerdict: Int] = [:]
        /// The providers of the user's own that have videos here, in the order of their first.
        var ownProviders: [CallbackProvider] = []

        init(logLimit: Int, videoLimit: Int) {
            order = RecentElements(limit: videoLimit)
            log = RecentElements(limit: logLimit)
        }
    }

    private let logLimit: Int
    private let videoLimit: Int
    private let merge: ReceiverParts.Merge
    private let onReset: @Sendable () -> Void
    let contents: Guarded<Contents>

    /// A store that forgets the oldest entries and videos beyond these limits.
    package convenience init(logLimit: Int = 100_000, videoLimit: Int = 100_000) {
        self.init(logLimit: logLimit, videoLimit: videoLimit, merge: { $0.apply($1) }, onReset: {})
    }

    init(
        logLimit: Int, videoLimit: Int, merge: @escaping ReceiverParts.Merge,
        onReset: @escaping @Sendable () -> Void
    ) {
        self.logLimit = logLimit
        self.videoLimit = videoLimit
        self.merge = merge
        self.onReset = onReset
        contents = Guarded(Contents(logLimit: logLimit, videoLimit: videoLimit))
    }

    /// Merges `event` and logs `request` in one step; returns the entry with its number and verdict.
    ///
    /// `event` is nil when nothing is to be merged. The verdict is the one that `request` brings; only
    /// `applied` turns into `duplicate` for an event that was merged before.
    func keep(_ event: ReceivedEvent?, _ request: LoggedRequest) -> LoggedRequest {
        contents.withLock { contents in
            var request = request
            if let event { merge(event, into: &contents, &request) }
            contents.received += 1
            contents.verdicts[request.verdict, default: 0] += 1
            request.number = contents.received
            _ = contents.log.append(request)
            return request
        }
    }

    private func merge(
        _ event: ReceivedEvent, into contents: inout Contents, _ request: inout LoggedRequest
    ) {
        do throws(ProcessingFailure) {
            let isNew = try merge(event, into: &contents)
            if isNew || request.verdict != .applied { return }
            request.verdict = .duplicate
            request.reason = "the same event was applied before"
        } catch {
            if request.verdict != .applied { return }
            request.status = 500
            request.verdict = .failed
            request.reason = error.reason
        }
    }

    /// Merges `event`; returns false when it was merged before or names no medium.
    func merge(_ event: ReceivedEvent, into contents: inout Contents) throws(ProcessingFailure) -> Bool {
        guard let subject = event.subject else { return false }
        let key = Key(provider: event.provider, id: ByteKey(subject.id))
        if contents.videos[key] == nil, let oldest = contents.order.append(key) {
            contents.videos[oldest] = nil
        }
        if event.provider.own != nil, !contents.ownProviders.contains(event.provider) {
            contents.ownProviders.append(event.provider)
        }
        return try merge(
            &contents.videos[key, default: VideoState(provider: event.provider, id: subject.id)], event)
    }

    /// The state kept under `id`, or nil.
    package func video(_ id: String) -> VideoState? {
        contents.withLock { contents in
            for provider in CallbackProvider.allCases + contents.ownProviders {
                if let state = contents.videos[Key(provider: provider, id: ByteKey(id))] { return state }
            }
            return nil
        }
    }

    /// All ids, sorted by bytes.
    package var ids: [String] {
        contents.withLock { contents in contents.videos.keys.map(\.id) }.sorted().map(\.text)
    }

    /// The log in order of arrival, or only the entries about `id`.
    package func events(about id: String? = nil) -> [LoggedRequest] {
        let all = contents.withLock { $0.log.all }
        guard let id else { return all }
        return all.filter { $0.id?.hasSameBytes(as: id) == true }
    }

    /// How many callbacks came in all, and with which verdicts; not limited by the length of the log.
    package var counts: (received: Int, verdicts: [CallbackVerdict: Int]) {
        contents.withLock { ($0.received, $0.verdicts) }
    }

    /// Forgets everything.
    package func reset() {
        contents.withLock {
            $0 = Contents(logLimit: logLimit, videoLimit: videoLimit)
        }
        onReset()
    }
}
