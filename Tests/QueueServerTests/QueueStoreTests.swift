import JSONText
import Testing

@testable import QueueServer

/// What a queue does with its messages, without network and without waiting.
@Suite struct QueueStoreTests {
    /// A store with one queue, and a clock that only the test moves.
    struct Bench {
        var store = QueueStore(keepsChanges: true, keepsEvents: true)
        var now: QueueTime = 1_800_000_000_000

        init(_ attributes: QueueAttributes = QueueAttributes()) {
            _ = store.create("q", attributes, at: now)
        }

        mutating func put(_ text: String, priority: UInt8 = 8, delay: Int? = nil) {
            var message = NewMessage(body: Array(text.utf8))
            message.priority = priority
            message.delaySeconds = delay
            _ = store.put([message], into: "q", at: now)
        }

        mutating func receive(_ limit: Int = 1) -> [QueueStore.Received] {
            store.receive(limit, from: "q", at: now) ?? []
        }

        mutating func texts(_ limit: Int = 16) -> [String] { receive(limit).map(\.text) }

        mutating func delete(_ handle: String) -> HandleFault? {
            fault(store.delete(handle, from: "q", at: now))
        }

        mutating func extend(_ handle: String, _ seconds: Int) -> String? {
            switch store.changeVisibility(handle, in: "q", to: seconds, at: now) {
            case .success(let message)?: message.handle.text
            case .failure?, nil: nil
            }
        }

        func fault(_ result: Result<QueueMessage, HandleFault>?) -> HandleFault? {
            if case .failure(let fault)? = result { fault } else { nil }
        }

        mutating func wait(_ seconds: Double) { now += Int64(seconds * 1000) }
    }

    @Test func `messages come by priority and then in their order`() {
        var bench = Bench()
        bench.put("a")
        bench.put("b", priority: 1)
        bench.put("c")
        bench.put("d", priority: 16)
        #expect(bench.texts() == ["b", "a", "c", "d"])
        #expect(bench.texts() == [])
    }

    @Test
    func `what was received is hidden for its visibility time and then comes again with another handle`() {
        var bench = Bench()
        bench.put("a")
        let first = bench.receive()[0]
        #expect(first.message.dequeueCount == 1 && first.message.visibleAt == bench.now + 30_000)
        bench.wait(29.999)
        #expect(bench.texts() == [])
        bench.wait(0.001)
        let second = bench.receive()[0]
        #expect(second.message.dequeueCount == 2 && second.id == first.id)
        #expect(second.message.firstReceivedAt == first.message.firstReceivedAt)
        #expect(second.handle != first.handle)
        #expect(bench.delete(first.handle) == .superseded(number: 1, id: first.id))
        #expect(bench.delete(second.handle) == nil)
        #expect(bench.delete(second.handle) == .gone(number: 1))
        #expect(bench.store.count == 0)
    }

    @Test func `a handle is late once the visibility time is over although nobody else has the message`() {
        var bench = Bench()
        bench.put("a")
        let received = bench.receive()[0]
        bench.wait(30)
        #expect(bench.delete(received.handle) == .late(number: 1, id: received.id))
        #expect(bench.extend(received.handle, 10) == nil)
        #expect(bench.texts() == ["a"])
    }

    @Test(
        arguments: [
            "", "1-", "x", "1-AAAA", "1-ODU4OTkzNDU5My0xNDMyNzI3ODI3LTItOA",
            "2-ODU4OTkzNDU5My0xNDMyNzI3ODI3LTItOA==",
            "1-\(Base64.encode(Array("8589934593-+1-1-8".utf8)))",
            "1-\(Base64.encode(Array("1-1-1-8".utf8)))",
            "1-\(Base64.encode(Array("8589934593-1800000030-9-8".utf8)))",
        ])
    func `a text that was never given out is no handle`(text: String) {
        var bench = Bench()
        bench.put("a")
        _ = bench.receive()
        #expect(bench.delete(text) == .malformed)
    }

    @Test func `the sample handle of the vendor's page reads as a handle`() throws {
        let text = "1-ODU4OTkzNDU5My0xNDMyNzI3ODI3LTItOA=="
        let handle = try #require(ReceiptHandle(text))
        #expect(handle.number == 1 && handle.visibleSecond == 1_432_727_827 && handle.text == text)
    }

    @Test func `a change of visibility gives a new handle and a new time`() throws {
        var bench = Bench()
        bench.put("a")
        let received = bench.receive()[0]
        bench.wait(20)
        let longer = bench.extend(received.handle, 60)
        let handle = try #require(longer)
        #expect(bench.delete(received.handle) == .superseded(number: 1, id: received.id))
        bench.wait(59)
        #expect(bench.texts() == [])
        #expect(bench.delete(handle) == nil)
        bench.put("b")
        let short = bench.receive()[0].handle
        #expect(bench.extend(short, 1) != nil)
        bench.wait(1)
        #expect(bench.texts() == ["b"])
    }

    @Test func `a delayed message cannot be received before its time and can be deleted by its first handle`()
    {
        var attributes = QueueAttributes()
        attributes.delaySeconds = 5
        var bench = Bench(attributes)
        bench.put("a")
        bench.put("b", delay: 0)
        bench.put("c", delay: 2)
        #expect(bench.texts() == ["b"])
        #expect(bench.store.facts("q", at: bench.now)?.counts == counts(ready: 0, delayed: 2, hidden: 1))
        bench.wait(2)
        #expect(bench.texts() == ["c"])
        bench.wait(3)
        #expect(bench.texts() == ["a"])
        let delayed = bench.store.put([NewMessage(body: [0x64])], into: "q", at: bench.now)
        #expect(bench.delete(delayed?[0].handle ?? "") == nil)
        bench.wait(24)
        #expect(bench.texts() == [])
    }

