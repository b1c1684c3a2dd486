import Synchronization

#if SANITIZE_THREAD
    import Glibc
#endif

/// State that several threads share: reachable only under its lock.
///
/// A class, so that it can be captured and stored anywhere. The lock is the standard library's `Mutex`. Thread
/// sanitizer does not see that lock and would report every use of it as a race, so a build with `SANITIZE_THREAD`
/// takes the lock that it does see.
package final class Guarded<Value: Sendable>: Sendable {
    #if SANITIZE_THREAD
        // The value is touched only between lock and unlock; the lock lives as long as the object.
        nonisolated(unsafe) private var value: Value
        nonisolated(unsafe) private let lock: UnsafeMutablePointer<pthread_mutex_t>

        /// State with its first value.
        package init(_ value: Value) {
            self.value = value
            lock = .allocate(capacity: 1)
            lock.initialize(to: pthread_mutex_t())
            pthread_mutex_init(lock, nil)
        }

        deinit {
            pthread_mutex_destroy(lock)
            lock.deallocate()
        }

        /// Runs `body` with the state; nobody else has it meanwhile.
        package func withLock<Result, Failure: Error>(
            _ body: (inout Value) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            pthread_mutex_lock(lock)
            defer { pthread_mutex_unlock(lock) }
            return try body(&value)
        }
    #else
        private let mutex: Mutex<Value>

        /// State with its first value.
        package init(_ value: Value) { mutex = Mutex(value) }

        /// Runs `body` with the state; nobody else has it meanwhile.
        package func withLock<Result: Sendable, Failure: Error>(
            _ body: (inout Value) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            try mutex.withLock { (value) throws(Failure) -> Result in try body(&value) }
        }
    #endif
}
