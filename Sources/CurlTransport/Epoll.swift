internal import CCurl
internal import Glibc

/// An epoll instance with room for the events of one round; used on the engine's thread only.
final class Epoll {
    private static let roundSize = 512

    private let descriptor: Int32
    /// Owned: made in `init`, freed in `deinit`; only `wait` writes to it.
    private let round: UnsafeMutablePointer<epoll_event>

    init() throws(SystemError) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        round = .allocate(capacity: Epoll.roundSize)
        round.initialize(repeating: epoll_event(), count: Epoll.roundSize)
        if descriptor < 0 { throw SystemError("epoll_create1") }
    }

    deinit {
        round.deallocate()
        if descriptor >= 0 { close(descriptor) }
    }

    /// Begins to watch a descriptor.
    func add(_ watched: Int32, _ mask: UInt32) -> Bool {
        control(EPOLL_CTL_ADD, watched, mask)
    }

    /// Changes what a descriptor is watched for.
    func change(_ watched: Int32, _ mask: UInt32) -> Bool {
        control(EPOLL_CTL_MOD, watched, mask)
    }

    /// Stops watching a descriptor; false when it was not watched.
    @discardableResult
    func remove(_ watched: Int32) -> Bool {
        control(EPOLL_CTL_DEL, watched, 0)
    }

    private func control(_ operation: Int32, _ watched: Int32, _ mask: UInt32) -> Bool {
        var event = epoll_event()
        event.events = mask
        event.data.fd = watched
        // The kernel copies the event within the call.
        return epoll_ctl(descriptor, operation, watched, &event) == 0
    }

    /// Waits up to `milliseconds` (-1: without end) and returns how many events came; see `event`.
    func wait(milliseconds: Int32) throws(SystemError) -> Int {
        // The buffer belongs to this object and has room for that many events.
        let count = epoll_wait(descriptor, round, Int32(Epoll.roundSize), milliseconds)
        if count >= 0 { return Int(count) }
        // A signal is no event; the loop looks at its inbox and its timer and comes back.
        if errno == EINTR { return 0 }
        throw SystemError("epoll_wait")
    }

    /// One event of the last `wait`.
    func event(_ index: Int) -> (descriptor: Int32, mask: UInt32) {
        // `index` is below the count that `wait` returned, so it lies in the initialised buffer.
        (round[index].data.fd, round[index].events)
    }
}

@available(*, unavailable)
extension Epoll: Sendable {}

/// Why a file cannot be opened for reading; nil when it can.
func reasonUnreadable(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return SystemError.text(errno) }
    close(descriptor)
    return nil
}

/// Closes a socket that libcurl handed over for closing.
func closeSocket(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}
