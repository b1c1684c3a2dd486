import CurlTransport
import Foundation
@testable import JSONText
import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery
@testable import VodHookLoad
@testable import VodHookPlan

@Suite(.serialized, .timeLimit(.minutes(5)))
struct LoadEngineTests {
    private static let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `every event is delivered once, signed, with an id of its own`() async throws {
        try await ScriptedServer.run { _ in
            [.send(Self.good)]
        } _: { server in
            let result = try await LoadBench.run(server.url("/cb"), LoadBench.half(400))
            #expect(result.counts.offered == 200)
            #expect(result.counts.delivered == 200)
            #expect(result.counts.attempts == 200)
            #expect(result.statuses == [200: 200])
            #expect(result.addsUp)
            #expect(result.counts.connections <= 16)
            let requests = server.requests
            #expect(requests.count == 200)
            var ids: Set<String> = []
            for request in requests {
                let parts = request.text.components(separatedBy: "\r\n\r\n")
                let body = try JSONReader.value(of: Array(parts[1].utf8))
                ids.insert(try #require(body["VideoId"]?.string))
                let header = { (name: String) in
                    parts[0].components(separatedBy: "\r\n").first { $0.hasPrefix("\(name): ") }
                        .map { String($0.dropFirst(name.utf8.count + 2)) }
                }
                let signer = Signer(url: server.url("/cb"), key: "Key12345")
                let seconds = try #require(Int64(header("X-VOD-TIMESTAMP") ?? ""))
                let scheme = CatalogueLoader.load().catalogue.provider("aliyun")?.rules.http.signature
                let expected = signer.headers(
                    scheme, body: Array(parts[1].utf8), id: "", unixSeconds: seconds)
                #expect(expected.first("X-VOD-SIGNATURE") == header("X-VOD-SIGNATURE"))
            }
            #expect(ids.count == 200)
        }
    }

    /// How a receiver misbehaves, and what comes of 100 events without repetitions.
    struct Misbehaviour: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let steps: [ScriptedServer.Step]
        var delivered = 100
        var statuses: [Int: Int] = [200: 100]
        var error: String?
    }

