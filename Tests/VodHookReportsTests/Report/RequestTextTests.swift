import Testing
@testable import VodHookCatalogue

@Suite struct RequestTextTests {
    private static let request = OutgoingRequest(
        url: "http://u:p@h:8080?a=b",
        headers: [HTTPHeader("X-A", "1"), HTTPHeader("host", "other"), HTTPHeader("Content-Length", "3")],
        body: Array("{}".utf8))

    @Test func `what a request has itself is not written a second time`() {
        #expect(
            RequestText.http(Self.request) == """
                POST /?a=b HTTP/1.1
                Host: other
                Authorization: Basic dTpw
                X-A: 1
                Content-Length: 3

                {}
                """)
    }

    @Test func `a request for wrk has one Host`() {
        #expect(
            String(decoding: RequestFraming.bytes(of: Self.request), as: UTF8.self)
                == "POST /?a=b HTTP/1.1\r\nHost: other\r\nAuthorization: Basic dTpw\r\nX-A: 1\r\nContent-Length: 3\r\n\r\n{}"
        )
    }

    @Test func `a body that a header says is chunked goes out in chunks`() {
        let request = OutgoingRequest(
            url: "http://h/", headers: [HTTPHeader("Transfer-Encoding", "chunked")], body: Array("{}".utf8))
        #expect(
            String(decoding: RequestFraming.bytes(of: request), as: UTF8.self)
                == "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    }
}
