internal import CCurl
import VodHookCatalogue

/// Turns codes of libcurl into failures with one line for people.
enum CurlFailure {
    /// What was known about a transfer when it failed.
    struct Circumstances {
        /// libcurl's message, or nil.
        var message: String?
        /// The host and port that were called.
        var place: String
        /// The time that was allowed, in milliseconds.
        var timeoutMs: Int
        /// The system's error number for a failed connect, or nil.
        var systemError: Int?
    }

    /// The failure for `code`.
    static func failure(_ code: CURLcode, _ circumstances: Circumstances) -> TransportFailure {
        let said = sentence(circumstances.message ?? CurlCall.text(code))
        let kind = kind(of: code, message: said)
        let message =
            switch kind {
            // libcurl's own words hold the milliseconds that went by, which would differ from run to run.
            case .refused: "could not connect to \(circumstances.place): \(reason(circumstances.systemError))"
            case .timeout:
                "no complete answer from \(circumstances.place) within \(circumstances.timeoutMs) ms"
            default: said
            }
        return TransportFailure(kind, message, curlCode: Int(code.rawValue))
    }

    /// The failure of a call that libcurl refused before sending.
    static func refusal(_ error: CurlCallError) -> TransportFailure {
        TransportFailure(.other, sentence(error.message), curlCode: error.code)
    }

    /// The failure of a request whose caller does not want it any more.
    static let cancelled = TransportFailure(.cancelled, "the request was cancelled")

    /// The failure of a request that came to an engine after its end, or was under way at its end.
    static let shutDown = TransportFailure(.cancelled, "the engine was shut down")

    /// What libcurl says when a connection closes without a byte of an answer.
    static let emptyReply = "empty reply from server"

    /// The failure of an answer that did not come to its end.
    static func cutShort(_ place: String) -> TransportFailure {
        TransportFailure(.closed, "\(place) closed the connection before the answer was complete")
    }

    /// The failure of an answer that would last until the end of a TLS connection, which was cut.
    static func cutTLS(_ place: String) -> TransportFailure {
        TransportFailure(
            .closed,
            "the TLS connection to \(place) was cut within an answer without a length: it ended without a close_notify"
        )
    }

    /// The failure of a request that libcurl wanted to send a second time.
    static func notSentAgain(_ place: String) -> TransportFailure {
        TransportFailure(
            .closed,
            "the kept-alive connection to \(place) closed before an answer; the request was not sent again")
    }

    private static func kind(of code: CURLcode, message: String) -> TransportFailure.Kind {
        switch code {
        case CURLE_COULDNT_CONNECT:
            return .refused
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            return .unresolved
        case CURLE_OPERATION_TIMEDOUT:
            return .timeout
        case CURLE_RECV_ERROR
        where message.utf8.reversed().starts(with: "in chunked-encoding".utf8.reversed()):
            // The same code stands for a reset and for chunks that make no sense.
            return .malformedAnswer
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM:
            return .closed
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
            return .tls
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING,
            CURLE_FILESIZE_EXCEEDED:
            return .malformedAnswer
        default:
            return .other
        }
    }

    private static func reason(_ systemError: Int?) -> String {
        guard let systemError, systemError != 0, let number = Int32(exactly: systemError) else {
            return "no connection was made"
        }
        return sentence(SystemError.text(number))
    }

    /// One line that starts in lower case unless it starts with an abbreviation.
    private static func sentence(_ text: String) -> String {
        var bytes = text.utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }
        while bytes.last == 0x20 { bytes.removeLast() }
        if bytes.count > 1, bytes[0] >= 0x41, bytes[0] <= 0x5a, bytes[1] >= 0x61, bytes[1] <= 0x7a {
            bytes[0] |= 0x20
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
