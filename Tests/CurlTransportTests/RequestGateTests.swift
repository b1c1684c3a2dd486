import CurlTransport
import Testing
@testable import VodHookCatalogue

/// Requests that wait in the middle until their gate opens.
@Suite(.timeLimit(.minutes(5)))
struct RequestGateTests {
    private static let ok = WireBytesTests.ok

    @Test(arguments: [nil, 4] as [Int?])
    func `a held request waits while another passes it`(_ chunkBytes: Int?) async throws {
        let sent = chunkBytes == nil ? "abcdefghij" : "4\r\nabcd\r\n4\r\nefgh\r\n2\r\nij\r\n0\r\n\r\n"
        let held = chunkBytes == nil ? "abcde" : "4\r\nabcd\r\n4\r\ne"
        let gate = RequestGate()
        try await RawServer.run([.readBehindHead(sent.utf8.count), .send(Self.ok), .readToEnd]) { server in
            try await withEngine { engine in
                let wire = WireBehaviour.with {
                    $0.hold = (5, gate)
                    $0.chunkBytes = chunkBytes
                }
                async let first = engine.send(.with(wire, server.url()))
                await gate.untilHeld()
                let second = await engine.send(
                    .with(.with { $0.chunkBytes = chunkBytes }, server.url(), body: "abcdefghij"))
                #expect(second.answer?.status == 200)
                await server.waitForBytes(20)
                while !server.connection(0).text.hasSuffix(held) {
                    await server.waitForBytes(server.connection(0).bytes.count + 1)
                }
                gate.open()
                let exchange = await first
                #expect(exchange.answer?.status == 200)
                #expect(exchange.failure == nil)
                #expect(await server.finished(0).text.hasSuffix("\r\n\r\n\(sent)"))
            }
        }
    }

    @Test func `a held request runs out of time, and its gate opens`() async throws {
        let gate = RequestGate()
        try await RawServer.run([.readToEnd]) { server in
            try await withEngine { engine in
                let exchange = await engine.send(
                    .with(.with { $0.hold = (3, gate) }, server.url(), timeout: .milliseconds(150)))
                #expect(exchange.failure?.kind == .timeout)
                await gate.untilHeld()
                #expect(await server.finished().text.hasSuffix("\r\n\r\nabc"))
            }
        }
    }

    @Test func `a held request can be cancelled`() async throws {
        let gate = RequestGate()
        try await RawServer.run([.readToEnd]) { server in
            try await withEngine { engine in
                let request = OutgoingRequest.with(.with { $0.hold = (3, gate) }, server.url())
                let task = Task { await engine.send(request) }
                await gate.untilHeld()
                task.cancel()
                #expect(await task.value.failure?.kind == .cancelled)
            }
        }
    }

    @Test func `a held request ends with the engine`() async throws {
        let gate = RequestGate()
        try await RawServer.run([.readToEnd]) { server in
            let engine = try CurlEngine()
            let request = OutgoingRequest.with(.with { $0.hold = (3, gate) }, server.url())
            async let exchange = engine.send(request)
            await gate.untilHeld()
            await engine.shutdown()
            #expect(await exchange.failure?.kind == .cancelled)
            gate.open()
        }
    }

    @Test func `an answer ends a held request`() async throws {
        let gate = RequestGate()
        try await RawServer.run([.readBehindHead(3), .send(Self.ok), .readToEnd]) { server in
            try await withEngine { engine in
                let exchange = await engine.send(.with(.with { $0.hold = (3, gate) }, server.url()))
                #expect(exchange.answer?.status == 200)
                #expect(exchange.failure == nil)
                #expect(await server.finished().text.hasSuffix("\r\n\r\nabc"))
            }
        }
    }

    @Test func `nobody waits for a request that never arrives at its gate`() async throws {
        let idle = try UnusedPort()
        try await withEngine { engine in
            for url in ["http://127.0.0.1:\(idle.number)/", "ftp://x/", "http://x/\n"] {
                let gate = RequestGate()
                let exchange = await engine.send(.with(.with { $0.hold = (3, gate) }, url))
                #expect(exchange.failure != nil)
                await gate.untilHeld()
            }
        }
    }

    @Test func `many held requests are let go one by one`() async throws {
        let gates = (0..<50).map { _ in RequestGate() }
        try await RawServer.run([.readBehindHead(10), .send(Self.ok), .readToEnd]) { server in
            try await withEngine { engine in
                await withTaskGroup(of: Exchange.self) { group in
                    for (index, gate) in gates.enumerated() {
                        let wire = WireBehaviour.with {
                            $0.hold = (index % 11, gate)
                            $0.bodyBytesPerSecond = index % 2 == 0 ? nil : 5000
                        }
                        group.addTask { await engine.send(.with(wire, server.url())) }
                    }
                    for gate in gates.reversed() {
                        await gate.untilHeld()
                        gate.open()
                    }
                    for await exchange in group {
                        #expect(exchange.answer?.status == 200)
                        #expect(exchange.failure == nil)
                    }
                }
            }
        }
    }
}
