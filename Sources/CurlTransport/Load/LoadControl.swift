import Synchronization
import VodHookKit

/// Figures of a load under way.
public struct LoadProgress: Sendable {
    /// Everything counted so far.
    public var counts = LoadResult.Counts()
    /// Answers by their status so far.
    public var statuses: [Int: Int] = [:]
    /// Failures by their kind so far.
    public var errors: [String: Int] = [:]
    /// Requests that wait for their answer.
    public var inFlight = 0
    /// Sends that wait for a connection.
    public var waiting = 0
    /// The median response of the last second in milliseconds; of the worst worker when there are several.
    public var p50Milliseconds = 0.0
    /// The same for 99 of 100 responses.
    public var p99Milliseconds = 0.0

    mutating func add(_ other: LoadProgress) {
        counts.add(other.counts)
        for (status, count) in other.statuses { statuses[status, default: 0] += count }
        for (kind, count) in other.errors { errors[kind, default: 0] += count }
        inFlight += other.inFlight
        waiting += other.waiting
        p50Milliseconds = max(p50Milliseconds, other.p50Milliseconds)
        p99Milliseconds = max(p99Milliseconds, other.p99Milliseconds)
    }
}

/// What the workers of a load share with whoever started it: the wish to stop, and figures once per second.
final class LoadControl: Sendable {
    private let stopped = Atomic<Bool>(false)
    private let reports: Guarded<[LoadProgress]>
    private let wakeUps: [WakeUp]

    init(wakeUps: [WakeUp]) {
        self.wakeUps = wakeUps
        reports = Guarded(Array(repeating: LoadProgress(), count: wakeUps.count))
    }

    /// True when the load is to end at once.
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    /// Ends the load; any thread may call it.
    func stop() {
        stopped.store(true, ordering: .relaxed)
        for wakeUp in wakeUps { wakeUp.wake() }
    }

    func publish(_ progress: LoadProgress, worker: Int) {
        reports.withLock { $0[worker] = progress }
    }

    /// The figures of all workers.
    var progress: LoadProgress {
        reports.withLock { reports in
            var whole = LoadProgress()
            for report in reports { whole.add(report) }
            return whole
        }
    }
}
