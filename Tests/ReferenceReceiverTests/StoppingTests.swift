@testable import HTTPServing
import HTTPTypes
import HummingbirdTesting
@testable import JSONText
import NIOCore
import NIOPosix
import Testing
@testable import VodHookCatalogue

@testable import ReferenceReceiver

/// How a server ends while others still talk to it.
@Suite struct StoppingTests {
    typealias Address = ReferenceReceiver.Address

    /// A server, and who ends it.
    enum Server: CaseIterable {
        case receiver, receiverOfBody, metrics, crash

        /// Serves until the calling task is cancelled or `body` returns.
        func run(_ body: @escaping @Sendable (Address) async -> Void) async throws {
            switch self {
            case .receiver: try await ReferenceReceiver().run { address in Task { await body(address) } }
            case .receiverOfBody: try await ReferenceReceiver.withReceiver { await body($1) }
            case .metrics:
                try await MetricsServer.with(port: 0, contentType: "text/plain", text: { "" }) {
                    await body($0)
                }
            case .crash:
                var configuration = ReceiverConfiguration()
                configuration.bug = .crashWithoutStreams
                try await ReferenceReceiver.withReceiver(configuration) { _, address in
                    await body(address)
                    let fatal = JSONWriter.bytes(of: Upload.transcode.with(["StreamInfos": []]))
                    await #expect(throws: (any Error).self) {
                        try await StoppingTests.send(fatal, to: address)
                    }
                }
            }
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: Server.allCases)
    func `a server can be stopped while connections arrive`(server: Server) async throws {
        for _ in 1...10 {
            let connections = Guarded(0)
            let isOver = Guarded(false)
            let (addresses, running) = AsyncStream.makeStream(of: Address.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                let serving = Task {
                    try await server.run { address in
                        running.yield(address)
                        while connections.withLock({ $0 }) < 20 { await Task.yield() }
                    }
                }
                let address = try #require(await addresses.first { _ in true })
                for _ in 1...8 {
                    group.addTask {
                        while !isOver.withLock({ $0 }), await Self.connects(to: address) {
                            connections.withLock { $0 += 1 }
                        }
                    }
                }
                while connections.withLock({ $0 }) < 20 { await Task.yield() }
                if server == .receiver { serving.cancel() }
                try await serving.value
                isOver.withLock { $0 = true }
                try await group.waitForAll()
            }
        }
    }

    @Test func `who is cancelled still has the receiver until it is done with it`() async throws {
        let status = try await Task {
            try await ReferenceReceiver.withReceiver { _, address in
                withUnsafeCurrentTask { $0?.cancel() }
                return try await Task { try await Self.send(JSONWriter.bytes(of: Upload.file), to: address) }
                    .value
            }
        }.value
        #expect(status == 200)
    }

    /// Whether somebody accepts the connection, which ends at once.
    private static func connects(to address: Address) async -> Bool {
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: address.host, port: address.port).get()
            channel.close(promise: nil)
            return true
        } catch {
            return false
        }
    }

    @discardableResult
    private static func send(_ body: [UInt8], to address: Address) async throws -> Int {
        let request = TestClient.Request(
            "/", method: .post, authority: "\(address.host):\(address.port)", headers: [:],
            body: ByteBuffer(bytes: body))
        return try await TestClient.withClient(host: address.host, port: address.port) { client in
            Int(try await client.execute(request).status.code)
        }
    }
}
