import CurlTransport
import Testing
@testable import VodHookCatalogue

/// How far a request came: what the sender can know of it, for libcurl's own requests and for those we frame.
@Suite(.timeLimit(.minutes(1)))
struct ReachTests {
    private static let wires: [WireBehaviour] = [WireBehaviour(), .with { $0.chunkBytes = 1 << 20 }]
    /// More than the buffers of both systems hold.
    private static let big = String(repeating: "y", count: 16_000_000)

    private func exchanges(
        _ url: String, body: String = "abcdefghij", timeout: Duration = .seconds(20)
    ) async throws -> [Exchange] {
        try await withEngine { engine in
            var exchanges: [Exchange] = []
            for wire in Self.wires {
                exchanges.append(await engine.send(.with(wire, url, body: body, timeout: timeout)))
            }
            return exchanges
        }
    }

    private func raw(
        _ steps: [RawServer.Step], body: String = "abcdefghij", timeout: Duration = .seconds(20)
    ) async throws -> [Exchange] {
        try await RawServer.run(steps) { server in
            try await exchanges(server.url(), body: body, timeout: timeout)
        }
    }

    @Test func `without a connection nothing is sent`() async throws {
        let unused = try UnusedPort()
        let full = try FullListener()
        for (url, kind) in [
            ("http://127.0.0.1:\(unused.number)/", .refused), ("http://nobody.invalid/", .unresolved),
            ("http://127.0.0.1:\(full.number)/", .timeout), ("ftp://127.0.0.1/", .other),
        ] as [(String, TransportFailure.Kind)] {
            for exchange in try await exchanges(url, timeout: .milliseconds(500)) {
                #expect(exchange.failure?.kind == kind)
                #expect(exchange.reach == .notSent, "\(url)")
            }
        }
    }

    @Test func `without trust in the certificate nothing is sent`() async throws {
        try await TLSServer.run { server in
            for exchange in try await exchanges(server.url()) {
                #expect(exchange.failure?.kind == .tls)
                #expect(exchange.reach == .notSent)
            }
        }
    }

    @Test func `a big body to a server that does not read is sent in part`() async throws {
        for exchange in try await raw([.waitToProceed], body: Self.big, timeout: .milliseconds(500)) {
            #expect(exchange.failure?.kind == .timeout)
            #expect(exchange.reach == .sentInPart)
        }
    }

    @Test func `a body of which the server reads only the head is sent in part`() async throws {
        for exchange in try await raw([.readThrough("\r\n\r\n")], body: Self.big) {
            #expect(exchange.failure?.kind == .closed)
            #expect(exchange.reach == .sentInPart)
        }
    }

    @Test func `a server that closes before it reads gets a part at most`() async throws {
        for exchange in try await raw([], body: Self.big) {
            #expect(exchange.failure?.kind == .closed)
            // Its end may come before our first byte.
            #expect(exchange.reach <= .sentInPart)
        }
    }

    @Test func `silence after the whole request leaves it sent`() async throws {
        for exchange in try await raw([.readToEnd], timeout: .milliseconds(300)) {
            #expect(exchange.failure?.kind == .timeout)
            #expect(exchange.reach == .sent)
        }
    }

    @Test func `a server that reads the whole request and closes has it`() async throws {
        for exchange in try await raw([.readThrough("abcdefghij")]) {
            #expect(exchange.failure?.kind == .closed)
            #expect(exchange.reach == .sent)
        }
    }

    @Test func `a big body that is read to its end is sent`() async throws {
        for exchange in try await raw([.readToEnd], body: Self.big, timeout: .seconds(3)) {
            #expect(exchange.failure?.kind == .timeout)
            #expect(exchange.reach == .sent)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 500 Broken\r\nContent-Length: 5\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Le", "it is no HTTP\r\n\r\n",
    ])
    func `any answer counts, whole or not`(_ answer: String) async throws {
        for exchange in try await raw([.readThrough("abcdefghij"), .send(answer)]) {
            #expect(exchange.reach == .answered)
        }
    }

    @Test func `an answer before all is sent counts`() async throws {
        let answer = "HTTP/1.1 413 Too big\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        for exchange in try await raw(
            [.readThrough("\r\n\r\n"), .send(answer), .waitToProceed], body: Self.big)
        {
            #expect(exchange.answer?.status == 413)
            #expect(exchange.reach == .answered)
        }
    }

    @Test func `an interim answer alone is none`() async throws {
        let steps: [RawServer.Step] = [.readThrough("abcdefghij"), .send("HTTP/1.1 102 Wait\r\n\r\n")]
        for exchange in try await raw(steps) {
            #expect(exchange.answer == nil)
            #expect(exchange.reach == .sent)
        }
    }

    @Test(arguments: [(0, .sentInPart), (4, .sentInPart), (10, .sent)] as [(Int, Reach)])
    func `a connection that we reset or half close has what was sent before`(
        _ count: Int, _ reach: Reach
    ) async throws {
        for wire in [
            WireBehaviour.with { $0.resetAfterBodyBytes = count },
            .with { $0.halfCloseAfterBodyBytes = count },
        ] {
            try await RawServer.run([.readToEnd]) { server in
                try await withEngine { engine in
                    let exchange = await engine.send(.with(wire, server.url()))
                    #expect(exchange.failure?.kind == .closed)
                    #expect(exchange.reach == reach)
                }
            }
        }
    }

    @Test func `a request on a kept connection that closes unanswered was sent`() async throws {
        let ok = ScriptedServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        try await ScriptedServer.run { request in
            request.index == 0 ? [ok] : [.close]
        } _: { server in
            try await withEngine { engine in
                for reach in [Reach.answered, .sent] {
                    let exchange = await engine.send(.with(WireBehaviour(), server.url()))
                    #expect(exchange.reach == reach)
                }
            }
        }
    }

    @Test func `a cancelled request was sent as far as it came`() async throws {
        try await RawServer.run([.readToEnd]) { server in
            try await withEngine { engine in
                for (place, wire) in Self.wires.enumerated() {
                    let url = server.url()
                    let task = Task { await engine.send(.with(wire, url)) }
                    await server.waitForBytes(1, on: place)
                    task.cancel()
                    let exchange = await task.value
                    #expect(exchange.failure?.kind == .cancelled)
                    #expect(exchange.reach == .sent)
                }
            }
        }
    }
}
