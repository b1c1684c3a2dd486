import JSONText
import VodHookCatalogue
import VodHookPlan

/// What the plain history tells about overlaps, and whether a receiver can have any.
extension PartExplorer {
    /// Measures how long a receiver needs to begin with a request that is held open.
    mutating func measureOverlapPause() {
        // A saved scenario says it in whole milliseconds.
        let wanted = Duration.milliseconds(Int64(nearest: (usualTime * 3).milliseconds.rounded(.up)))
        runner.overlapPause = min(max(wanted, PlannedDelivery.usualOverlapPause), .milliseconds(250))
    }

    /// The median of the times in which the plain history was answered.
    private var usualTime: Duration {
        let times = plain.deliveries.map(\.duration).sorted()
        return times.isEmpty ? .zero : times[times.count / 2]
    }

    /// Whether the second of two deliveries gets no answer as long as the first one is held open.
    ///
    /// In the plain order, one after the other, they are accepted; such a receiver handles one request at a time. A
    /// receiver that is gone after that is a finding, which is returned.
    mutating func tryHeldOverlap(_ space: inout HistorySpace) async -> Failing? {
        guard space.overlaps > 0, names.count > 1 || space.hasCopies, !timeIsUp() else { return nil }
        let history = History([.init(0, .held), .init(min(1, names.count - 1))])
        let record = await overlapped(history)
        isInterrupted = isInterrupted || record.isInterrupted
        if record.refusal != nil, !isInterrupted {
            isReceiverGone = !(await runner.presence.returns(within: Self.restart))
            let symptoms = Symptom.all(record, against: plain, names: names).filter { $0.kind != .state }
            return isReceiverGone ? Failing(history: history, record: record, symptoms: symptoms) : nil
        }
        guard record.deliveries.contains(where: { $0.failure == .timeout }), !isInterrupted else {
            return nil
        }
        space.canHold = false
        canHold = false
        // Whoever keeps a connection open and looks at no other one meanwhile takes no two at the same moment either.
        let together = History([.init(0, .together), .init(min(1, names.count - 1))])
        if await overlapped(together).deliveries.contains(where: { $0.failure == .timeout }) {
            space.overlaps = 0
            canOverlap = false
            notes.append("the receiver handles one connection at a time; overlaps are left out")
        } else {
            notes.append("the receiver handles one request at a time; held overlaps are left out")
        }
        return nil
    }

    /// Runs two deliveries that overlap, with less time for answers, and looks at no state.
    private mutating func overlapped(_ history: History) async -> HistoryRecord {
        var blind = runner
        blind.group.probes = []
        let timeout = max(usualTime * 20, .seconds(2))
        let record = await blind.run(history, salt: salts.next(), plain: nil, patience: pace.searching) {
            $0.rules.timeout = min($0.rules.timeout, timeout)
        }
        requests += record.requests
        return record
    }
}
