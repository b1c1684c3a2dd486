internal import CCurl
internal import Glibc

/// An event descriptor; any thread may call `wake`.
final class WakeUp: Sendable {
    let descriptor: Int32

    init() throws(SystemError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        if descriptor < 0 { throw SystemError("eventfd") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Makes the loop's `wait` return.
    ///
    /// The counter is never read: the loop watches the descriptor edge-triggered, so that every write is an
    /// event. It could only fail to grow after 2^64 calls.
    func wake() {
        eventfd_write(descriptor, 1)
    }
}
