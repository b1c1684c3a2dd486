internal import CCurl
internal import Glibc
import JSONText

/// Time as the load engine counts it: nanoseconds of the system's monotonic clock.
enum LoadClock {
    /// Now.
    @inline(__always)
    static var now: Int64 {
        var time = timespec()
        // The call only fills the local structure.
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The time `seconds` after `time`, or the end of time when that is before it.
    @inline(__always)
    static func after(_ seconds: Double, from time: Int64) -> Int64 {
        time.clampedSum(Int64(nearest: seconds * 1e9))
    }

    /// The wall clock in seconds, for signatures.
    static var unixSeconds: Int64 { Int64(time(nil)) }
}

/// A timer that wakes an epoll loop at a time given to the nanosecond; epoll itself waits in whole milliseconds.
final class LoadTimer {
    let descriptor: Int32
    private var armedFor = Int64.max

    init() throws(SystemError) {
        descriptor = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_NONBLOCK | TFD_CLOEXEC))
        if descriptor < 0 { throw SystemError("timerfd_create") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sees to it that it fires at `time` or before; it is watched edge-triggered, so it is never read.
    func arm(_ time: Int64, now: Int64) {
        // One that fires earlier wakes the loop for nothing, which costs less than setting it anew.
        if armedFor > now && armedFor <= time { return }
        armedFor = time
        var setting = itimerspec()
        let due = max(1, time)
        setting.it_value.tv_sec = Int(due / 1_000_000_000)
        setting.it_value.tv_nsec = Int(due % 1_000_000_000)
        // The structure lives for the call.
        timerfd_settime(descriptor, Int32(TFD_TIMER_ABSTIME), &setting, nil)
    }
}

@available(*, unavailable)
extension LoadTimer: Sendable {}
