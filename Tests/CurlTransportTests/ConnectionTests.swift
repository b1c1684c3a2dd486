import CurlTransport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// Connecting, keeping connections, TLS.
@Suite(.timeLimit(.minutes(5)))
struct ConnectionTests {
    @Test func `after connections that never came about, others are made`() async throws {
        let full = try FullListener()
        try await ScriptedServer.run { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            try await withEngine { engine in
                let url = "http://127.0.0.1:\(full.number)/"
                for wire in [WireBehaviour(), WireBehaviour.with { $0.chunkBytes = 4 }] {
                    let lost = await engine.send(.with(wire, url, timeout: .milliseconds(100)))
                    #expect(lost.failure?.kind == .timeout)
                    let exchange = await engine.send(.with(wire, server.url(), timeout: .seconds(10)))
                    #expect(exchange.failure == nil)
                    #expect(exchange.answer?.status == 200)
                }
            }
        }
        withExtendedLifetime(full) {}
    }

    private static let ok = ScriptedServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    @Test func `a port where nothing listens refuses`() async throws {
        let idle = try UnusedPort()
        try await withEngine { engine in
            let exchange = await engine.send(OutgoingRequest(url: "http://127.0.0.1:\(idle.number)/"))
            #expect(exchange.failure?.kind == .refused)
            #expect(
                exchange.failure?.message
                    == "could not connect to 127.0.0.1 port \(idle.number): connection refused")
            #expect(exchange.failure?.curlCode == 7)
            #expect(exchange.answer == nil && exchange.connectionReused == nil)
        }
    }

    @Test func `a name without an address is unresolved`() async throws {
        try await withEngine { engine in
            let exchange = await engine.send(
                OutgoingRequest(url: "http://nothing.invalid/", timeout: .seconds(40)))
            #expect(exchange.failure?.kind == .unresolved)
            #expect(exchange.failure?.message == "could not resolve host: nothing.invalid")
        }
    }

    @Test func `a connection serves the next request, and the exchange says so`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            try await withEngine { engine in
                var reused: [Bool?] = []
                for _ in 0..<3 {
                    reused.append(await engine.send(OutgoingRequest(url: server.url())).connectionReused)
                }
                #expect(reused == [false, true, true])
                #expect(server.connectionCount == 1)
            }
        }
    }

    @Test func `a connection per request is never used again`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            try await withEngine(.init(connectionPerRequest: true)) { engine in
                var reused: [Bool?] = []
                for _ in 0..<3 {
                    reused.append(await engine.send(OutgoingRequest(url: server.url())).connectionReused)
                }
                #expect(reused == [false, false, false])
                #expect(server.connectionCount == 3)
            }
        }
    }

    @Test func `a request that wants its own connection neither takes a kept one nor leaves one`()
        async throws
    {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            try await withEngine { engine in
                var reused: [Bool?] = []
                for isOwn in [false, true, false, true] {
                    let request = OutgoingRequest.with(.with { $0.usesOwnConnection = isOwn }, server.url())
                    reused.append(await engine.send(request).connectionReused)
                }
                #expect(reused == [false, false, true, false])
                #expect(server.connectionCount == 3)
            }
        }
    }

    @Test func `an unusual request leaves the kept connections alone when few are allowed`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            try await withEngine(.init(maxConnections: 2)) { engine in
                await withTaskGroup(of: Exchange.self) { group in
                    for index in 0..<20 {
                        let wire = WireBehaviour.with {
                            if index % 2 == 0 { $0.bodyBytesPerSecond = 1 << 30 }
                        }
                        group.addTask { await engine.send(.with(wire, server.url())) }
                    }
                    for await exchange in group { #expect(exchange.answer?.status == 200) }
                }
                #expect(server.requests.count == 20)
            }
        }
    }

    @Test func `a request on a kept connection that closes unanswered is not sent again`() async throws {
        try await ScriptedServer.run { request in
            request.index == 0 ? [Self.ok] : [.close]
        } _: { server in
            try await withEngine { engine in
                _ = await engine.send(OutgoingRequest(url: server.url()))
                let exchange = await engine.send(OutgoingRequest(url: server.url("/second")))
                #expect(exchange.failure?.kind == .closed)
                #expect(
                    exchange.failure?.message
                        == "the kept-alive connection to 127.0.0.1 port \(server.port) closed before an answer; "
                        + "the request was not sent again")
                #expect(exchange.connectionReused == true)
                let third = await engine.send(OutgoingRequest(url: server.url("/third")))
                #expect(third.connectionReused == false)
                #expect(
                    server.requests.map { $0.text.prefix { !$0.isNewline } } == [
                        "POST / HTTP/1.1", "POST /second HTTP/1.1", "POST /third HTTP/1.1",
                    ])
            }
        }
    }

    @Test func `a request on a kept connection that is reset is not sent again`() async throws {
        try await ScriptedServer.run { request in
            request.index == 0 ? [Self.ok] : [.reset]
        } _: { server in
            try await withEngine { engine in
                _ = await engine.send(OutgoingRequest(url: server.url()))
                let exchange = await engine.send(OutgoingRequest(url: server.url()))
                #expect(exchange.failure?.kind == .closed)
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test func `a kept connection found closed is replaced before sending`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok, .close]
        } _: { server in
            try await withEngine { engine in
                for index in 1...3 {
                    let exchange = await engine.send(OutgoingRequest(url: server.url()))
                    #expect(exchange.answer?.status == 200 && exchange.failure == nil)
                    #expect(exchange.connectionReused == false)
                    await server.waitForClosedConnections(index)
                }
                #expect(server.connectionCount == 3)
            }
        }
    }

    @Test func `no more connections than allowed are open`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            try await withEngine(.init(maxConnections: 2)) { engine in
                await withTaskGroup(of: Exchange.self) { group in
                    for _ in 0..<20 {
                        group.addTask { await engine.send(OutgoingRequest(url: server.url())) }
                    }
                    for await exchange in group { #expect(exchange.answer?.status == 200) }
                }
                #expect(server.connectionCount <= 2)
                #expect(server.requests.count == 20)
            }
        }
    }

    @Test(.enabled(if: UnusedPort.hasIPv6, "this machine has no IPv6 loopback address"))
    func `an IPv6 address works`() async throws {
        try await ScriptedServer.run(ipv6: true) { _ in
            [Self.ok]
        } _: { server in
            try await withEngine { engine in
                let exchange = await engine.send(OutgoingRequest(url: server.url()))
                #expect(exchange.answer?.status == 200)
                #expect(server.requests.first?.text.contains("Host: [::1]:\(server.port)\r\n") == true)
            }
        }
    }

    @Test func `a certificate is checked unless told otherwise`() async throws {
        try await TLSServer.run { server in
            let good = "https://127.0.0.1:\(server.port)/"
            let otherName = "https://localhost:\(server.port)/"
            let body = Array("secret".utf8)
            for (configuration, url, isAccepted) in [
                (CurlEngine.Configuration(), good, false),
                (.init(caCertificateFile: server.certificateFile), good, true),
                (.init(caCertificateFile: server.certificateFile), otherName, false),
                (.init(insecure: true), good, true),
                (.init(insecure: true), otherName, true),
            ] {
                try await withEngine(configuration) { engine in
                    let exchange = await engine.send(
                        OutgoingRequest(url: url, body: body, timeout: .seconds(20)))
                    if isAccepted {
                        #expect(exchange.failure == nil)
                        #expect(exchange.answer?.body == body)
                    } else {
                        #expect(exchange.failure?.kind == .tls)
                        #expect(exchange.answer == nil)
                    }
                }
            }
        }
    }

    @Test func `a missing certificate file is an error at the start`() {
        #expect(
            throws: CurlEngineError.certificateFileUnreadable(
                path: "/nowhere/ca.pem", reason: "No such file or directory")
        ) {
            try CurlEngine(configuration: .init(caCertificateFile: "/nowhere/ca.pem"))
        }
        #expect(
            CurlEngineError.certificateFileUnreadable(path: "ca.pem", reason: "Permission denied").description
                == "the certificate file ca.pem cannot be read: Permission denied")
    }
}
