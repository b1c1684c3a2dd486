import VodHookCatalogue
import VodHookLoad

extension LoadWorker {
    /// Publishes the figures of the second that is over.
    func report() {
        while nextReport <= now { nextReport += Self.second }
        control.publish(tally.progress(inFlight: inFlight, waiting: backlog.count), worker: share.number)
    }

    /// Closes everything and tells what was done.
    func finish() -> LoadResult {
        now = LoadClock.now
        let isWhole = isOver && tally.engineFailure == nil
        let unstarted = upcoming != nil && !isClosedLoop
        leaveUnfinished()
        var result = tally.result(isInterrupted: control.isStopped && (!isWhole || unstarted))
        result.duration = .nanoseconds(max(0, now - tally.measuredFrom))
        result.offeringDuration = .nanoseconds(max(0, min(now, offeringEnd) - tally.measuredFrom))
        result.sample = sample
        if let failure = tally.engineFailure {
            result.errors[failure, default: 0] += 1
            result.isInterrupted = true
        }
        closeAll()
        control.publish(tally.progress(inFlight: 0, waiting: 0), worker: share.number)
        return result
    }

    /// Counts what is under way, or waits, when the load ends.
    private func leaveUnfinished() {
        for connection in connections {
            guard let job = connection.job else { continue }
            tally.leaveUnfinished(job)
            note(job, isAcknowledged: false, wholeSends: job.wholeSends)
        }
        while let job = backlog.popFirst() { tally.leaveUnfinished(job) }
        while let repetition = repetitions.popFirst() { tally.leaveUnfinished(repetition.job) }
    }
}
