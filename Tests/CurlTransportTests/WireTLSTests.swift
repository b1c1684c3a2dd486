import CurlTransport
import Testing
@testable import VodHookCatalogue
@testable import VodHookLoad
@testable import VodHookPlan

/// Unusual requests over TLS.
@Suite(.timeLimit(.minutes(5)))
struct WireTLSTests {
    @Test func `what goes out over TLS is the same as without`() async throws {
        try await TLSServer.run { server in
            let start = "POST /raw HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
            let chunks = "Transfer-Encoding: chunked\r\n\r\n7\r\nabcdefg\r\n3\r\nhij\r\n0\r\n\r\n"
            let length = "Content-Length: 10\r\n\r\nabcdefghij"
            let gate = RequestGate()
            gate.open()
            let rows: [(WireBehaviour, String)] = [
                (.with { $0.chunkBytes = 7 }, chunks),
                (
                    .with {
                        $0.headerBytesPerSecond = 1000
                        $0.bodyBytesPerSecond = 100
                    }, length
                ),
                (.with { $0.hold = (3, gate) }, length),
                (.with { $0.halfCloseAfterBodyBytes = 4 }, "Content-Length: 10\r\n\r\nabcd"),
                (.with { $0.halfCloseAfterBodyBytes = 10 }, length),
                (
                    .with { $0.expectsContinue = true },
                    "Content-Length: 10\r\nExpect: 100-continue\r\n\r\nabcdefghij"
                ),
            ]
            for http2 in [CurlEngine.Configuration.HTTP2.off, .on] {
                try await withEngine(.init(caCertificateFile: server.certificateFile, http2: http2)) {
                    engine in
                    for (wire, bytes) in rows {
                        let exchange = await engine.send(.with(wire, server.url("/raw")))
                        #expect(exchange.failure == nil)
                        #expect(String(decoding: exchange.answer?.body ?? [], as: UTF8.self) == start + bytes)
                        #expect(exchange.answer?.httpVersion == "1.1")
                    }
                }
            }
        }
    }

    @Test func `a gate holds a request over TLS while another passes`() async throws {
        try await TLSServer.run { server in
            try await withEngine(.init(caCertificateFile: server.certificateFile)) { engine in
                let gate = RequestGate()
                async let first = engine.send(.with(.with { $0.hold = (3, gate) }, server.url("/raw")))
                await gate.untilHeld()
                let second = await engine.send(.with(.with { $0.chunkBytes = 1 }, server.url("/raw")))
                #expect(second.answer?.status == 200)
                gate.open()
                #expect(await first.answer?.status == 200)
            }
        }
    }

    @Test func `a reset over TLS is a reset, after exactly so many bytes`() async throws {
        try await TLSServer.run { server in
            try await withEngine(.init(caCertificateFile: server.certificateFile)) { engine in
                let start =
                    "reset POST / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 10\r\n\r\n"
                for count in [0, 1, 6] {
                    let exchange = await engine.send(
                        .with(.with { $0.resetAfterBodyBytes = count }, server.url()))
                    #expect(exchange.failure?.kind == .closed)
                    let seen = await engine.send(OutgoingRequest(method: "GET", url: server.url()))
                    #expect(
                        String(decoding: seen.answer?.body ?? [], as: UTF8.self)
                            == start + "abcdefghij".prefix(count))
                }
            }
        }
    }

    @Test func `big bodies go both ways over TLS`() async throws {
        try await TLSServer.run { server in
            try await withEngine(.init(caCertificateFile: server.certificateFile)) { engine in
                let body = String(repeating: "0123456789", count: 90_000)
                let exchange = await engine.send(
                    .with(.with { $0.bodyBytesPerSecond = 1 << 30 }, server.url(), body: body))
                #expect(exchange.failure == nil)
                #expect(exchange.answer.map { String(decoding: $0.body, as: UTF8.self) == body } == true)
            }
        }
    }

    @Test func `an answer without a length is whole only when TLS was ended`() async throws {
        try await TLSServer.run { server in
            let connecting = CurlEngine.Configuration(caCertificateFile: server.certificateFile)
            for (path, failure, errors) in [
                ("/cut", .closed, ["closed": 1]), ("/ended", nil, [:]),
            ] as [(String, TransportFailure.Kind?, [String: Int])] {
                try await withEngine(connecting) { engine in
                    for wire in [WireBehaviour(), .with { $0.headerBytesPerSecond = 1 << 30 }] {
                        let exchange = await engine.send(.with(wire, server.url(path)))
                        #expect(exchange.failure?.kind == failure)
                        #expect(exchange.answer?.status == 200)
                        if failure != nil {
                            #expect(exchange.failure?.message.hasSuffix("without a close_notify") == true)
                        }
                    }
                }
                let one = LoadProfile(.constant(rate: 100, duration: .milliseconds(10)))
                let result = try await LoadBench.run(server.url(path), one) { $0.connecting = connecting }
                #expect(result.errors == errors)
                #expect(result.counts.delivered == (failure == nil ? 1 : 0))
            }
        }
    }

    @Test func `a certificate that is not trusted is refused`() async throws {
        try await TLSServer.run { server in
            try await withEngine { engine in
                let exchange = await engine.send(.with(.with { $0.chunkBytes = 1 }, server.url()))
                #expect(exchange.failure?.kind == .tls)
                #expect(exchange.connectionReused == nil)
            }
        }
    }
}
