import CCurl
@testable import CurlTransport
import Testing
@testable import VodHookCatalogue

/// Codes of libcurl and the words for people.
struct CurlFailureTests {
    @Test(
        arguments: [
            (CURLE_COULDNT_CONNECT, .refused), (CURLE_COULDNT_RESOLVE_HOST, .unresolved),
            (CURLE_COULDNT_RESOLVE_PROXY, .unresolved), (CURLE_OPERATION_TIMEDOUT, .timeout),
            (CURLE_GOT_NOTHING, .closed), (CURLE_SEND_ERROR, .closed), (CURLE_RECV_ERROR, .closed),
            (CURLE_PARTIAL_FILE, .closed), (CURLE_HTTP2, .closed), (CURLE_HTTP2_STREAM, .closed),
            (CURLE_SSL_CONNECT_ERROR, .tls), (CURLE_PEER_FAILED_VERIFICATION, .tls),
            (CURLE_SSL_CACERT_BADFILE, .tls),
            (CURLE_WEIRD_SERVER_REPLY, .malformedAnswer), (CURLE_UNSUPPORTED_PROTOCOL, .malformedAnswer),
            (CURLE_URL_MALFORMAT, .other), (CURLE_OUT_OF_MEMORY, .other),
        ] as [(CURLcode, TransportFailure.Kind)])
    func `a code has its kind`(_ code: CURLcode, _ kind: TransportFailure.Kind) {
        let failure = CurlFailure.failure(
            code, .init(message: nil, place: "a port 1", timeoutMs: 5, systemError: nil))
        #expect(failure.kind == kind)
        #expect(failure.curlCode == Int(code.rawValue))
        #expect(!failure.message.isEmpty)
    }

    @Test(arguments: [
        (CURLE_COULDNT_CONNECT, "Failed after 3 ms", "could not connect to a port 1: no route to host"),
        (CURLE_OPERATION_TIMEDOUT, "Timed out after 5 ms", "no complete answer from a port 1 within 5 ms"),
        (CURLE_GOT_NOTHING, "Empty reply\r\nfrom server\n", "empty reply  from server"),
        (CURLE_SSL_CONNECT_ERROR, "SSL is odd", "SSL is odd"),
    ])
    func `a message is one line that does not vary`(_ code: CURLcode, _ said: String, _ message: String) {
        let circumstances = CurlFailure.Circumstances(
            message: said, place: "a port 1", timeoutMs: 5, systemError: 113)
        #expect(CurlFailure.failure(code, circumstances).message == message)
    }
}
