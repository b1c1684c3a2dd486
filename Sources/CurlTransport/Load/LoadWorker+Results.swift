import HeapModule
import JSONText
import VodHookCatalogue
import VodHookLoad
import VodHookPlan

extension LoadWorker {
    // MARK: Ending

    /// What becomes of a job whose attempt ended; `status` is nil when no complete answer came.
    func ended(_ job: LoadJob, startedAt: Int64, status: Int?, isMeasured: Bool) {
        inFlight -= 1
        var job = job
        let isAccepted = status.map(rules[job.send.event].http.accepts) ?? false
        tally.end(job, startedAt: startedAt, now: now, isAccepted: isAccepted, isMeasured: isMeasured)
        note(job, isAcknowledged: isAccepted, wholeSends: job.wholeSends)
        if isAccepted {
            if expectsLoss[job.send.event] { tally.note(job, expectedAs: \.delivered) }
            return
        }
        guard configuration.repeats,
            let gap = rules[job.send.event].retries.gap(after: job.attempt, waited: job.waited)
        else { return lose(job, isAnswered: status != nil) }
        let due = LoadClock.after(gap.inSeconds / configuration.speed, from: now)
        job.waited += gap
        if due > repeatEnd || repetitions.count >= configuration.repeatLimit {
            tally.leaveUnfinished(job)
        } else {
            repetitions.insert(LoadRepetition(job, at: due, waited: job.waited))
        }
    }

    private func lose(_ job: LoadJob, isAnswered: Bool) {
        tally.lose(job)
        guard expectsLoss[job.send.event] else { return }
        tally.note(job, expectedAs: isAnswered ? \.refused : job.wholeSends > 0 ? \.silent : \.unsent)
    }

    /// Notes for an audit what an attempt came to.
    func note(_ job: LoadJob, isAcknowledged: Bool, wholeSends: Int) {
        guard sample != nil else { return }
        let event = events[job.send.event]
        sample?.note(
            upload: job.send.upload, variant: event.variant, position: event.position,
            isAcknowledged: isAcknowledged, wholeSends: wholeSends)
    }

    // MARK: Results

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
        // A closed loop is over when its events are; an open one has offered them over the time of its profile.
        let end = isClosedLoop ? offeringEnd : offeredUntil
        let isShort = isClosedLoop || result.isInterrupted
        result.offeringDuration = .nanoseconds(max(0, (isShort ? min(now, end) : end) - tally.measuredFrom))
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
        while let repetition = repetitions.popMin() { tally.leaveUnfinished(repetition.job) }
    }
}
