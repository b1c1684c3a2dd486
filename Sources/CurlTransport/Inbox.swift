import VodHookCatalogue

/// A request with the task that waits for it.
struct Submission: Sendable {
    /// The number by which the request is cancelled.
    let id: UInt64
    /// What to send.
    let request: OutgoingRequest
    /// Resumed exactly once, by the engine's thread or by the inbox that refused the request.
    let continuation: CheckedContinuation<Exchange, Never>
}

/// The one way from other threads to the engine's thread.
///
/// Legal states: open, then stopping (takes nothing more), then finished (the loop has ended).
final class Inbox: Sendable {
    private struct State {
        var submissions: [Submission] = []
        var cancellations: [UInt64] = []
        var resumptions: [UInt64] = []
        /// True from just before the loop waits until somebody woke it.
        var isAsleep = false
        /// Set when nothing more is taken: what later requests fail with.
        var refusal: TransportFailure?
        var isFinished = false
        var finishWaiters: [CheckedContinuation<Void, Never>] = []

        /// True once for every time the loop went to sleep.
        mutating func takeSleep() -> Bool {
            defer { isAsleep = false }
            return isAsleep
        }
    }

    /// What the loop takes out in one go.
    struct Batch {
        var submissions: [Submission] = []
        var cancellations: [UInt64] = []
        /// The requests whose gate opened.
        var resumptions: [UInt64] = []
        /// Not nil when the loop shall end: what everything under way fails with.
        var refusal: TransportFailure?
    }

    private let state = Guarded(State())
    private let wakeUp: WakeUp

    init(wakeUp: WakeUp) {
        self.wakeUp = wakeUp
    }

    /// Puts a request in; returns the failure when it cannot be taken.
    ///
    /// Must run in the task that waits for it.
    func put(_ submission: Submission) -> TransportFailure? {
        let (failure, mustWake) = state.withLock { state -> (TransportFailure?, Bool) in
            if let refusal = state.refusal { return (refusal, false) }
            // The cancellation handler may have run before there was anything to cancel. A task is marked before
            // its handler runs, and the handler takes this lock: so one of the two sees the other.
            if Task.isCancelled { return (CurlFailure.cancelled, false) }
            state.submissions.append(submission)
            return (nil, state.takeSleep())
        }
        if mustWake { wakeUp.wake() }
        return failure
    }

    /// Asks for the end of a request that may not have begun and may have ended.
    func cancel(_ id: UInt64) {
        let mustWake = state.withLock { state in
            if state.refusal != nil { return false }
            state.cancellations.append(id)
            return state.takeSleep()
        }
        if mustWake { wakeUp.wake() }
    }

    /// Lets a request go on that waits for its gate; it may have ended.
    func resume(_ id: UInt64) {
        let mustWake = state.withLock { state in
            if state.refusal != nil { return false }
            state.resumptions.append(id)
            return state.takeSleep()
        }
        if mustWake { wakeUp.wake() }
    }

    /// Takes nothing more, and lets the loop end.
    func stop(_ refusal: TransportFailure) {
        let mustWake = state.withLock { state in
            if state.refusal == nil { state.refusal = refusal }
            return state.takeSleep()
        }
        if mustWake { wakeUp.wake() }
    }

    /// Returns when the loop has ended.
    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let isFinished = state.withLock { state in
                if !state.isFinished { state.finishWaiters.append(continuation) }
                return state.isFinished
            }
            if isFinished { continuation.resume() }
        }
    }

    // MARK: For the loop

    /// Takes everything out, into the emptied arrays of `batch`.
    func take(into batch: inout Batch) {
        batch.submissions.removeAll(keepingCapacity: true)
        batch.cancellations.removeAll(keepingCapacity: true)
        batch.resumptions.removeAll(keepingCapacity: true)
        state.withLock { state in
            state.isAsleep = false
            swap(&state.submissions, &batch.submissions)
            swap(&state.cancellations, &batch.cancellations)
            swap(&state.resumptions, &batch.resumptions)
            batch.refusal = state.refusal
        }
    }

    /// True when the loop may wait: there is nothing in here, and whatever comes will wake it.
    func mayWait() -> Bool {
        state.withLock { state in
            let isEmpty =
                state.submissions.isEmpty && state.cancellations.isEmpty && state.resumptions.isEmpty
                && state.refusal == nil
            state.isAsleep = isEmpty
            return isEmpty
        }
    }

    /// Says that the loop has ended.
    func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            defer { state.finishWaiters = [] }
            return state.finishWaiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
