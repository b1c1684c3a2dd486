import JSONText
import VodHookCatalogue

/// Wrong ways to keep an event.
enum KeepingBugs {
    /// Each event waits until the next callback comes; only then it is merged.
    ///
    /// A real receiver hands the event to a background task. It is lost when the process ends before; here it is
    /// lost when nothing else comes, which is the same and can be tested. Reading the state moves nothing on.
    static func plantLateKeeping(in parts: inout ReceiverParts) {
        let waiting = Guarded<ReceivedEvent?>(nil)
        parts.open = { store in
            { event, entry in
                let late = waiting.withLock { waiting in
                    defer { waiting = event }
                    return waiting
                }
                if let late { store.mergeUnlogged(late) }
                return store.keep(nil, entry)
            }
        }
        parts.reset = { waiting.withLock { $0 = nil } }
    }

    /// Takes a repeated event for a new one, and its renditions too.
    @Sendable static func countingDuplicates(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        var identity = event.identity
        var copy = ""
        while state.hasApplied(identity) {
            identity.append(0)
            copy += "+"
        }
        let facts = event.facts.map { fact in
            if case .rendition(let id, let rendition) = fact {
                return ReceivedFact.rendition(id: id + copy, rendition)
            }
            return fact
        }
        return state.apply(event, knownBy: identity, stating: facts, event.stamp)
    }

    /// The obvious key, which two streams of one second share.
    @Sendable static func coarseDeduplication(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        let key = "\(event.time.text) \(event.subject?.id ?? "") \(event.type)"
        return state.apply(event, knownBy: Array(key.utf8), stating: event.facts, event.stamp)
    }

    /// Stores the key of a final event and then fails on its first attempt; the second finds the key.
    @Sendable static func deduplicationFirst(
        _ state: inout VideoState, _ event: ReceivedEvent
    ) throws(ProcessingFailure) -> Bool {
        guard event.type == "TranscodeComplete" || event.type == "WorkflowComplete" else {
            return state.apply(event)
        }
        guard state.apply(event, knownBy: event.identity, stating: [], event.stamp) else { return false }
        throw ProcessingFailure(reason: "processing failed after the key against duplicates was stored")
    }

    /// Reads early, writes late, and takes its time in between, as a receiver does whose state is in a database.
    static func plantLostUpdate(in parts: inout ReceiverParts) {
        parts.open = readingEarly
        parts.work = .milliseconds(4)
    }

    /// Takes the state as it was when the head of the request arrived, and writes it back with the event in it.
    @Sendable private static func readingEarly(_ store: CallbackStore) -> ReceiverParts.Keep {
        let before = store.snapshot()
        return { event, entry in
            if let event { store.setBack(event, to: before) }
            return store.keep(event, entry)
        }
    }
}

extension ReceivedEvent {
    /// The right stamp.
    var stamp: EventStamp { EventStamp(time: time, identity: identity) }
}

extension CallbackStore {
    /// All states of one moment.
    typealias Snapshot = [Key: VideoState]

    /// The states of now.
    func snapshot() -> Snapshot { contents.withLock { $0.videos } }

    /// Undoes all that was merged into the video of `event` since `snapshot`.
    func setBack(_ event: ReceivedEvent, to snapshot: Snapshot) {
        guard let subject = event.subject else { return }
        let key = Key(provider: event.provider, id: ByteKey(subject.id))
        contents.withLock { contents in
            if contents.videos[key] == nil { return }
            contents.videos[key] = snapshot[key] ?? VideoState(provider: event.provider, id: subject.id)
        }
    }

    /// Merges an event whose request was logged before.
    func mergeUnlogged(_ event: ReceivedEvent) {
        contents.withLock { contents in
            do throws(ProcessingFailure) {
                _ = try merge(event, into: &contents)
            } catch {
                // Its answer is long gone; there is nobody left to tell.
                return
            }
        }
    }
}
