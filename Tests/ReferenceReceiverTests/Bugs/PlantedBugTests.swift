import FoundationEssentials
@testable import HTTPServing
import HTTPTypes
import HummingbirdTesting
@testable import JSONText
import NIOCore
import NIOPosix
@testable import ReferenceReceiver
import Synchronization
import Testing
@testable import VodHookCatalogue

@Suite struct PlantedBugTests {
    private static let rows =
        BugRow.signature + BugRow.answer + BugRow.keeping + BugRow.state + BugRow.reading

    @Test(arguments: rows)
    func `a bug shows in its history, and the right receiver does not have it`(row: BugRow) throws {
        #expect(try row.history(Bench(nil, keys: row.keys)) == row.right)
        #expect(try row.history(Bench(row.bug, keys: row.keys)) == row.wrong)
        #expect(row.right != row.wrong)
    }

    @Test func `every bug has one row, in the table of its group`() {
        #expect(Self.rows.map(\.bug.rawValue).sorted() == PlantedBug.allCases.map(\.rawValue).sorted())
        let groups: [PlantedBug.Group: [BugRow]] = [
            .signature: BugRow.signature, .answer: BugRow.answer,
            .state: BugRow.state, .reading: BugRow.reading, .keeping: BugRow.keeping,
        ]
        #expect(groups.count == PlantedBug.Group.allCases.count)
        for (group, rows) in groups { for row in rows { #expect(row.bug.group == group, "\(row.bug)") } }
    }

    @Test(arguments: PlantedBug.allCases)
    func `a bug has a name in lower case and sentences about it`(bug: PlantedBug) {
        let letters = bug.rawValue.utf8
        #expect(letters.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D || (0x30...0x39).contains($0) })
        #expect(bug.about.hasSuffix(".") && bug.source.hasSuffix("."))
    }

    @Test(arguments: [
        "aliyun-SnapshotComplete.doc.json", "aliyun-TranscodeComplete.doc-2017.json",
        "aliyun-TranscodeComplete.doc-current.json", "aliyun-TranscodeComplete.real-2020.json",
        "volcengine-WorkflowComplete.doc-directurl.json", "volcengine-WorkflowComplete.doc-vid-abr.json",
    ])
    func `what vendors print is known to the receiver that refuses unknown members`(file: String) throws {
        let bench = Bench(.unknownFieldRefused)
        #expect(bench.send(bytes: try Fixtures.payload(file)).status == 200)
    }

    @Test func `what arrives last sets a status back that a late upload does not`() throws {
        for (bug, status) in [(PlantedBug.lastArrivalWins, "transcoding"), (.lateUploadSetsBack, "ready")] {
            let bench = Bench(bug)
            for body in [Upload.file, Upload.transcode, Upload.stream("SD", "j1")] { bench.send(body) }
            #expect(bench.state("status") == .string(status))
        }
    }

    @Test func `a reset clears what a bug remembers`() {
        let late = Bench(.answersBeforeKeeping)
        late.send(Upload.file)
        late.handler.store.reset()
        late.send(Upload.transcode)
        late.send(Upload.snapshot)
        #expect(late.state("events") == 1)

        let slow = Bench(.slowEveryThird)
        for _ in 1...2 { slow.send(Upload.file) }
        slow.handler.store.reset()
        #expect(slow.send(bytes: []).delay == .zero)
    }

    @Test func `a failure after the key was stored is logged as one`() {
        let bench = Bench(.deduplicationBeforeProcessing)
        for _ in 1...2 { bench.send(Upload.transcode) }
        #expect(bench.handler.store.events().map(\.verdict) == [.failed, .duplicate])
        #expect(bench.handler.store.events().map(\.status) == [500, 200])
    }
}

/// The bugs that need a socket to be seen.
@Suite struct PlantedBugSocketTests {
    @Test(.timeLimit(.minutes(5)), arguments: [nil, PlantedBug.lostUpdate])
    func `a callback held open in its body undoes the one that overtakes it`(bug: PlantedBug?) async throws {
        let heads = Guarded(0)
        var configuration = ReceiverConfiguration()
        configuration.bug = bug
        configuration.now = {
            heads.withLock { $0 += 1 }
            return Date()
        }
        try await ReferenceReceiver.withReceiver(configuration) { receiver, address in
            let body = JSONWriter.bytes(of: Upload.stream("SD", "j1"))
            let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n"
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: address.host, port: address.port).get()
            try await channel.writeAndFlush(ByteBuffer(bytes: Array(head.utf8) + body.prefix(9)))
            while heads.withLock({ $0 }) == 0 { await Task.yield() }
            try await post(Upload.snapshot, to: address)
            try await channel.writeAndFlush(ByteBuffer(bytes: body.dropFirst(9)))
            while receiver.store.counts.received < 2 { await Task.yield() }
            channel.close(promise: nil)
            #expect(receiver.store.video("v1")?.eventCount == (bug == nil ? 2 : 1))
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a crash closes the connection, ends the receiver and refuses the next one`() async throws {
        var configuration = ReceiverConfiguration()
        configuration.bug = .crashWithoutStreams
        let receiver = ReferenceReceiver(configuration: configuration)
        let (addresses, running) = AsyncStream.makeStream(of: ReferenceReceiver.Address.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await #expect(throws: ReceiverCrash()) { try await receiver.run { running.yield($0) } }
            }
            var iterator = addresses.makeAsyncIterator()
            let address = try #require(await iterator.next())
            #expect(try await post(Upload.transcode, to: address) == 200)
            await #expect(throws: (any Error).self) {
                try await post(Upload.transcode.with(["StreamInfos": []]), to: address)
            }
            await #expect(throws: (any Error).self) { try await post(Upload.file, to: address) }
            try await group.waitForAll()
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `whoever runs a receiver that crashes goes on and can read what was kept`() async throws {
        var configuration = ReceiverConfiguration()
        configuration.bug = .crashWithoutStreams
        let ids = try await ReferenceReceiver.withReceiver(configuration) { receiver, address in
            try await post(Upload.file, to: address)
            await #expect(throws: (any Error).self) {
                try await post(Upload.transcode.with(["StreamInfos": []]), to: address)
            }
            return receiver.store.ids
        }
        #expect(ids == ["v1"])
    }

    @Test(.timeLimit(.minutes(5)))
    func `the Host header reaches the receiver that builds its URL from it`() async throws {
        for (bug, status) in [(nil, 200), (PlantedBug.urlFromHost, 401)] {
            var configuration = ReceiverConfiguration()
            configuration.bug = bug
            configuration.keys = ["Key12345"]
            configuration.callbackURL = .base(Bench.origin)
            try await ReferenceReceiver.withReceiver(configuration) { _, address in
                #expect(try await post(Upload.file, to: address, signedFor: Bench.origin + "/") == status)
                let listening = try await post(Upload.file, to: address, signedFor: address.url + "/")
                #expect(listening == (bug == nil ? 401 : 200))
            }
        }
    }

    @discardableResult
    private func post(
        _ body: JSONValue, to address: ReferenceReceiver.Address, signedFor url: String? = nil
    ) async throws -> Int {
        let bytes = JSONWriter.bytes(of: body)
        var fields = HTTPFields()
        if let url, let scheme = ReceiverConfiguration.vendorSchemes["aliyun"] {
            let now = String(Int(Date().timeIntervalSince1970))
            let input = SigningInput(url: url, timestamp: now, key: "Key12345", body: bytes)
            for header in scheme.headers(for: input) {
                if let name = HTTPField.Name(header.name) { fields[name] = header.value }
            }
        }
        let request = TestClient.Request(
            "/", method: .post, authority: "\(address.host):\(address.port)", headers: fields,
            body: ByteBuffer(bytes: bytes))
        return try await TestClient.withClient(host: address.host, port: address.port) { client in
            Int(try await client.execute(request).status.code)
        }
    }
}
