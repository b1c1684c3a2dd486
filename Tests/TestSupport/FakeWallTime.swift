import VodHookCatalogue
package import VodHookDelivery

/// Wall time that moves only when a runner pauses, or with a virtual clock.
package final class FakeWallTime: Sendable {
    /// The Unix time at which every fake run begins.
    package static let unixStart: Int64 = 1_768_464_000

    private struct Pauses {
        var each: [Duration] = []
        var sum = Duration.zero
    }

    private let pauses = Guarded(Pauses())
    private let clock: VirtualClock?

    /// Wall time that also follows `clock`, as it would at real speed.
    package init(following clock: VirtualClock? = nil) { self.clock = clock }

    /// How long a runner paused, each time.
    package var paused: [Duration] { pauses.withLock { $0.each } }

    private var now: Duration { pauses.withLock { $0.sum } + (clock?.now ?? .zero) }

    package var wallTime: WallTime {
        WallTime(
            now: { self.now }, unixSeconds: { Self.unixStart + self.now.components.seconds },
            pause: { duration in
                self.pauses.withLock { pauses in
                    pauses.each.append(duration)
                    pauses.sum += duration
                }
            })
    }
}
