import FoundationEssentials

/// The wall clock of a queue, and waiting by it.
package protocol QueueClock: Sendable {
    /// Milliseconds since 1970.
    func now() -> QueueTime
    /// Waits until `time`; throws when the task is cancelled.
    func sleep(until time: QueueTime) async throws
}

/// The clock of the machine.
package struct SystemQueueClock: QueueClock {
    package init() {}

    package func now() -> QueueTime { QueueTime(Date().timeIntervalSince1970 * 1000) }

    package func sleep(until time: QueueTime) async throws {
        try await Task.sleep(for: .milliseconds(max(0, time - now())))
    }
}
