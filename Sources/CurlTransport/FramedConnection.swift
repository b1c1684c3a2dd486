internal import CCurl
internal import Glibc

/// A connection that libcurl opened, with TLS and proxies as it likes, and on which we speak ourselves.
///
/// The easy handle must stay in its multi handle as long as the connection is used; taking it out closes it.
/// Used on the engine's thread only. No call blocks.
struct FramedConnection {
    /// What came of handing bytes over.
    enum Sent {
        case bytes(Int)
        /// To be tried again with the same bytes, or more, when the socket is writable.
        case blocked
        case failed(CURLcode)
    }

    /// What came of asking for bytes.
    enum Received {
        case bytes(Int)
        /// The other side has closed its sending side.
        case end
        case blocked
        case failed(CURLcode)
    }

    /// Belongs to libcurl, which closes it.
    let socket: Int32
    private let easy: EasyHandle

    /// The connection that a finished connect-only transfer has; nil when it has none.
    init?(_ easy: EasyHandle) {
        guard let socket = easy.activeSocket else { return nil }
        self.easy = easy
        self.socket = socket
    }

    /// Sends some of `bytes`, which must not be empty.
    func send(_ bytes: UnsafeRawBufferPointer) -> Sent {
        var count = 0
        // The bytes live for the call; libcurl copies what it does not send at once.
        let code = curl_easy_send(easy.raw, bytes.baseAddress, bytes.count, &count)
        switch code {
        case CURLE_OK: return .bytes(count)
        case CURLE_AGAIN: return .blocked
        default: return .failed(code)
        }
    }

    /// Receives into `buffer`.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Received {
        var count = 0
        // The buffer lives for the call, and libcurl writes no more than its size.
        let code = curl_easy_recv(easy.raw, buffer.baseAddress, buffer.count, &count)
        switch code {
        case CURLE_OK: return count == 0 ? .end : .bytes(count)
        case CURLE_AGAIN: return .blocked
        default: return .failed(code)
        }
    }

    /// True for a TLS connection that the other side has not ended.
    var isTLSOpen: Bool { TLSEnd.isMissing(easy) }

    /// Closes the sending side of the TCP connection; over TLS without saying goodbye.
    func closeSending() {
        shutdown(socket, Int32(SHUT_WR))
    }

    /// The bytes that the other side's system has not acknowledged; nil when this system does not say.
    var unacknowledgedBytes: Int? {
        var count: Int32 = 0
        // The pointer lives for the call only.
        return vh_socket_unacknowledged(socket, &count) == 0 ? Int(count) : nil
    }

    /// Resets the connection: the other side sees `connection reset by peer` and not an end in good order.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        // The reset goes out with this call, on Linux. To wait for the closing would let libcurl say goodbye in
        // TLS first, and a child process that inherited the socket would keep the connection open.
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        // The address is ours and lives for the call, and the length is its size.
        connect(socket, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    }
}

@available(*, unavailable)
extension FramedConnection: Sendable {}

/// Keeps SIGPIPE from ending the process when this thread writes to a connection whose sending side is closed.
///
/// libcurl writes its own bytes without raising it, but a TLS library may not.
func blockBrokenPipeSignal() {
    var signals = sigset_t()
    // The set is ours and lives for the calls.
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
