import CurlTransport
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// Many at once, cancelling, shutting down.
@Suite(.timeLimit(.minutes(5)))
struct CurlEngineTests {
    private static let ok = ScriptedServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    @Test func `200 requests are under way at once`() async throws {
        try await ScriptedServer.run { _ in
            [.waitForRequests(200), Self.ok]
        } _: { server in
            try await withEngine { engine in
                await withTaskGroup(of: Exchange.self) { group in
                    for index in 0..<200 {
                        group.addTask {
                            await engine.send(
                                OutgoingRequest(
                                    url: server.url("/\(index)"), body: Array("\(index)".utf8),
                                    timeout: .seconds(40)))
                        }
                    }
                    for await exchange in group { #expect(exchange.answer?.status == 200) }
                }
                let bodies = server.requests.compactMap {
                    $0.text.split(whereSeparator: \.isNewline).last.map(String.init)
                }
                #expect(Set(bodies) == Set((0..<200).map(String.init)))
            }
        }
    }

    @Test func `many requests one after the other by several tasks all end`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            try await withEngine { engine in
                await withTaskGroup(of: Int.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            var good = 0
                            for _ in 0..<100 {
                                let exchange = await engine.send(
                                    OutgoingRequest(url: server.url(), timeout: .seconds(40)))
                                if exchange.answer?.status == 200 { good += 1 }
                            }
                            return good
                        }
                    }
                    for await good in group { #expect(good == 100) }
                }
                #expect(server.connectionCount <= 8)
            }
        }
    }

    @Test func `exchanges are stamped from the start of the engine`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            try await withEngine { engine in
                let before = engine.epoch.duration(to: .now)
                let first = await engine.send(OutgoingRequest(url: server.url()))
                let between = engine.epoch.duration(to: .now)
                let second = await engine.send(OutgoingRequest(url: server.url()))
                let after = engine.epoch.duration(to: .now)
                #expect(before <= first.startedAt && first.startedAt + first.duration <= between)
                #expect(between <= second.startedAt && second.startedAt + second.duration <= after)
            }
        }
    }

    @Test func `cancelling the task aborts its request only`() async throws {
        try await ScriptedServer.run { request in
            request.text.hasPrefix("POST /cancelled ") ? [.waitForClose] : [.waitForRequests(3), Self.ok]
        } _: { server in
            try await withEngine { engine in
                async let kept = engine.send(OutgoingRequest(url: server.url("/kept"), timeout: .seconds(40)))
                let cancelled = await withTaskGroup(of: Exchange.self) { group in
                    group.addTask {
                        await engine.send(
                            OutgoingRequest(url: server.url("/cancelled"), timeout: .seconds(40)))
                    }
                    await server.waitForRequests(2)
                    group.cancelAll()
                    return await group.next()
                }
                #expect(cancelled?.failure == TransportFailure(.cancelled, "the request was cancelled"))
                #expect(cancelled?.connectionReused == false)
                let third = await engine.send(
                    OutgoingRequest(url: server.url("/third"), timeout: .seconds(40)))
                #expect(third.answer?.status == 200)
                #expect(await kept.answer?.status == 200)
            }
        }
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            try await withEngine { engine in
                let exchange = await withTaskGroup(of: Exchange.self) { group in
                    group.cancelAll()
                    group.addTask { await engine.send(OutgoingRequest(url: server.url())) }
                    return await group.next()
                }
                #expect(exchange?.failure?.kind == .cancelled)
                #expect(exchange?.connectionReused == nil)
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func `every request ends when cancelled at any moment`() async throws {
        try await ScriptedServer.run { _ in
            [.waitForClose]
        } _: { server in
            try await withEngine { engine in
                for round in 0..<40 {
                    await withTaskGroup(of: Exchange.self) { group in
                        for _ in 0..<5 {
                            group.addTask {
                                await engine.send(OutgoingRequest(url: server.url(), timeout: .seconds(40)))
                            }
                        }
                        for _ in 0..<round { await Task.yield() }
                        group.cancelAll()
                        for await exchange in group { #expect(exchange.failure?.kind == .cancelled) }
                    }
                }
            }
        }
    }

    @Test func `shutting down ends what is under way`() async throws {
        try await ScriptedServer.run { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), .waitForClose]
        } _: { server in
            let engine = try CurlEngine()
            await withTaskGroup(of: Exchange.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        await engine.send(OutgoingRequest(url: server.url(), timeout: .seconds(40)))
                    }
                }
                await server.waitForRequests(20)
                async let first: Void = engine.shutdown()
                async let second: Void = engine.shutdown()
                _ = await (first, second)
                for await exchange in group {
                    #expect(exchange.failure == TransportFailure(.cancelled, "the engine was shut down"))
                }
            }
            await engine.shutdown()
            let late = await engine.send(OutgoingRequest(url: server.url()))
            #expect(late.failure?.kind == .cancelled)
            #expect(server.requests.count == 20)
        }
    }

    @Test func `an engine that is dropped leaves nobody waiting`() async throws {
        try await ScriptedServer.run { _ in
            [Self.ok]
        } _: { server in
            for _ in 0..<20 {
                let exchange = await (try CurlEngine()).send(OutgoingRequest(url: server.url()))
                #expect(exchange.answer?.status == 200)
            }
        }
    }

    @Test func `the version of libcurl is known`() {
        #expect(CurlEngine.libcurlVersion.split(separator: ".").count == 3)
    }
}
