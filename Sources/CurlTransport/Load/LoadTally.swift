import VodHookLoad

/// What one worker has counted; dictionaries are kept out of the path of each request.
///
/// Events that were due before `measuredFrom` warm the receiver up and are not counted.
struct LoadTally {
    var result = LoadResult()
    var counts = LoadResult.Counts()
    /// Why the worker had to give up; nil while all is well.
    var engineFailure: String?
    /// When events begin to count, on the engine's clock.
    let measuredFrom: Int64
    private var statuses = [Int](repeating: 0, count: 1000)
    /// The responses of the second under way, and which one that is.
    private var steps = LatencySteps.Tally()
    private var stepsSecond = 0
    /// All responses up to the last second that is over, and what they add up to.
    private var allSteps = LatencySteps()
    private var responseSum: Int64 = 0

    init(measuredFrom: Int64) { self.measuredFrom = measuredFrom }

    /// True when the event counts.
    @inline(__always)
    func counts(_ job: LoadJob) -> Bool { job.intended >= measuredFrom }

    mutating func offer(_ job: LoadJob, isLate: Bool) {
        guard counts(job) else { return }
        counts.offered += 1
        if isLate { counts.senderLate += 1 }
    }

    mutating func begin(_ job: LoadJob, at now: Int64) {
        guard counts(job) else { return }
        if job.isResent { return }
        counts.attempts += 1
        if job.attempt == 1 { result.senderLateness.record(nanoseconds: now - job.intended) }
        result.inSecond(at: now - measuredFrom) { $0.attempts += 1 }
    }

    mutating func end(_ job: LoadJob, startedAt: Int64, now: Int64, isAccepted: Bool, isMeasured: Bool) {
        guard counts(job) else { return }
        let response = now - job.intended
        if isMeasured {
            result.service.record(nanoseconds: now - startedAt)
            if job.attempt == 1 {
                result.response.record(nanoseconds: response)
                note(microseconds: Int(response / 1000), at: now)
            }
        }
        result.inSecond(at: now - measuredFrom) { second in
            if isAccepted { second.delivered += 1 } else { second.failed += 1 }
            if isMeasured, job.attempt == 1 {
                second.maxResponseUs = max(second.maxResponseUs, Int(response / 1000))
            }
        }
        if isAccepted {
            counts.delivered += 1
            if job.attempt > 1 { counts.late += 1 }
            if job.wholeSends > 1 { counts.duplicated += 1 }
        }
    }

    /// Counts an event that could not be started, or a repetition that could not.
    mutating func drop(_ job: LoadJob, at now: Int64) {
        guard counts(job) else { return }
        // A repetition has been sent before; the vendor would go on with it, we cannot.
        if job.attempt > 1 { counts.unfinished += 1 } else { counts.dropped += 1 }
        result.inSecond(at: now - measuredFrom) { $0.dropped += 1 }
    }

    mutating func lose(_ job: LoadJob) {
        guard counts(job) else { return }
        counts.lost += 1
        if job.wholeSends > 1 { counts.duplicated += 1 }
    }

    /// Counts what became of an event whose loss the scenario expects.
    mutating func note(_ job: LoadJob, expectedAs kind: WritableKeyPath<LoadResult.ExpectedLosses, Int>) {
        if counts(job) { result.expectedLosses[keyPath: kind] += 1 }
    }

    mutating func leaveUnfinished(_ job: LoadJob) {
        if counts(job) { counts.unfinished += 1 }
    }

    mutating func answered(_ status: Int, _ job: LoadJob) {
        if counts(job) { statuses[min(max(0, status), 999)] += 1 }
    }

    mutating func error(_ kind: String, _ job: LoadJob) {
        if counts(job) { result.errors[kind, default: 0] += 1 }
    }

    // MARK: Seconds

    private mutating func note(microseconds: Int, at now: Int64) {
        let second = Int(max(0, now - measuredFrom) / 1_000_000_000)
        if second != stepsSecond {
            endSecond()
            stepsSecond = second
        }
        steps.record(microseconds: microseconds)
        responseSum += Int64(microseconds)
    }

    private mutating func endSecond() {
        let taken = steps.take()
        allSteps.add(taken)
        result.inSecond(at: Int64(stepsSecond) * 1_000_000_000) { $0.response.add(taken) }
    }

    mutating func progress(inFlight: Int, waiting: Int) -> LoadProgress {
        endSecond()
        var progress = LoadProgress()
        progress.counts = counts
        progress.statuses = statusTable
        progress.errors = result.errors
        progress.inFlight = inFlight
        progress.waiting = waiting
        progress.response = allSteps
        progress.responseMicroseconds = responseSum
        return progress
    }

    mutating func result(isInterrupted: Bool) -> LoadResult {
        endSecond()
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