    private func counts(ready: Int, delayed: Int, hidden: Int) -> QueueCounts {
        var counts = QueueCounts()
        counts.ready = ready
        counts.delayed = delayed
        counts.hidden = hidden
        return counts
    }

    @Test func `messages are gone after their retention, received or not`() {
        var attributes = QueueAttributes()
        attributes.messageRetentionPeriod = 60
        attributes.visibilityTimeout = 43_200
        var bench = Bench(attributes)
        bench.put("a")
        bench.wait(30)
        bench.put("b")
        let received = bench.receive()[0]
        bench.wait(30)
        #expect(bench.texts() == ["b"])
        #expect(bench.delete(received.handle) == .gone(number: 1))
        let expired = bench.store.takeEvents().filter { if case .expired = $0.kind { true } else { false } }
        #expect(expired.map(\.at) == [bench.now])
    }

    @Test func `a look changes nothing and sees only what can be received`() {
        var bench = Bench()
        for text in ["a", "b", "c"] { bench.put(text) }
        _ = bench.receive()
        bench.put("d", delay: 9)
        for _ in 1...2 {
            let seen = bench.store.peek(16, into: "q", at: bench.now) ?? []
            #expect(seen.map(\.text) == ["b", "c"])
            #expect(seen.allSatisfy { $0.message.dequeueCount == 0 && $0.message.firstReceivedAt == nil })
        }
        #expect(bench.texts() == ["b", "c"])
    }

    @Test func `a queue with the same attributes can be created again, one with others cannot`() {
        var bench = Bench()
        var other = QueueAttributes()
        #expect(bench.store.create("q", other, at: bench.now) == .same)
        other.visibilityTimeout = 31
        #expect(bench.store.create("q", other, at: bench.now) == .different)
        bench.put("a")
        #expect(bench.store.drop("q") && !bench.store.drop("q"))
        #expect(bench.store.receive(1, from: "q", at: bench.now) == nil)
        #expect(bench.store.create("q", other, at: bench.now) == .created)
        bench.put("b")
        #expect(bench.store.names == ["q"] && bench.texts() == ["b"])
    }

    @Test func `a handle does not fit a message of another queue or of another store`() {
        var bench = Bench()
        _ = bench.store.create("p", QueueAttributes(), at: bench.now)
        bench.put("a")
        let handle = bench.receive()[0].handle
        #expect(bench.fault(bench.store.delete(handle, from: "p", at: bench.now)) == .gone(number: 1))
        var other = Bench()
        other.wait(100)
        other.put("x")
        _ = other.receive()
        #expect(other.delete(handle) == .malformed)
    }

    @Test func `the steps of a store lead another one to the same place`() {
        var bench = Bench()
        for number in 1...200 { bench.put("\(number)", priority: UInt8(number % 16 + 1), delay: number % 7) }
        var handles: [String] = []
        for round in 1...20 {
            bench.wait(3)
            let received = bench.receive(9)
            handles += received.map(\.handle)
            for (place, one) in received.enumerated() where (place + round) % 3 == 0 {
                _ = bench.delete(one.handle)
            }
            if let last = received.last { _ = bench.extend(last.handle, round) }
        }
        var copy = QueueStore()
        for change in bench.store.takeChanges() { copy.apply(change) }
        copy.advance("q", to: bench.now)
        let isSame = copy.queues["q"]?.messages == bench.store.queues["q"]?.messages
        #expect(isSame)
        bench.wait(7)
        for _ in 1...100 {
            let (left, right) = (bench.receive(3), copy.receive(3, from: "q", at: bench.now) ?? [])
            #expect(left.map(\.handle) == right.map(\.handle))
            bench.wait(1)
        }
        let facts = copy.facts("q", at: bench.now)
        #expect(facts == bench.store.facts("q", at: bench.now))
    }

    @Test func `events say what happened in its order`() {
        var bench = Bench()
        bench.put("a")
        let first = bench.receive()[0]
        bench.wait(31)
        _ = bench.delete(first.handle)
        let second = bench.receive()[0]
        _ = bench.delete(second.handle)
        let id = first.id
        #expect(
            bench.store.takeEvents().map(\.kind) == [
                .put(number: 1, id: id, visibleAt: 1_800_000_000_000),
                .received(
                    number: 1, id: id, handle: first.handle, count: 1, visibleAt: 1_800_000_030_000),
                .refused(handle: first.handle, .late(number: 1, id: id)),
                .received(
                    number: 1, id: id, handle: second.handle, count: 2, visibleAt: 1_800_000_061_000),
                .deleted(number: 1, id: id),
            ])
    }

    @Test func `what has passed through leaves nothing behind`() {
        var attributes = QueueAttributes()
        attributes.visibilityTimeout = 43_200
        var bench = Bench(attributes)
        bench.put("stays", delay: 3000)
        for number in 1...20_000 {
            bench.put("\(number)")
            for one in bench.receive(16) { #expect(bench.delete(one.handle) == nil) }
            _ = (bench.store.takeEvents(), bench.store.takeChanges())
        }
        let queue = bench.store.queues["q"]
        #expect(queue?.count == 1)
        #expect((queue?.entryCount ?? .max) < 10_000)
    }
}

extension QueueStore.Received {
    var text: String { String(decoding: message.body, as: UTF8.self) }
    var handle: String { message.handle.text }
}
