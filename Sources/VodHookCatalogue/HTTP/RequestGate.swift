/// Where a request waits in the middle of its body until somebody lets it go on.
///
/// A class because sender and runner share it. Legal states: closed, then held (the request waits), then open; it may
/// be opened before the request arrives.
package final class RequestGate: Sendable {
    private struct State {
        var isHeld = false
        var isOpen = false
        /// What the transport gave to be called when the gate opens.
        var resume: (@Sendable () -> Void)?
        /// Whoever waits for the request to arrive at the gate.
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Guarded(State())

    package init() {}

    /// The transport says that the request has arrived; `resume` is called once, when the gate opens, or at
    /// once when it is open already.
    ///
    /// May be called on any thread.
    package func arrived(resume: @escaping @Sendable () -> Void) {
        let (waiters, isOpen) = state.withLock { state in
            state.isHeld = true
            defer { state.waiters = [] }
            if !state.isOpen { state.resume = resume }
            return (state.waiters, state.isOpen)
        }
        for waiter in waiters { waiter.resume() }
        if isOpen { resume() }
    }

    /// Lets the request go on; may be called any number of times.
    ///
    /// The transport also calls this when the exchange ends without having arrived, so that nobody waits for ever.
    package func open() {
        let (resume, waiters) = state.withLock { state in
            state.isOpen = true
            defer {
                state.resume = nil
                state.waiters = []
            }
            return (state.resume, state.waiters)
        }
        resume?()
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until the request has arrived at the gate, or the gate is open.
    package func untilHeld() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.isHeld || state.isOpen { return true }
                state.waiters.append(continuation)
                return false
            }
            if isDone { continuation.resume() }
        }
    }
}
