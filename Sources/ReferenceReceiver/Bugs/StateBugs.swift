import JSONText
import VodHookCatalogue

/// Wrong ways to make a state of events.
enum StateBugs {
    /// Takes a finished stream for the final word.
    @Sendable static func readyOnFirstStream(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        let isGood = event.type == "StreamTranscodeComplete" && event.fields.succeeded("Status") == true
        let final: [ReceivedFact] = isGood ? [.processed(succeeded: true)] : []
        return state.apply(event, stating: event.facts + final)
    }

    /// Takes TranscodeComplete for good news.
    @Sendable static func readyOnFailure(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        let isNew = state.apply(event)
        if state.provider == .aliyun {
            state.plantedStatus = state.processed != nil && !state.isDeleted ? .ready : nil
        }
        return isNew
    }

    /// Reads every Volcengine event as if its Code were `Success`.
    @Sendable static func codeIgnored(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        state.apply(
            event,
            stating: facts(of: event) { fields in
                if fields["Code"] != nil { fields["Code"] = "Success" }
            })
    }

    /// Reads the first stream of TranscodeComplete and no other.
    @Sendable static func firstStreamOnly(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        guard event.type != "StreamTranscodeComplete" else {
            let others = event.facts.filter { if case .rendition = $0 { false } else { true } }
            return state.apply(event, stating: others)
        }
        return state.apply(
            event,
            stating: facts(of: event) { fields in
                if let streams = fields["StreamInfos"]?.array {
                    fields["StreamInfos"] = .array(Array(streams.prefix(1)))
                }
            })
    }

    /// Stores `uploaded` when FileUploadComplete comes, whatever came before.
    @Sendable static func lateUploadSetsBack(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        guard state.apply(event) else { return false }
        switch step(of: event) {
        case nil: break
        case .uploaded: state.plantedStatus = .uploaded
        case .some: state.plantedStatus = nil
        }
        return true
    }

    /// Dates everything by its arrival and stores the status that the last event stands for.
    @Sendable static func lastArrivalWins(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        let arrival = UInt64(state.eventCount)
        let places = stride(from: UInt64(56), through: 0, by: -8)
        let stamp = EventStamp(
            time: EventTime(nil), identity: places.map { UInt8(truncatingIfNeeded: arrival >> $0) })
        guard state.apply(event, knownBy: event.identity, stating: event.facts, stamp) else { return false }
        if let step = step(of: event) { state.plantedStatus = step }
        return true
    }

    /// Knows `video` and `audio`, and skips what is spelled otherwise.
    @Sendable static func fileTypeCase(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        state.apply(
            event,
            stating: facts(of: event) { fields in
                guard let outputs = fields["TranscodeInfos"]?.array else { return }
                fields["TranscodeInfos"] = .array(
                    outputs.filter { $0["FileType"] == "video" || $0["FileType"] == "audio" })
            })
    }

    /// `0000` in front of every number.
    @Sendable static func snapshotNumberPadding(_ state: inout VideoState, _ event: ReceivedEvent) -> Bool {
        let jobs = event.fields.objects("SnapshotInfos").filter { $0.succeeded("Status") != false }
        var remaining = jobs[...]
        let facts = event.facts.map { fact in
            guard event.provider == .aliyun, case .snapshots(let id, var set) = fact,
                let job = remaining.popFirst()
            else { return fact }
            set.urls = AliyunFacts.urls(rule: job.text("SnapshotRegular"), count: set.count) { "0000\($0)" }
            return .snapshots(id: id, set)
        }
        return state.apply(event, stating: facts)
    }

    /// The status that one event alone stands for; nil for events that say nothing about it.
    private static func step(of event: ReceivedEvent) -> VideoState.Status? {
        switch event.type {
        case "FileUploadComplete":
            let failed = event.facts.contains { if case .uploadFailed = $0 { true } else { false } }
            return failed ? .failed : .uploaded
        case "StreamTranscodeComplete": return .transcoding
        default: break
        }
        for fact in event.facts {
            switch fact {
            case .processed(let succeeded): return succeeded ? .ready : .failed
            case .deleted: return .deleted
            default: continue
            }
        }
        return nil
    }

    /// The facts of `event` after its members were changed.
    private static func facts(of event: ReceivedEvent, _ change: (inout JSONObject) -> Void) -> [ReceivedFact]
    {
        var object = event.fields.object
        change(&object)
        var event = event
        event.fields = EventFields(object)
        return event.facts
    }
}

extension VideoState {
    /// Merges `facts` in place of those that the event states.
    fileprivate mutating func apply(_ event: ReceivedEvent, stating facts: [ReceivedFact]) -> Bool {
        apply(event, knownBy: event.identity, stating: facts, event.stamp)
    }
}
