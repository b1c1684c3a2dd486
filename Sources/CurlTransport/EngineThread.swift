internal import Glibc

/// A thread of its own for the loop.
struct EngineThread {
    private let handle: pthread_t

    /// Runs `body` on a new thread.
    init(_ body: sending @escaping () -> Void) throws(SystemError) {
        let box = Unmanaged.passRetained(ThreadBody(body))
        var handle = pthread_t()
        // The box is retained for the thread, which takes that reference over as its first act.
        let code = pthread_create(
            &handle, nil,
            { context in
                if let context { Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        if code != 0 {
            box.release()
            errno = code
            throw SystemError("pthread_create")
        }
        self.handle = handle
    }

    /// Waits for the thread to end; only once, and only when it is known to be ending.
    func join() {
        pthread_join(handle, nil)
    }

    /// Lets the thread end alone; instead of `join`.
    func detach() {
        pthread_detach(handle)
    }
}

private final class ThreadBody {
    private let body: () -> Void

    init(_ body: @escaping () -> Void) {
        self.body = body
    }

    func run() {
        body()
    }
}
