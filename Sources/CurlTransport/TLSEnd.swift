internal import CCurl
internal import Glibc

/// Tells whether a TLS connection ended or was cut.
///
/// TLS ends with a word of its own (`close_notify`). Without it the end may be anybody's doing, and an answer that lasts
/// until the end of the connection is not whole (RFC 9112, 9.8). libcurl 7.88 with OpenSSL takes both ends for the same;
/// with other TLS libraries a cut is an error of its own.
enum TLSEnd {
    private typealias GetShutdown = @convention(c) (UnsafeMutableRawPointer?) -> Int32

    /// OpenSSL's number for `SSL_RECEIVED_SHUTDOWN`.
    private static let received: Int32 = 2

    /// OpenSSL's function, where libcurl brought OpenSSL into this process.
    private static let getShutdown: GetShutdown? = {
        // The name stands for a function of this type in all versions of OpenSSL.
        dlsym(nil, "SSL_get_shutdown").map { unsafeBitCast($0, to: GetShutdown.self) }
    }()

    /// True when the handle's connection is one of OpenSSL's on which the other side has not ended TLS.
    static func isMissing(_ easy: EasyHandle) -> Bool {
        guard let getShutdown, let session = easy.openSSLSession else { return false }
        return getShutdown(session) & received == 0
    }
}
