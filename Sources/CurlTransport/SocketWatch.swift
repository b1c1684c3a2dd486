internal import CCurl
internal import Glibc

/// What libcurl wants to be told of: which sockets, and when.
///
/// Used on the engine's thread only.
///
/// A socket stays registered after libcurl lost interest in it, because a kept-alive connection is asked for
/// again with the next request. In the steady state no `epoll_ctl` is called at all. The registration goes when
/// an event comes that nobody wants (the other side closed an idle connection) or when libcurl closes the
/// socket. It is level-triggered, since libcurl reads one buffer per call and relies on being called again.
final class SocketWatch {
    private struct Interest {
        var wanted: UInt32 = 0
        var registered: UInt32 = 0
    }

    static let readable = EPOLLIN.rawValue
    static let writable = EPOLLOUT.rawValue

    private let epoll: Epoll
    /// By descriptor: the kernel gives out the lowest free numbers, so this stays short.
    private var interests: [Interest] = []
    /// When libcurl wants to be called by time; nil for not at all.
    var due: ContinuousClock.Instant?

    init(epoll: Epoll) {
        self.epoll = epoll
    }

    /// Notes what libcurl wants to know of a socket; false when the system refuses to watch it.
    func want(_ mask: UInt32, of socket: Int32) -> Bool {
        let index = Int(socket)
        guard index >= 0 else { return false }
        while interests.count <= index { interests.append(Interest()) }
        interests[index].wanted = mask
        let registered = interests[index].registered
        if mask == 0 || mask == registered { return true }
        let accepted = registered == 0 ? epoll.add(socket, mask) : epoll.change(socket, mask)
        if accepted { interests[index].registered = mask }
        return accepted
    }

    /// What of an event is to be passed on (`CURL_CSELECT_…`); 0 when nobody waits for it.
    func readiness(of socket: Int32, mask: UInt32) -> Int32 {
        let index = Int(socket)
        guard interests.indices.contains(index) else { return 0 }
        let wanted = interests[index].wanted
        if wanted == 0 {
            if epoll.remove(socket) { interests[index].registered = 0 }
            return 0
        }
        // An error is passed on as readiness, so that libcurl finds the true reason by reading or writing.
        let isBroken = mask & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
        var bits: Int32 = 0
        if wanted & Self.readable != 0, isBroken || mask & Self.readable != 0 { bits |= CURL_CSELECT_IN }
        if wanted & Self.writable != 0, isBroken || mask & Self.writable != 0 { bits |= CURL_CSELECT_OUT }
        return bits
    }

    /// Acknowledges at once what has come, and goes on doing so for a while.
    ///
    /// A server that writes its head and its body one after the other sends the body only when the head is
    /// acknowledged, which would else take 40 ms. The system forgets the option with the next request.
    static func acknowledgeAtOnce(_ socket: Int32) {
        var option: Int32 = 1
        // What is no TCP socket does without.
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_QUICKACK, &option, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Notes that a descriptor is a new socket, whatever an earlier one with its number was registered for.
    ///
    /// libcurl does not tell when it closes a socket that never got connected.
    func opened(_ socket: Int32) {
        let index = Int(socket)
        if interests.indices.contains(index) { interests[index] = Interest() }
    }

    /// Forgets a socket that is about to be closed; its number may come back at once.
    func forget(_ socket: Int32) {
        let index = Int(socket)
        guard interests.indices.contains(index) else { return }
        // Removed by hand, because a child process that inherited the socket would keep the registration alive.
        if interests[index].registered != 0 { epoll.remove(socket) }
        interests[index] = Interest()
    }

    // In all callbacks the context is the watch that was given to the multi handle; the engine loop owns both
    // and outlives every call.

    static let socketCallback: curl_socket_callback = { _, socket, what, context, _ in
        guard let context else { return -1 }
        let watch = Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue()
        let mask: UInt32 =
            switch what {
            case CURL_POLL_IN: readable
            case CURL_POLL_OUT: writable
            case CURL_POLL_INOUT: readable | writable
            default: 0
            }
        return watch.want(mask, of: socket) ? 0 : -1
    }

    static let timerCallback: curl_multi_timer_callback = { _, milliseconds, context in
        guard let context else { return -1 }
        let watch = Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue()
        watch.due = milliseconds < 0 ? nil : .now.advanced(by: .milliseconds(milliseconds))
        return 0
    }

    static let openCallback: curl_sockopt_callback = { context, socket, _ in
        if let context { Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue().opened(socket) }
        return CURL_SOCKOPT_OK
    }

    static let closeCallback: curl_closesocket_callback = { context, socket in
        if let context { Unmanaged<SocketWatch>.fromOpaque(context).takeUnretainedValue().forget(socket) }
        return closeSocket(socket)
    }
}

@available(*, unavailable)
extension SocketWatch: Sendable {}
