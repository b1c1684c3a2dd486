import VodHookKit

/// What one worker has counted; dictionaries are kept out of the path of each request.
struct LoadTally {
    var result = LoadResult()
    var counts = LoadResult.Counts()
    /// Why the worker had to give up; nil while all is well.
    var engineFailure: String?
    private var statuses = [Int](repeating: 0, count: 1000)
    private var interval = LatencyHistogram()
    private var hasInterval = false

    mutating func begin(_ job: LoadJob, at now: Int64, second: Int64) {
        if !job.isResent { counts.attempts += 1 }
        if job.attempt == 1, !job.isResent { result.senderLateness.record(nanoseconds: now - job.intended) }
        result.inSecond(at: second) { $0.attempts += 1 }
    }

    mutating func end(
        _ job: LoadJob, startedAt: Int64, now: Int64, second: Int64, isAccepted: Bool, isMeasured: Bool
    ) {
        if isMeasured {
            result.service.record(nanoseconds: now - startedAt)
            if job.attempt == 1 {
                result.response.record(nanoseconds: now - job.intended)
                interval.record(nanoseconds: now - job.intended)
                hasInterval = true
            }
        }
        let response = Int((now - job.intended) / 1000)
        result.inSecond(at: second) { second in
            if isAccepted { second.delivered += 1 } else { second.failed += 1 }
            if isMeasured, job.attempt == 1 { second.maxResponseUs = max(second.maxResponseUs, response) }
        }
        if isAccepted {
            counts.delivered += 1
            if job.attempt > 1 { counts.late += 1 }
            if job.wholeSends > 1 { counts.duplicated += 1 }
        }
    }

    mutating func answered(_ status: Int) {
        statuses[min(max(0, status), 999)] += 1
    }

    mutating func error(_ kind: String) {
        result.errors[kind, default: 0] += 1
    }

    /// Begins to measure the latencies of the next second.
    mutating func beginInterval() {
        if hasInterval { interval.reset() }
        hasInterval = false
    }

    func progress(inFlight: Int, waiting: Int) -> LoadProgress {
        var progress = LoadProgress()
        progress.counts = counts
        progress.statuses = statusTable
        progress.errors = result.errors
        progress.inFlight = inFlight
        progress.waiting = waiting
        progress.p50Milliseconds = interval.milliseconds(at: 50)
        progress.p99Milliseconds = interval.milliseconds(at: 99)
        return progress
    }

    func result(isInterrupted: Bool) -> LoadResult {
        var whole = result
        whole.counts = counts
        whole.statuses = statusTable
        whole.isInterrupted = isInterrupted
        return whole
    }

    private var statusTable: [Int: Int] {
        var table: [Int: Int] = [:]
        for (status, count) in statuses.enumerated() where count > 0 { table[status] = count }
        return table
    }
}