    static let misbehaviours = [
        Misbehaviour(testDescription: "closes after each answer", steps: [.send(good), .close]),
        Misbehaviour(
            testDescription: "says that it closes",
            steps: [.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), .close]),
        Misbehaviour(
            testDescription: "gives no content length",
            steps: [.send("HTTP/1.1 200 OK\r\n\r\nwhatever"), .close]),
        Misbehaviour(
            testDescription: "answers in chunks",
            steps: [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")]),
        Misbehaviour(
            testDescription: "says 100 first", steps: [.send("HTTP/1.1 100 Continue\r\n\r\n" + good)]),
        Misbehaviour(
            testDescription: "answers more than was asked", steps: [.send(good + "HTTP/1.1 500 Oops\r\n\r\n")]
        ),
        Misbehaviour(
            testDescription: "fails", steps: [.send("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")],
            delivered: 0, statuses: [500: 100]),
        Misbehaviour(
            testDescription: "answers garbage", steps: [.send("\u{1}\u{2}garbage\r\n\r\n"), .close],
            delivered: 0, statuses: [:], error: "malformedAnswer"),
        Misbehaviour(
            testDescription: "vanishes within the answer",
            steps: [.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"), .close], delivered: 0,
            statuses: [:], error: "closed"),
        Misbehaviour(
            testDescription: "resets", steps: [.reset], delivered: 0, statuses: [:], error: "closed"),
        Misbehaviour(
            testDescription: "closes without an answer", steps: [.close], delivered: 0, statuses: [:],
            error: "closed"),
    ]

    @Test(arguments: misbehaviours)
    func `counts are right when the receiver`(_ row: Misbehaviour) async throws {
        try await ScriptedServer.run { _ in
            row.steps
        } _: { server in
            let result = try await LoadBench.run(server.url(), LoadBench.half(200))
            #expect(result.counts.offered == 100)
            #expect(result.counts.delivered == row.delivered)
            #expect(result.counts.lost == 100 - row.delivered)
            #expect(result.statuses == row.statuses)
            if let error = row.error { #expect(result.errors[error] == 100) }
            #expect(result.addsUp)
        }
    }

    @Test func `nobody who listens is a loss of everything, at once`() async throws {
        let port = try UnusedPort()
        let result = try await LoadBench.run("http://127.0.0.1:\(port.number)/", LoadBench.half(200))
        withExtendedLifetime(port) {}
        #expect(result.counts.lost == 100)
        #expect(result.errors == ["refused": 100])
        #expect(result.addsUp)
    }

    @Test func `connections that never come about end with the timeout, again and again`() async throws {
        let port = try FullListener()
        let result = try await LoadBench.run(
            "http://127.0.0.1:\(port.number)/", LoadBench.half(200),
            script: try LoadBench.script(timeout: "100ms")
        ) { $0.connections = 8 }
        withExtendedLifetime(port) {}
        #expect(result.errors == ["timeout": 100])
        #expect(result.counts.lost == 100)
        #expect(result.addsUp)
    }

    @Test func `an answer to a HEAD has no body, whatever length it names`() async throws {
        try await ScriptedServer.run { _ in
            [.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")]
        } _: { server in
            let result = try await LoadBench.run(
                server.url(), LoadProfile(.constant(rate: 100, duration: .milliseconds(100))),
                script: try LoadBench.script(faults: #"{ "fault": "method", "value": "HEAD" }"#))
            #expect(result.counts.delivered == 10)
            #expect(result.errors == [:])
        }
    }

    @Test func `an answer that does not come ends with the vendor's timeout`() async throws {
        try await ScriptedServer.run { _ in
            [.waitForClose]
        } _: { server in
            let result = try await LoadBench.run(
                server.url(), LoadProfile(.constant(rate: 100, duration: .milliseconds(100))),
                script: try LoadBench.script(timeout: "200ms"))
            #expect(result.counts.lost == 10)
            #expect(result.errors == ["timeout": 10])
            #expect(result.service.milliseconds(at: 50) >= 199)
        }
    }

    @Test func `what failed is repeated by the schedule, and counted as late and duplicated`() async throws {
        let failed = Guarded<Set<String>>([])
        try await ScriptedServer.run { request in
            let body = String(request.text.components(separatedBy: "\r\n\r\n").last ?? "")
            let isFirst = failed.withLock { $0.insert(body).inserted }
            return [.send(isFirst ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" : Self.good)]
        } _: { server in
            let result = try await LoadBench.run(server.url(), LoadBench.half(100)) { $0.repeats = true }
            #expect(result.counts.delivered == 50)
            #expect(result.counts.late == 50)
            #expect(result.counts.duplicated == 50)
            #expect(result.counts.attempts == 100)
            #expect(result.statuses == [503: 50, 200: 50])
            #expect(result.addsUp)
        }
    }

    @Test func `a repetition that would come after the end is unfinished, not lost`() async throws {
        try await ScriptedServer.run { _ in
            [.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")]
        } _: { server in
            let result = try await LoadBench.run(
                server.url(), LoadBench.half(100), script: try LoadBench.script(retryAfter: #""1h""#)
            ) { $0.repeats = true }
            #expect(result.counts.unfinished == 50)
            #expect(result.counts.lost == 0)
            #expect(result.addsUp)
        }
    }

    /// Compares times, so it means something on a machine that is otherwise idle: set VODHOOK_TIMED_TESTS.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["VODHOOK_TIMED_TESTS"] != nil))
    func `a pause of the receiver shows in the response and not in the service alone`() async throws {
        let begin = ContinuousClock.now
        try await ScriptedServer.run { _ in
            // Everything that comes in this half second is answered at its end, one connection as the other.
            let left = begin.duration(to: .now)
            if left > .milliseconds(300), left < .milliseconds(1000) {
                Thread.sleep(forTimeInterval: 1 - left.inSeconds)
            }
            return [.send(Self.good)]
        } _: { server in
            let result = try await LoadBench.run(
                server.url(), LoadProfile(.constant(rate: 200, duration: .seconds(2)))
            ) { $0.connections = 2 }
            #expect(result.counts.delivered == 400)
            #expect(result.counts.dropped == 0)
            #expect(result.response.milliseconds(at: 85) > 200)
            #expect(result.service.milliseconds(at: 85) < 100)
        }
    }

    @Test func `what cannot begin in time is dropped and counted`() async throws {
        try await ScriptedServer.run { _ in
            [.waitForClose]
        } _: { server in
            let result = try await LoadBench.run(
                server.url(), LoadBench.half(400), script: try LoadBench.script(timeout: "300ms")
            ) { configuration in
                configuration.connections = 2
                configuration.maxLateness = .milliseconds(100)
                configuration.backlogLimit = 20
            }
            #expect(result.counts.offered == 200)
            #expect(result.counts.dropped > 150)
            #expect(result.addsUp)
        }
    }

    @Test func `a cancelled load ends at once and still reports`() async throws {
        try await ScriptedServer.run { _ in
            [.send(Self.good)]
        } _: { server in
            let begin = ContinuousClock.now
            let task = Task {
                try await LoadBench.run(
                    server.url(), LoadProfile(.constant(rate: 100, duration: .seconds(60))))
            }
            await server.waitForRequests(20)
            task.cancel()
            let result = try await task.value
            #expect(result.isInterrupted)
            #expect(result.counts.delivered >= 15)
            #expect(result.addsUp)
            #expect(begin.duration(to: .now) < .seconds(20))
        }
    }

    @Test func `several workers share one plan and leave no descriptor open`() async throws {
        try await ScriptedServer.run { _ in
            [.send(Self.good), .close]
        } _: { server in
            // The first load opens what stays open for the life of the process.
            _ = try await LoadBench.run(server.url(), LoadBench.half(50))
            await server.waitForRequests(25)
            let before = try LoadBench.descriptors()
            let result = try await LoadBench.run(server.url(), LoadBench.half(1000)) {
                $0.workers = 3
                $0.connections = 100
                // This is not about a machine that is slow.
                $0.maxLateness = .seconds(60)
            }
            #expect(result.counts.delivered == 500)
            #expect(result.addsUp)
            #expect(
                Set(server.requests.map { $0.text.components(separatedBy: "\r\n\r\n").last ?? "" }).count
                    >= 500)
            // The server's side of the last connections may still be closing.
            var after = try LoadBench.descriptors()
            for _ in 0..<200 where after > before + 4 {
                try await Task.sleep(for: .milliseconds(20))
                after = try LoadBench.descriptors()
            }
            #expect(after <= before + 4)
        }
    }

    @Test func `a closed loop keeps as many under way as asked for`() async throws {
        try await ScriptedServer.run { _ in
            [.send(Self.good)]
        } _: { server in
            let result = try await LoadBench.run(
                server.url(), LoadProfile(.closed(concurrency: 4, duration: .milliseconds(300)), limit: 100))
            #expect(result.counts.delivered == 100)
            #expect(server.connectionCount <= 4)
        }
    }

    @Test func `what warms the receiver up is sent and not counted`() async throws {
        try await ScriptedServer.run { request in
            [.send(request.index < 20 ? "HTTP/1.1 500 Cold\r\nContent-Length: 0\r\n\r\n" : Self.good)]
        } _: { server in
            let result = try await LoadBench.run(server.url(), LoadBench.half(100)) {
                $0.warmUp = .milliseconds(500)
            }
            #expect(server.requests.count == 100)
            #expect(result.counts.offered == 50)
            #expect(result.counts.delivered == 50)
            #expect(result.statuses == [200: 50])
            #expect(result.response.count == 50)
            #expect(result.addsUp)
        }
    }

    @Test func `it is noted for an audit what was acknowledged and what went out twice`() async throws {
        try await ScriptedServer.run { request in
            [
                .send(
                    request.index.isMultiple(of: 3)
                        ? "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n" : Self.good)
            ]
        } _: { server in
            let result = try await LoadBench.run(server.url(), LoadBench.half(60)) {
                $0.repeats = true
                $0.auditLimit = 1000
            }
            let uploads = try #require(result.sample).uploads.values
            #expect(uploads.count == 30)
            #expect(uploads.count { $0.acknowledged == 1 } == result.counts.delivered)
            #expect(uploads.count { $0.repeated == 1 } == result.counts.duplicated)
            #expect(uploads.allSatisfy { $0.sent == 1 })
        }
    }

    @Test func `1000 connections at once are opened once, used, and closed`() async throws {
        try await ScriptedServer.run { request in
            // Nobody is answered before all are there, so that each needs a connection of its own.
            [.waitForRequests(1000), .send(Self.good)]
        } _: { server in
            let before = try LoadBench.descriptors()
            let result = try await LoadBench.run(
                server.url(), LoadProfile(.closed(concurrency: 1000, duration: .seconds(60)), limit: 3000),
                script: try LoadBench.script(timeout: "50s")
            ) { $0.connections = 1000 }
            #expect(result.counts.delivered == 3000)
            #expect(result.counts.connections == 1000)
            #expect(result.errors == [:])
            #expect(result.addsUp)
            var after = try LoadBench.descriptors()
            for _ in 0..<200 where after > before + 4 {
                try await Task.sleep(for: .milliseconds(20))
                after = try LoadBench.descriptors()
            }
            #expect(after <= before + 4)
        }
    }

    @Test func `what it cannot do is refused in words`() async throws {
        var configuration = LoadEngine.Configuration()
        configuration.connections = 5000
        let target = RunTarget(url: "http://127.0.0.1:1/", signer: Signer(url: "", key: nil))
        #expect(throws: LoadError("--connections takes a number from 1 to 4000")) {
            try LoadEngine(configuration, target: target)
        }
    }
}
