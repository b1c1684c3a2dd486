/// Wall time as a run sees it; passed in, so that tests need not wait.
package struct WallTime: Sendable {
    /// Time since the run began.
    package var now: @Sendable () -> Duration
    /// The time that signatures carry.
    package var unixSeconds: @Sendable () -> Int64
    /// Waits, and returns early when the task is cancelled.
    package var pause: @Sendable (Duration) async -> Void

    /// Wall time from three functions.
    package init(
        now: @escaping @Sendable () -> Duration, unixSeconds: @escaping @Sendable () -> Int64,
        pause: @escaping @Sendable (Duration) async -> Void
    ) {
        self.now = now
        self.unixSeconds = unixSeconds
        self.pause = pause
    }
}
