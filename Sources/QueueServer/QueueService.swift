import JSONText
import VodHookCatalogue

/// The queues of a running server, shared by its connections and by whoever puts and watches from inside.
///
/// Everything goes through one lock: a step is made, kept, watched and served to waiting clients before the next one begins.
package final class QueueService: Sendable {
    /// Called with what happened to messages, in order and under the lock: it must be quick and not call back.
    package typealias Observer = @Sendable (QueueEvent) -> Void

    /// How a wait for messages ended.
    private enum Wake: Sendable {
        case messages([QueueStore.Received])
        /// Nothing came in time, or the client went away.
        case nothing
        case failed(QueueError)
    }

    private struct Waiter: Sendable {
        let number: UInt64
        let queue: String
        let limit: Int
        let since: QueueTime
        let deadline: QueueTime
        let continuation: CheckedContinuation<Wake, Never>
    }

    private struct State: Sendable {
        var store: QueueStore
        var keeper: (any QueueKeeper)?
        /// First come, first served.
        var waiters: [Waiter] = []
        var nextWaiter: UInt64 = 0
        /// What wakes up when a wait ends or a message becomes visible while somebody waits, and when.
        var alarm: (time: QueueTime, task: Task<Void, Never>)?
    }

    private let clock: any QueueClock
    private let observer: Observer?
    private let state: Guarded<State>

    /// The queues of `store`.
    ///
    /// Its changes are kept by `keeper`, its events given to `observer`.
    package init(
        clock: any QueueClock = SystemQueueClock(), observer: Observer? = nil,
        keeper: (any QueueKeeper)? = nil, store: QueueStore? = nil
    ) {
        self.clock = clock
        self.observer = observer
        state = Guarded(
            State(
                store: store ?? QueueStore(keepsChanges: keeper != nil, keepsEvents: observer != nil),
                keeper: keeper))
    }

    /// Milliseconds since 1970 by the clock of the queues.
    package var now: QueueTime { clock.now() }

    /// How many clients wait for messages now.
    package var waiting: Int { state.withLock { $0.waiters.count } }

    /// Makes a step with the store and the time.
    ///
    /// Throws `InternalError` when its changes cannot be kept; messages that it has put are taken back then.
    package func perform<Result: Sendable>(
        on queue: String? = nil, _ step: (inout QueueStore, QueueTime) -> Result
    ) throws(QueueError) -> Result {
        let (result, woken) = state.withLock { state -> (Swift.Result<Result, QueueError>, [Woken]) in
            let now = clock.now()
            let result = step(&state.store, now)
            var woken: [Woken] = []
            guard keep(&state) else {
                publish(&state)
                return (.failure(.inner), woken)
            }
            if let queue { woken = serve(queue, &state, now) }
            publish(&state)
            setAlarm(&state)
            return (.success(result), woken)
        }
        for one in woken { one.resume() }
        return try result.get()
    }

    /// Gives out up to `limit` messages, and waits up to so many milliseconds for the first one.
    ///
    /// Empty when none came in time or the task was cancelled. Throws `QueueNotExist`, also when the queue is deleted
    /// meanwhile.
    package func receive(
        _ limit: Int, from queue: String, waiting milliseconds: Int64
    ) async throws(QueueError) -> [QueueStore.Received] {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let wake = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Wake, Never>) in
                let atOnce = state.withLock { state -> Wake? in
                    let now = clock.now()
                    let wake = take(limit, queue, &state, now)
                    if wake == nil, milliseconds > 0, !Task.isCancelled {
                        state.waiters.append(
                            Waiter(
                                number: number, queue: queue, limit: limit, since: now,
                                deadline: now + milliseconds, continuation: continuation))
                    } else if wake == nil {
                        state.store.notePolledEmpty(queue, waited: 0, at: now)
                    }
                    publish(&state)
                    setAlarm(&state)
                    return wake ?? (state.waiters.last?.number == number ? nil : .nothing)
                }
                if let atOnce { continuation.resume(returning: atOnce) }
            }
        } onCancel: {
            end { $0.number == number }
        }
        switch wake {
        case .messages(let messages): return messages
        case .nothing: return []
        case .failed(let error): throw error
        }
    }

    /// Ends all waits; they get nothing.
    package func stop() { end { _ in true } }

    // MARK: Under the lock

    /// A waiter and what it gets, once the lock is free.
    private struct Woken: Sendable {
        let waiter: Waiter
        let wake: Wake
        func resume() { waiter.continuation.resume(returning: wake) }
    }

    /// Messages, a failure, or nil when there is nothing to receive.
    private func take(
        _ limit: Int, _ queue: String, _ state: inout State, _ now: QueueTime
    ) -> Wake? {
        guard let received = state.store.receive(limit, from: queue, at: now) else {
            return .failed(.noQueue)
        }
        guard keep(&state) else { return .failed(.inner) }
        return received.isEmpty ? nil : .messages(received)
    }

    private func serve(_ queue: String, _ state: inout State, _ now: QueueTime) -> [Woken] {
        var woken: [Woken] = []
        while let place = state.waiters.firstIndex(where: { $0.queue.hasSameBytes(as: queue) }) {
            guard let wake = take(state.waiters[place].limit, queue, &state, now) else { break }
            woken.append(Woken(waiter: state.waiters.remove(at: place), wake: wake))
        }
        return woken
    }

    private func keep(_ state: inout State) -> Bool {
        if state.keeper == nil { return true }
        let changes = state.store.takeChanges()
        if changes.isEmpty { return true }
        do {
            try state.keeper?.keep(changes, of: state.store)
            return true
        } catch {
            // The client hears of it by status 500, and puts again.
            for case .put(let queue, let message) in changes {
                state.store.apply(.removed(queue: queue, number: message.number))
            }
            return false
        }
    }

    private func publish(_ state: inout State) {
        guard let observer else { return }
        for event in state.store.takeEvents() { observer(event) }
    }

    private func setAlarm(_ state: inout State) {
        var next: QueueTime?
        for (place, waiter) in state.waiters.enumerated() {
            var time = waiter.deadline
            let isFirst = !state.waiters[..<place].contains { $0.queue.hasSameBytes(as: waiter.queue) }
            if isFirst, let visible = state.store.nextVisible(in: waiter.queue) { time = min(time, visible) }
            next = min(next ?? time, time)
        }
        guard let next else {
            state.alarm?.task.cancel()
            state.alarm = nil
            return
        }
        // One that rings too early sets the next one.
        if let alarm = state.alarm, alarm.time <= next { return }
        state.alarm?.task.cancel()
        let task = Task {
            do {
                try await clock.sleep(until: next)
            } catch {
                return
            }
            ring(next)
        }
        state.alarm = (next, task)
    }

    private func ring(_ time: QueueTime) {
        let woken = state.withLock { state -> [Woken] in
            if state.alarm?.time == time { state.alarm = nil }
            let now = clock.now()
            var woken: [Woken] = []
            var seen: Set<String> = []
            for queue in state.waiters.map(\.queue) where seen.insert(queue).inserted {
                woken += serve(queue, &state, now)
            }
            for waiter in state.waiters where waiter.deadline <= now {
                state.store.notePolledEmpty(waiter.queue, waited: now - waiter.since, at: now)
                woken.append(Woken(waiter: waiter, wake: .nothing))
            }
            state.waiters.removeAll { $0.deadline <= now }
            publish(&state)
            setAlarm(&state)
            return woken
        }
        for one in woken { one.resume() }
    }

    private func end(_ isMeant: @Sendable (Waiter) -> Bool) {
        let ended = state.withLock { state -> [Waiter] in
            let ended = state.waiters.filter(isMeant)
            state.waiters.removeAll(where: isMeant)
            setAlarm(&state)
            return ended
        }
        for waiter in ended { waiter.continuation.resume(returning: .nothing) }
    }
}
