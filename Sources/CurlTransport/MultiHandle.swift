internal import CCurl

/// The multi handle of libcurl: it holds the connections and drives all transfers on the engine's thread.
final class MultiHandle {
    /// Owned: made in `init`, freed in `close`, used in between only.
    private let raw: OpaquePointer

    /// Makes a handle that reports its sockets and its timer to `watch`.
    init(watch: SocketWatch, maxConnections: Int?) throws(CurlCallError) {
        guard let raw = curl_multi_init() else {
            throw CurlCallError(code: nil, message: "no memory for the set of transfers")
        }
        self.raw = raw
        do throws(CurlCallError) {
            try setUp(watch, maxConnections)
        } catch {
            curl_multi_cleanup(raw)
            throw error
        }
    }

    private func setUp(_ watch: SocketWatch, _ maxConnections: Int?) throws(CurlCallError) {
        // libcurl keeps this pointer: the engine loop owns both objects, and closes this handle first.
        let context = Unmanaged.passUnretained(watch).toOpaque()
        try CurlCall.check(vh_multi_setopt_socket(raw, CURLMOPT_SOCKETFUNCTION, SocketWatch.socketCallback))
        try CurlCall.check(vh_multi_setopt_pointer(raw, CURLMOPT_SOCKETDATA, context))
        try CurlCall.check(vh_multi_setopt_timer(raw, CURLMOPT_TIMERFUNCTION, SocketWatch.timerCallback))
        try CurlCall.check(vh_multi_setopt_pointer(raw, CURLMOPT_TIMERDATA, context))
        // Without a number libcurl closes idle connections as soon as fewer transfers are under way.
        let kept = maxConnections ?? 4096
        try CurlCall.check(vh_multi_setopt_long(raw, CURLMOPT_MAXCONNECTS, kept))
        if let maxConnections {
            try CurlCall.check(vh_multi_setopt_long(raw, CURLMOPT_MAX_TOTAL_CONNECTIONS, maxConnections))
        }
    }

    /// Closes all connections and frees the handle; all easy handles must have been removed.
    func close() {
        // Only a handle that is not ours could be refused.
        let code = curl_multi_cleanup(raw)
        assert(code == CURLM_OK, String(cString: curl_multi_strerror(code)))
    }

    /// Begins a transfer.
    func add(_ easy: EasyHandle) throws(CurlCallError) {
        try CurlCall.check(curl_multi_add_handle(raw, easy.raw))
    }

    /// Ends a transfer, finished or not.
    func remove(_ easy: EasyHandle) throws(CurlCallError) {
        try CurlCall.check(curl_multi_remove_handle(raw, easy.raw))
    }

    /// Tells libcurl that `socket` is ready as `readiness` (`CURL_CSELECT_…`) says.
    func act(socket: Int32, readiness: Int32) throws(CurlCallError) {
        var running: Int32 = 0
        try CurlCall.check(curl_multi_socket_action(raw, socket, readiness, &running))
    }

    /// Lets libcurl do what is due by time.
    func actOnTime() throws(CurlCallError) {
        var running: Int32 = 0
        try CurlCall.check(curl_multi_socket_action(raw, CURL_SOCKET_TIMEOUT, 0, &running))
    }

    /// The milliseconds until something is due, or nil when nothing is.
    func timeUntilDue() throws(CurlCallError) -> Int? {
        var milliseconds = -1
        try CurlCall.check(curl_multi_timeout(raw, &milliseconds))
        return milliseconds < 0 ? nil : milliseconds
    }

    /// Takes the next finished transfer: its context pointer and its code; nil when there is none.
    func nextFinished() -> (context: UnsafeMutableRawPointer, code: CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(raw, &left) {
            // The message belongs to libcurl and dies with the removal of the handle: copied here at once.
            let copy = message.pointee
            guard copy.msg == CURLMSG_DONE, let easy = copy.easy_handle else { continue }
            var context: UnsafeMutableRawPointer?
            // The pointer to `context` lives for this call only.
            guard vh_easy_getinfo_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK, let context else {
                continue
            }
            return (context, copy.data.result)
        }
        return nil
    }
}

@available(*, unavailable)
extension MultiHandle: Sendable {}
