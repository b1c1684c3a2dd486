internal import CCurl

/// One easy handle of libcurl; belongs to the engine's thread once the engine runs.
///
/// There is no `deinit` that cleans up, because the last reference may be dropped anywhere: `close` is called
/// by the owner, after the handle was taken out of its multi handle.
final class EasyHandle {
    /// Owned: made in `init`, freed in `close`, used in between only.
    let raw: OpaquePointer

    init() throws(CurlCallError) {
        guard let raw = curl_easy_init() else {
            throw CurlCallError(code: nil, message: "no memory for a transfer")
        }
        self.raw = raw
    }

    /// Frees the handle; nothing may be called afterwards.
    func close() {
        curl_easy_cleanup(raw)
    }

    /// Forgets all options; connections, sessions and names that were looked up stay.
    func reset() {
        curl_easy_reset(raw)
    }

    /// Sets an option that takes a C `long`.
    func set(_ option: CURLoption, _ value: Int) throws(CurlCallError) {
        try CurlCall.check(vh_easy_setopt_long(raw, option, value))
    }

    /// Sets an option that takes a 64-bit size.
    func set(_ option: CURLoption, size: Int) throws(CurlCallError) {
        try CurlCall.check(vh_easy_setopt_off_t(raw, option, curl_off_t(size)))
    }

    /// Sets an option that takes a string.
    func set(_ option: CURLoption, _ value: String) throws(CurlCallError) {
        // The pointer lives for this call only: libcurl copies the string.
        try CurlCall.check(vh_easy_setopt_string(raw, option, value))
    }

    /// Sets an option that takes a pointer, which libcurl keeps: the caller owns what it points to.
    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) throws(CurlCallError) {
        try CurlCall.check(vh_easy_setopt_pointer(raw, option, pointer))
    }

    /// Sets the header list, which libcurl keeps: the caller owns it.
    func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) throws(CurlCallError) {
        try CurlCall.check(vh_easy_setopt_slist(raw, option, list))
    }

    /// Sets the parsed URL, which libcurl keeps: the caller holds on to it.
    func set(_ option: CURLoption, url: ParsedURL) throws(CurlCallError) {
        try CurlCall.check(vh_easy_setopt_url(raw, option, url.raw))
    }

    /// A number that libcurl noted about the transfer, or nil when it does not know it.
    func number(_ info: CURLINFO) -> Int? {
        var value = 0
        // The pointer lives for this call only.
        return vh_easy_getinfo_long(raw, info, &value) == CURLE_OK ? value : nil
    }

    /// A 64-bit number that libcurl noted about the transfer, or nil when it does not know it.
    func bigNumber(_ info: CURLINFO) -> Int64? {
        var value: curl_off_t = 0
        // The pointer lives for this call only.
        return vh_easy_getinfo_off_t(raw, info, &value) == CURLE_OK ? Int64(value) : nil
    }

    /// OpenSSL's session of the connection in use; nil without one, and where libcurl uses another library.
    var openSSLSession: UnsafeMutableRawPointer? {
        var information: UnsafeMutablePointer<curl_tlssessioninfo>?
        // The structure is libcurl's, and what it holds lives as long as the connection.
        guard vh_easy_getinfo_tls(raw, &information) == CURLE_OK, let information,
            information.pointee.backend == CURLSSLBACKEND_OPENSSL
        else { return nil }
        return information.pointee.internals
    }

    /// True when a transfer that ended with `code` has its whole answer.
    ///
    /// An HTTP/2 server may answer, and close the stream without an error, before it has read the request to its end
    /// (RFC 9113, 8.1); nginx does so where it needs no body. libcurl 7.88 then fails for want of a stream to send on,
    /// and leaves no message; a stream that was reset leaves one.
    func isAnswered(_ code: CURLcode, message: String?) -> Bool {
        if code == CURLE_OK { return true }
        guard code == CURLE_HTTP2_STREAM, message == nil, number(CURLINFO_RESPONSE_CODE) ?? 0 >= 200 else {
            return false
        }
        let announced = bigNumber(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T) ?? -1
        return announced < 0 || announced == bigNumber(CURLINFO_SIZE_DOWNLOAD_T)
    }

    /// The socket of the last connection, or nil when there is none; it stays libcurl's.
    var activeSocket: Int32? {
        var socket: curl_socket_t = -1
        // The pointer lives for this call only.
        guard vh_easy_getinfo_socket(raw, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK, socket >= 0 else {
            return nil
        }
        return socket
    }
}

@available(*, unavailable)
extension EasyHandle: Sendable {}
