import Testing
@testable import VodHookCatalogue

struct CurlCommandTests {
    private static let plain = ["-H 'User-Agent:'", "-H 'Accept:'", "-H 'Expect:'"]

    private func arguments(_ headers: [HTTPHeader], _ change: (inout OutgoingRequest) -> Void = { _ in })
        -> [String]
    {
        var request = OutgoingRequest(url: "http://h/cb?a=b", headers: headers, body: Array("{}".utf8))
        change(&request)
        return CurlCommand.arguments(request, data: "@body")
    }

    @Test func `what curl would add by itself is taken away`() {
        #expect(
            arguments([HTTPHeader("Content-Type", "a/b")]) == [
                "-X POST 'http://h/cb?a=b'", "-H 'Content-Type: a/b'",
            ]
                + Self.plain + ["--data-binary @body"])
        #expect(
            arguments([]) == ["-X POST 'http://h/cb?a=b'", "-H 'Content-Type:'"] + Self.plain
                + ["--data-binary @body"])
    }

    @Test func `what the request has stays`() {
        let headers = [
            HTTPHeader("content-type", "a/b"), HTTPHeader("user-agent", ""), HTTPHeader("accept", "it's"),
        ]
        #expect(
            arguments(headers) == [
                "-X POST 'http://h/cb?a=b'", "-H 'content-type: a/b'", "-H 'user-agent;'",
                "-H 'accept: it'\\''s'", "-H 'Expect:'", "--data-binary @body",
            ])
    }

    @Test func `chunks and a wait for permission are asked of curl`() {
        let both = arguments([HTTPHeader("Content-Type", "a/b")]) {
            $0.wire.chunkBytes = 16
            $0.wire.expectsContinue = true
        }
        #expect(
            both[2...] == [
                "-H 'Transfer-Encoding: chunked'", "-H 'Expect: 100-continue'", "-H 'User-Agent:'",
                "-H 'Accept:'", "--data-binary @body",
            ])
    }

    @Test func `the command for people shows the answer and holds the body`() {
        let request = OutgoingRequest(
            url: "http://h/", headers: [HTTPHeader("Content-Type", "a/b")], body: Array("{\"a\":1}".utf8))
        #expect(
            CurlCommand.text(request) == #"""
                curl -i -X POST http://h/ \
                  -H 'Content-Type: a/b' \
                  -H 'User-Agent:' \
                  -H 'Accept:' \
                  -H 'Expect:' \
                  --data-binary '{"a":1}'
                """#)
    }
}
