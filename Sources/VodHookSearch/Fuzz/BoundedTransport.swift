import VodHookCatalogue

/// A transport with at most so many requests under way at once; the others wait in the order in which they came.
///
/// Histories that only wait for a receiver to do its work cost it nothing, so many of them may be under way.
final class BoundedTransport: Transport {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let transport: any Transport
    private let state: Guarded<State>

    init(_ transport: any Transport, limit: Int) {
        self.transport = transport
        state = Guarded(State(free: max(limit, 1)))
    }

    func send(_ request: OutgoingRequest) async -> Exchange {
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
        let exchange = await transport.send(request)
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
        return exchange
    }
}
