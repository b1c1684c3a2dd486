import Glibc
import VodHookDelivery
import VodHookPlan

/// Real time for the kit, which never reads a clock itself.
enum WallClock {
    /// Wall time from now on.
    static func start() -> WallTime {
        let begin = ContinuousClock.now
        return WallTime(
            now: { begin.duration(to: .now) },
            unixSeconds: { Int64(time(nil)) },
            pause: { duration in
                do {
                    try await Task.sleep(for: duration)
                } catch {
                    // Cancelled: the caller looks at Task.isCancelled.
                    return
                }
            })
    }

    /// Scenario time at `speed`.
    static func scenarioClock(_ speed: Speed) -> any ScenarioClock {
        if speed == .max { return VirtualClock() }
        return PacedClock(factor: speed.factor)
    }
}

/// Scenario time that passes `factor` times as fast as wall time.
private struct PacedClock: ScenarioClock {
    let factor: Double
    private let begin = ContinuousClock.now

    init(factor: Double) { self.factor = factor }

    var now: Duration { begin.duration(to: .now) * factor }

    func sleep(until time: Duration, order: Int) async {
        do {
            try await Task.sleep(
                until: begin.advanced(by: time / factor), tolerance: .zero, clock: .continuous)
        } catch {
            // Cancelled: the runner looks at Task.isCancelled.
            return
        }
    }

    func fork(_ count: Int) {}
    func leave() {}
}
