import CurlTransport
import Glibc
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// Resets, half-closed connections, gates, expectations and slowness, as the receiver sees them.
@Suite(.timeLimit(.minutes(5)))
struct WireFaultTests {
    private static let ok = WireBytesTests.ok

    /// What came of a request, and what the server saw.
    private func outcome(
        _ steps: [RawServer.Step], _ wire: WireBehaviour, body: String = "abcdefghij",
        timeout: Duration = .seconds(30)
    ) async throws -> (exchange: Exchange, connection: RawServer.Connection, port: UInt16) {
        try await RawServer.run(steps) { server in
            try await withEngine { engine in
                let exchange = await engine.send(.with(wire, server.url(), body: body, timeout: timeout))
                return (exchange, await server.finished(), server.port)
            }
        }
    }

    private func behindHead(_ connection: RawServer.Connection) -> String {
        guard let end = connection.bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return "" }
        return String(decoding: connection.bytes[end...], as: UTF8.self)
    }

    @Test(
        arguments: [
            (0, nil, "", "0 bytes"), (1, nil, "a", "1 byte"), (7, nil, "abcdefg", "7 bytes"),
            (10, nil, "abcdefghij", "10 bytes"), (99, nil, "abcdefghij", "10 bytes"),
            (-1, nil, "", "0 bytes"),
            (5, 4, "4\r\nabcd\r\n4\r\ne", "5 bytes"), (4, 4, "4\r\nabcd", "4 bytes"), (0, 4, "", "0 bytes"),
            (9, 4, "4\r\nabcd\r\n4\r\nefgh\r\n2\r\ni", "9 bytes"),
            (11, 4, "4\r\nabcd\r\n4\r\nefgh\r\n2\r\nij\r\n0\r\n\r\n", "10 bytes"),
        ] as [(Int, Int?, String, String)])
    func `a reset comes after exactly so many bytes of the body`(
        _ count: Int, _ chunkBytes: Int?, _ seen: String, _ words: String
    ) async throws {
        // The server reads as they come, so nothing is lost in its system's buffer.
        let result = try await outcome(
            [.readToEnd],
            .with {
                $0.resetAfterBodyBytes = count
                $0.chunkBytes = chunkBytes
            })
        #expect(result.exchange.answer == nil)
        #expect(
            result.exchange.failure
                == TransportFailure(
                    .closed,
                    "vodhook reset the connection to 127.0.0.1 port \(result.port) after \(words) of the body, as asked"
                ))
        #expect(result.exchange.connectionReused == false)
        #expect(behindHead(result.connection) == seen)
        #expect(result.connection.end == .failed(ECONNRESET))
    }

    @Test func `a big body is sent up to the reset`() async throws {
        let result = try await outcome(
            [.readToEnd], .with { $0.resetAfterBodyBytes = 3_000_000 },
            body: String(repeating: "y", count: 4_000_000))
        #expect(result.exchange.failure?.kind == .closed)
        #expect(behindHead(result.connection).utf8.count == 3_000_000)
        #expect(result.connection.end == .failed(ECONNRESET))
    }

    @Test func `an answer to a half-closed connection is read`() async throws {
        for (count, seen) in [(0, ""), (4, "abcd"), (10, "abcdefghij"), (11, "abcdefghij")] {
            let result = try await outcome(
                [.readToEnd, .send("HTTP/1.1 400 Short\r\n\r\nonly half")],
                .with { $0.halfCloseAfterBodyBytes = count })
            #expect(result.exchange.failure == nil)
            #expect(result.exchange.answer?.status == 400)
            #expect(result.exchange.answer?.body == Array("only half".utf8))
            #expect(behindHead(result.connection) == seen)
            #expect(result.connection.end == .closed)
        }
    }

    @Test func `a half-closed connection without an answer times out`() async throws {
        let result = try await RawServer.run([.readToEnd, .waitToProceed]) { server in
            try await withEngine { engine in
                await engine.send(
                    .with(.with { $0.halfCloseAfterBodyBytes = 2 }, server.url(), timeout: .milliseconds(200))
                )
            }
        }
        #expect(result.failure?.kind == .timeout)
    }

    @Test(
        arguments: [
            (
                [
                    .readThrough("\r\n\r\n"), .send("HTTP/1.1 100 Continue\r\n\r\n"), .readBehindHead(10),
                    .send(ok),
                ], 200, true
            ),
            (
                [
                    .readThrough("\r\n\r\n"), .send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n"),
                    .readToEnd,
                ], 417, false
            ),
            ([.readBehindHead(10), .send(ok), .readToEnd], 200, true),
        ] as [([RawServer.Step], Int, Bool)])
    func `the body waits for the answer 100`(
        _ steps: [RawServer.Step], _ status: Int, _ isBodySent: Bool
    ) async throws {
        let result = try await outcome(steps, .with { $0.expectsContinue = true })
        #expect(result.exchange.failure == nil)
        #expect(result.exchange.answer?.status == status)
        #expect(result.connection.text.contains("Content-Length: 10\r\nExpect: 100-continue\r\n\r\n"))
        #expect(behindHead(result.connection) == (isBodySent ? "abcdefghij" : ""))
    }

    @Test func `after a second of silence the body goes out`() async throws {
        let result = try await outcome(
            [.readBehindHead(10), .send(Self.ok), .readToEnd], .with { $0.expectsContinue = true })
        #expect(result.exchange.answer?.status == 200)
        #expect(result.connection.duration >= .milliseconds(500))
    }

    @Test func `a slow body comes in many pieces`() async throws {
        let result = try await outcome(
            [.readBehindHead(40), .send(Self.ok), .readToEnd], .with { $0.bodyBytesPerSecond = 100 },
            body: String(repeating: "z", count: 40))
        #expect(result.exchange.answer?.status == 200)
        #expect(result.connection.reads.count >= 4)
        #expect(result.connection.duration >= .milliseconds(100))
        #expect(result.connection.reads.dropFirst().allSatisfy { $0 < 40 })
    }

    @Test func `slow headers come in many pieces, and the body at once`() async throws {
        let result = try await outcome(
            [.readBehindHead(10), .send(Self.ok), .readToEnd], .with { $0.headerBytesPerSecond = 200 })
        #expect(result.exchange.answer?.status == 200)
        #expect(result.connection.reads.count >= 4)
        #expect(result.connection.duration >= .milliseconds(50))
    }

    @Test func `a slow request can run out of time`() async throws {
        let exchange = try await RawServer.run([.readToEnd]) { server in
            try await withEngine { engine in
                await engine.send(
                    .with(.with { $0.bodyBytesPerSecond = 1 }, server.url(), timeout: .milliseconds(150)))
            }
        }
        #expect(exchange.failure?.kind == .timeout)
        #expect(exchange.answer == nil)
    }

    @Test func `an early answer ends the sending`() async throws {
        let result = try await outcome(
            [.readBehindHead(1), .send("HTTP/1.1 413 Too much\r\nContent-Length: 2\r\n\r\nno"), .readToEnd],
            .with { $0.bodyBytesPerSecond = 20 }, body: String(repeating: "z", count: 10_000))
        #expect(result.exchange.failure == nil)
        #expect(result.exchange.answer?.status == 413)
        #expect(behindHead(result.connection).utf8.count < 10_000)
    }

    @Test func `a server that closes before the body is whole leaves no answer`() async throws {
        let result = try await outcome(
            [.readBehindHead(1)], .with { $0.bodyBytesPerSecond = 20 }, body: "abcd")
        #expect(result.exchange.failure?.kind == .closed)
        #expect(result.exchange.answer == nil)
    }

    @Test func `a big body goes out whole to a slow reader`() async throws {
        let body = String(repeating: "0123456789abcdef", count: 1 << 17)
        let result = try await outcome(
            [.readBehindHead(body.utf8.count + 15), .send(Self.ok), .readToEnd],
            .with { $0.chunkBytes = 1 << 30 },
            body: body)
        #expect(result.exchange.answer?.status == 200)
        #expect(behindHead(result.connection) == "200000\r\n\(body)\r\n0\r\n\r\n")
    }
}
