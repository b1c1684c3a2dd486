@testable import CurlTransport
import Testing

/// What may go out again over HTTP/2.
struct HTTP2RefusalsTests {
    @Test(
        arguments: [
            ("Using Stream ID: 101 (easy handle 0x5559c4e122b0)", .stream(101)),
            ("recveived GOAWAY, error=0, last_stream=99\n", .lastStream(99)),
            ("received GOAWAY, error=0, last_stream=99\n", .lastStream(99)),
            ("REFUSED_STREAM, retrying a fresh connect\n", .streamRefused),
            ("received SETTINGS", nil), ("", nil), ("r", nil),
        ] as [(String, HTTP2Refusals.Sign?)])
    func `the words of libcurl are understood`(_ line: String, _ sign: HTTP2Refusals.Sign?) {
        let found = Array(line.utf8).withUnsafeBufferPointer { HTTP2Refusals.sign(in: $0) }
        #expect(found == sign)
    }

    @Test func `only streams after the last one of the same connection are refused`() {
        let refusals = HTTP2Refusals()
        #expect(!refusals.refused(stream: 101, connection: 1))
        refusals.note(lastStream: 99, connection: 1)
        #expect(refusals.refused(stream: 101, connection: 1))
        #expect(!refusals.refused(stream: 99, connection: 1))
        #expect(!refusals.refused(stream: 101, connection: 2))
        refusals.begin(connection: 1)
        #expect(!refusals.refused(stream: 101, connection: 1))
    }
}
