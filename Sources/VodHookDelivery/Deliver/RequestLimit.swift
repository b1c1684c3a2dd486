package import VodHookCatalogue
package import VodHookPlan

/// Lets so many requests be under way at once; the others wait in the order in which they came.
///
/// Histories that only wait for a receiver to do its work cost it nothing, so many of them may be under way.
package final class RequestLimit: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Guarded<State>

    /// A limit of `count` requests, one at least.
    package init(_ count: Int) { state = Guarded(State(free: max(count, 1))) }

    /// Does `work` as soon as there is room for it.
    func with<Result: Sendable>(_ work: () async -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
        let result = await work()
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
        return result
    }
}

/// A channel whose attempts keep to a limit.
package struct LimitedChannel: Channel {
    private let channel: any Channel
    private let limit: RequestLimit

    package init(_ channel: any Channel, _ limit: RequestLimit) {
        self.channel = channel
        self.limit = limit
    }

    package var shownTarget: String { channel.shownTarget }

    package func value(of name: String) -> String? { channel.value(of: name) }

    package func hasReceiver() async -> Bool { await channel.hasReceiver() }

    package func retries(of delivery: PlannedDelivery) -> RetrySchedule { channel.retries(of: delivery) }

    package func attempt(_ order: AttemptOrder) async -> Observation {
        await limit.with { await channel.attempt(order) }
    }
}
