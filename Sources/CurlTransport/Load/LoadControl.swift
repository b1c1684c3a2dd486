import Synchronization
import VodHookCatalogue
import VodHookLoad

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
