import HeapModule
import VodHookCatalogue

/// Scenario time as the runner waits by it.
///
/// What waits or works counts as a participant; see `VirtualClock`.
package protocol ScenarioClock: Sendable {
    /// Scenario time since the run began.
    var now: Duration { get }
    /// Waits until `time`. Of several that wait for the same time, the lower `order` goes first.
    /// Returns at once when the time is past or the task is cancelled.
    func sleep(until time: Duration, order: Int) async
    /// One participant becomes `count`, to run at the same time.
    func fork(_ count: Int)
    /// One participant ends.
    func leave()
}

extension ScenarioClock {
    /// Runs `bodies` at the same time and returns their results in order.
    ///
    /// The caller's place among the participants passes to the last body that ends and back to the caller, so
    /// that virtual time cannot run ahead in between.
    func concurrently<Result: Sendable>(_ bodies: [@Sendable () async -> Result]) async -> [Result] {
        guard !bodies.isEmpty else { return [] }
        fork(bodies.count)
        let remaining = Countdown(bodies.count)
        return await withTaskGroup(of: (Int, Result).self) { group in
            for (place, body) in bodies.enumerated() {
                group.addTask {
                    let result = await body()
                    if !remaining.isLast() { self.leave() }
                    return (place, result)
                }
            }
            var results: [(Int, Result)] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

/// Counts ends; a class because concurrent children share it.
private final class Countdown: Sendable {
    private let remaining: Guarded<Int>
    init(_ count: Int) { remaining = Guarded(count) }
    func isLast() -> Bool {
        remaining.withLock {
            $0 -= 1
            return $0 == 0
        }
    }
}

/// Scenario time without waiting, for `--speed max` and for tests: it stands still while any participant
/// works, and jumps to the next waiting one when all of them wait.
///
/// So order is exact and repeatable.
package final class VirtualClock: ScenarioClock {
    private struct Waiter: Comparable {
        let time: Duration
        let order: Int
        let number: Int
        static func < (left: Waiter, right: Waiter) -> Bool {
            (left.time, left.order, left.number) < (right.time, right.order, right.number)
        }
        static func == (left: Waiter, right: Waiter) -> Bool { left.number == right.number }
    }

    private struct State {
        var now = Duration.zero
        var active = 1
        var nextNumber = 0
        var waiting = Heap<Waiter>()
        var continuations: [Int: CheckedContinuation<Void, Never>] = [:]

        /// The waiter to wake when nobody works, with time moved to it.
        mutating func nextToWake() -> CheckedContinuation<Void, Never>? {
            while active == 0, let next = waiting.popMin() {
                // A cancelled waiter left its entry in the heap.
                guard let continuation = continuations.removeValue(forKey: next.number) else { continue }
                now = max(now, next.time)
                active = 1
                return continuation
            }
            return nil
        }
    }

    private let state = Guarded(State())

    /// A clock at zero with one participant, the caller.
    package init() {}

    /// Scenario time since the clock was made.
    package var now: Duration { state.withLock { $0.now } }

    /// See the protocol.
    package func sleep(until time: Duration, order: Int) async {
        let number: Int? = state.withLock { state in
            guard time > state.now else { return nil }
            state.nextNumber += 1
            return state.nextNumber
        }
        guard let number else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let toWake = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                    if Task.isCancelled { return [continuation] }
                    state.waiting.insert(Waiter(time: time, order: order, number: number))
                    state.continuations[number] = continuation
                    state.active -= 1
                    return state.nextToWake().map { [$0] } ?? []
                }
                for continuation in toWake { continuation.resume() }
            }
        } onCancel: {
            let cancelled = state.withLock { state -> CheckedContinuation<Void, Never>? in
                let continuation = state.continuations.removeValue(forKey: number)
                if continuation != nil { state.active += 1 }
                return continuation
            }
            cancelled?.resume()
        }
    }

    /// See the protocol.
    package func fork(_ count: Int) { state.withLock { $0.active += count - 1 } }

    /// See the protocol.
    package func leave() {
        let toWake = state.withLock { state in
            state.active -= 1
            return state.nextToWake()
        }
        toWake?.resume()
    }
}
