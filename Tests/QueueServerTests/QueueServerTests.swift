import HTTPServing
import HTTPTypes
import HummingbirdTesting
import NIOCore
import NIOPosix
import Testing
@testable import VodHookCatalogue

@testable import QueueServer

/// The server over sockets.
@Suite(.timeLimit(.minutes(1))) struct QueueServerTests {
    /// A connection of a client.
    struct Client {
        let client: TestClient

        init(_ address: ServerAddress) {
            client = TestClient(
                host: address.host, port: address.port, configuration: .init(),
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton))
            client.connect()
        }

        func call(
            _ method: HTTPRequest.Method, _ path: String, _ body: String = ""
        ) async throws -> TestClient.Response {
            try await client.execute(
                .init(
                    path, method: method, authority: "h", headers: [:],
                    body: body.isEmpty ? nil : ByteBuffer(string: body)))
        }

        func put(_ text: String) async throws {
            let answer = try await call(
                .post, "/queues/q/messages", "<Message><MessageBody>\(text)</MessageBody></Message>")
            #expect(answer.status == .created)
        }

        func end() async throws { try await client.shutdown() }
    }

    /// A running server with one queue.
    private func withServer(
        _ configuration: QueueServerConfiguration = QueueServerConfiguration(),
        clock: any QueueClock = SystemQueueClock(),
        _ body: (QueueService, ServerAddress) async throws -> Void
    ) async throws {
        let service = QueueService(clock: clock)
        _ = try service.perform { store, now in store.create("q", QueueAttributes(), at: now) }
        try await QueueServer(service: service, configuration: configuration).serve { address in
            try await body(service, address)
        }
    }

    private func text(_ response: TestClient.Response) -> String {
        response.body.map { String(buffer: $0) } ?? ""
    }

    @Test func `answers carry the vendor's headers`() async throws {
        var configuration = QueueServerConfiguration()
        configuration.requestID = { "0123456789ABCDEF01234567" }
        try await withServer(configuration) { _, address in
            let client = Client(address)
            let created = try await client.call(.put, "/queues/new")
            #expect(created.status == .created && created.body?.readableBytes ?? 0 == 0)
            #expect(created.headers[.location] == "http://h/queues/new")
            let answer = try await client.call(.get, "/queues/q/messages")
            #expect(answer.status == .notFound)
            #expect(answer.headers[.server] == "AliyunMNS")
            #expect(answer.headers[.contentType] == "text/xml;charset=utf-8")
            #expect(answer.headers[HTTPField.Name("x-mns-request-id") ?? .age] == "0123456789ABCDEF01234567")
            #expect(answer.headers[HTTPField.Name("x-mns-version") ?? .age] == "2015-06-06")
            #expect(text(answer).contains("<RequestId>0123456789ABCDEF01234567</RequestId>"))
            try await client.end()
        }
    }

    @Test func `64 clients wait at once and each message goes to one of them`() async throws {
        try await withServer { service, address in
            let bodies = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 1...64 {
                    group.addTask {
                        let client = Client(address)
                        let answer = try await client.call(.get, "/queues/q/messages?waitseconds=30")
                        #expect(answer.status == .ok)
                        try await client.end()
                        let whole = answer.body.map { String(buffer: $0) } ?? ""
                        let start = try #require(whole.firstRange(of: "<MessageBody>")).upperBound
                        let end = try #require(whole.firstRange(of: "</MessageBody>")).lowerBound
                        return String(whole[start..<end])
                    }
                }
                while service.waiting < 64 { await Task.yield() }
                let sender = Client(address)
                for number in 1...64 { try await sender.put("m\(number)") }
                try await sender.end()
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(bodies == Set((1...64).map { "m\($0)" }))
            #expect(service.waiting == 0)
        }
    }

    @Test func `who goes away while it waits gets no message`() async throws {
        try await withServer { service, address in
            let poll = Client(address)
            let waiting = Task { try await poll.call(.get, "/queues/q/messages?waitseconds=30") }
            while service.waiting < 1 { await Task.yield() }
            try await poll.end()
            _ = await waiting.result
            while service.waiting > 0 { await Task.yield() }
            let client = Client(address)
            try await client.put("a")
            let answer = try await client.call(.get, "/queues/q/messages")
            #expect(text(answer).contains("<DequeueCount>1</DequeueCount>"))
            try await client.end()
        }
    }

    @Test func `a server that stops answers who waits`() async throws {
        let clock = ManualQueueClock()
        let (answers, answered) = AsyncStream.makeStream(of: Int.self)
        try await withServer(clock: clock) { service, address in
            Task {
                let poll = Client(address)
                let answer = try await poll.call(.get, "/queues/q/messages?waitseconds=30")
                answered.yield(answer.status.code)
                answered.finish()
            }
            while service.waiting < 1 { await Task.yield() }
        }
        #expect(await answers.first { _ in true } == 404)
    }

    @Test func `a body beyond the limit is refused`() async throws {
        var configuration = QueueServerConfiguration()
        configuration.bodyLimit = 1000
        try await withServer(configuration) { _, address in
            let client = Client(address)
            let answer = try await client.call(
                .post, "/queues/q/messages",
                "<Message><MessageBody>\(String(repeating: "a", count: 1000))</MessageBody></Message>")
            #expect(answer.status == .badRequest && text(answer).contains("InvalidArgument"))
            try await client.end()
        }
    }

    @Test func `the log has each request with its verdict`() async throws {
        let lines = Guarded<[String]>([])
        var configuration = QueueServerConfiguration()
        configuration.log = { request in
            lines.withLock { $0.append("\(request.status) \(request.method) \(request.note.verdict)") }
        }
        try await withServer(configuration) { _, address in
            let client = Client(address)
            try await client.put("a")
            for path in ["?peekonly=true", "", ""] {
                _ = try await client.call(.get, "/queues/q/messages\(path)")
            }
            _ = try await client.call(.delete, "/queues/q/messages?ReceiptHandle=x")
            try await client.end()
        }
        #expect(
            lines.withLock { $0 } == [
                "201 POST put", "200 GET peeked", "200 GET received", "404 GET empty", "400 DELETE unknown",
            ])
    }

    @Test func `a taken port is an error`() async throws {
        try await withServer { _, address in
            var configuration = QueueServerConfiguration()
            configuration.port = address.port
            await #expect(throws: ServerStartError.self) {
                try await withServer(configuration) { _, _ in }
            }
        }
    }
}
