import FoundationEssentials
@testable import HTTPServing
import HTTPTypes
import Hummingbird
import HummingbirdTesting
@testable import JSONText
import NIOCore
import NIOPosix
@testable import ReferenceReceiver
import Testing
@testable import VodHookCatalogue
@testable import VodHookPlan

/// The receiver on a real socket.
@Suite struct ReferenceReceiverTests {
    @Test func `a running receiver answers on a free loopback port and stops afterwards`() async throws {
        let address = try await ReferenceReceiver.withReceiver { receiver, address in
            let answer = try await send(Upload.file, to: address)
            #expect(answer.status == .ok)
            #expect(receiver.store.ids == ["v1"])
            return address
        }
        #expect(address.url == "http://127.0.0.1:\(address.port)")
        await #expect(throws: (any Error).self) { try await send(Upload.file, to: address) }
    }

    @Test func `the listening address is the callback URL unless another is given`() async throws {
        var configuration = ReceiverConfiguration()
        configuration.keys = ["Key12345"]
        let now = configuration.now
        try await ReferenceReceiver.withReceiver(configuration) { _, address in
            let body = JSONWriter.bytes(of: Upload.file)
            let input = SigningInput(
                url: "\(address.url)/cb", timestamp: String(Int(now().timeIntervalSince1970)),
                key: "Key12345",
                body: body)
            let headers = try #require(ReceiverConfiguration.vendorSchemes["aliyun"]).headers(for: input)
            #expect(try await send(Upload.file, to: address, path: "/cb", headers: headers).status == .ok)
        }
    }

    @Test func `a taken port is a sentence`() async throws {
        try await ReferenceReceiver.withReceiver { _, address in
            var configuration = ReceiverConfiguration()
            configuration.port = address.port
            let error = ServerStartError(kind: .portTaken, host: "127.0.0.1", port: address.port)
            await #expect(throws: error) { try await ReferenceReceiver(configuration: configuration).run() }
            await #expect(throws: error) {
                try await ReferenceReceiver.withReceiver(configuration) { _, _ in }
            }
            #expect(
                error.description
                    == "port \(address.port) on 127.0.0.1 is taken; choose another one, or 0 for any free port"
            )
        }
    }

    @Test func `an address of another machine is a sentence`() async throws {
        var configuration = ReceiverConfiguration()
        configuration.host = "192.0.2.1"
        await #expect(throws: ServerStartError(kind: .noSuchAddress, host: "192.0.2.1", port: 0)) {
            try await ReferenceReceiver(configuration: configuration).run()
        }
    }

    @Test func `a host without an address is a sentence`() async throws {
        var configuration = ReceiverConfiguration()
        configuration.host = "nope.invalid"
        do {
            try await ReferenceReceiver(configuration: configuration).run()
            Issue.record("it listens")
        } catch let error as ServerStartError {
            guard case .unknownHost(let reason) = error.kind else { throw error }
            #expect(!reason.isEmpty)
            #expect(
                error.description == "cannot listen on nope.invalid: \(reason); choose 127.0.0.1 or 0.0.0.0")
        }
    }

    @Test func `a scripted close ends the connection without an answer and can keep the state`() async throws
    {
        var configuration = ReceiverConfiguration()
        configuration.script = [ScriptedAnswer(status: 200, closes: true, keepsState: true)]
        try await ReferenceReceiver.withReceiver(configuration) { receiver, address in
            await #expect(throws: (any Error).self) { try await send(Upload.file, to: address) }
            #expect(receiver.store.events().map(\.status) == [0])
            let answer = try await send(Upload.file, to: address)
            #expect(answer.status == .ok)
            #expect(receiver.store.events().map(\.verdict) == [.scripted, .duplicate])
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `stopping does not wait for an answer that is held back`() async throws {
        var configuration = ReceiverConfiguration()
        configuration.script = [ScriptedAnswer(status: 500, delay: .seconds(3600))]
        try await withThrowingTaskGroup(of: Void.self) { group in
            try await ReferenceReceiver.withReceiver(configuration) { receiver, address in
                group.addTask {
                    // Whether the answer still comes out or the connection ends first is for the two to race for.
                    do { _ = try await send(Upload.file, to: address) } catch { return }
                }
                while receiver.store.counts.received == 0 { await Task.yield() }
            }
            try await group.next()
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `stopping does not wait for connections that are idle or stuck within a request`() async throws {
        let channels = try await ReferenceReceiver.withReceiver { receiver, address in
            let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            var channels: [any Channel] = []
            for text in ["", "POST / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"] {
                let channel = try await bootstrap.connect(host: address.host, port: address.port).get()
                try await channel.writeAndFlush(ByteBuffer(string: text))
                channels.append(channel)
            }
            try await send(Upload.file, to: address)
            return channels
        }
        for channel in channels { channel.close(promise: nil) }
    }

    @Test func `an error of the body reaches the caller`() async {
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await ReferenceReceiver.withReceiver { _, _ in throw Stop() }
        }
    }
}

@discardableResult
private func send(
    _ body: JSONValue, to address: ReferenceReceiver.Address, path: String = "/", headers: [HTTPHeader] = []
) async throws -> TestClient.Response {
    var fields = HTTPFields()
    for header in headers {
        if let name = HTTPField.Name(header.name) { fields[name] = header.value }
    }
    let request = TestClient.Request(
        path, method: .post, authority: "\(address.host):\(address.port)", headers: fields,
        body: ByteBuffer(bytes: JSONWriter.bytes(of: body)))
    return try await TestClient.withClient(host: address.host, port: address.port) { client in
        try await client.execute(request)
    }
}
