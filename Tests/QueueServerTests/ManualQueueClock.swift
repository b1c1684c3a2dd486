import VodHookCatalogue

@testable import QueueServer

/// A clock that only a test moves.
final class ManualQueueClock: QueueClock {
    private struct State: Sendable {
        var now: QueueTime = 1_800_000_000_000
        var next = 0
        var sleepers: [Int: (time: QueueTime, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Guarded(State())

    func now() -> QueueTime { state.withLock { $0.now } }

    /// When the sleepers wake up.
    var alarms: [QueueTime] { state.withLock { $0.sleepers.values.map(\.time).sorted() } }

    func sleep(until time: QueueTime) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                let isOver = state.withLock { state in
                    if Task.isCancelled {
                        return Result<Void, any Error>.failure(CancellationError()) as Result?
                    }
                    if time <= state.now { return .success(()) }
                    state.sleepers[number] = (time, continuation)
                    return nil
                }
                if let isOver { continuation.resume(with: isOver) }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: number) }?.continuation
                .resume(throwing: CancellationError())
        }
    }

    /// Moves the time on and wakes who waits for it.
    func advance(_ milliseconds: Int64) {
        let due = state.withLock { state in
            state.now += milliseconds
            let due = state.sleepers.filter { $0.value.time <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }
}
