import Testing
import VodHookCatalogue

@testable import QueueServer

/// Waiting for messages, by a clock that the tests move.
@Suite(.timeLimit(.minutes(1))) struct QueueServiceTests {
    /// A service with one queue.
    struct Bench {
        let clock = ManualQueueClock()
        let service: QueueService
        let events = Guarded<[QueueEvent]>([])

        init(keeper: (any QueueKeeper)? = nil) throws {
            let events = events
            service = QueueService(
                clock: clock, observer: { event in events.withLock { $0.append(event) } }, keeper: keeper)
            _ = try service.perform { store, now in store.create("q", QueueAttributes(), at: now) }
        }

        func put(_ texts: String...) throws {
            let messages = texts.map { NewMessage(body: Array($0.utf8)) }
            _ = try service.perform(on: "q") { store, now in store.put(messages, into: "q", at: now) }
        }

        func poll(_ seconds: Int64 = 30, limit: Int = 1) -> Task<[String], any Error> {
            Task { try await service.receive(limit, from: "q", waiting: seconds * 1000).map(\.text) }
        }

        func untilWaiting(_ count: Int) async { while service.waiting != count { await Task.yield() } }

        func untilAlarm(after milliseconds: Int64) async {
            while clock.alarms != [clock.now() + milliseconds] { await Task.yield() }
        }
    }

    @Test func `who waits first is served first, each with a message of its own`() async throws {
        let bench = try Bench()
        let first = bench.poll()
        await bench.untilWaiting(1)
        let second = bench.poll(limit: 16)
        await bench.untilWaiting(2)
        try bench.put("a", "b", "c")
        #expect(try await first.value == ["a"])
        #expect(try await second.value == ["b", "c"])
        #expect(bench.clock.alarms.isEmpty || bench.service.waiting == 0)
    }

    @Test func `a wait ends with nothing at its time`() async throws {
        let bench = try Bench()
        let poll = bench.poll(20)
        await bench.untilAlarm(after: 20_000)
        bench.clock.advance(19_999)
        #expect(bench.service.waiting == 1)
        bench.clock.advance(1)
        #expect(try await poll.value == [])
        let waited = bench.events.withLock { $0.map(\.kind) }
        #expect(waited == [.polledEmpty(waited: 20_000)])
    }

    @Test func `a message that becomes visible is given to who waits`() async throws {
        let bench = try Bench()
        try bench.put("a")
        #expect(try await bench.poll().value == ["a"])
        bench.clock.advance(10_000)
        let poll = bench.poll()
        await bench.untilAlarm(after: 20_000)
        bench.clock.advance(20_000)
        #expect(try await poll.value == ["a"])
    }

    @Test func `a visibility that is shortened while somebody waits counts`() async throws {
        let bench = try Bench()
        try bench.put("a")
        let handle = try await bench.service.receive(1, from: "q", waiting: 0)[0].handle
        let poll = bench.poll()
        await bench.untilAlarm(after: 30_000)
        _ = try bench.service.perform(on: "q") { store, now in
            store.changeVisibility(handle, in: "q", to: 2, at: now)
        }
        await bench.untilAlarm(after: 2000)
        bench.clock.advance(2000)
        #expect(try await poll.value == ["a"])
    }

    @Test func `a cancelled wait takes no message`() async throws {
        let bench = try Bench()
        let poll = bench.poll()
        await bench.untilWaiting(1)
        poll.cancel()
        #expect(try await poll.value == [])
        try bench.put("a")
        #expect(try await bench.poll(0).value == ["a"])
        let late = bench.poll()
        late.cancel()
        #expect(try await late.value == [])
    }

    @Test func `deleting a queue ends the waits for it with an error`() async throws {
        let bench = try Bench()
        let poll = bench.poll()
        await bench.untilWaiting(1)
        _ = try bench.service.perform(on: "q") { store, _ in store.drop("q") }
        await #expect(throws: QueueError.noQueue) { try await poll.value }
    }

    @Test func `the end of a service ends all waits`() async throws {
        let bench = try Bench()
        let polls = (1...9).map { _ in bench.poll() }
        await bench.untilWaiting(9)
        bench.service.stop()
        for poll in polls { #expect(try await poll.value == []) }
    }

    /// Fails from the second call on.
    struct FullDisk: QueueKeeper {
        struct Full: Error {}
        var calls = 0
        mutating func keep(_ changes: [QueueChange], of store: QueueStore) throws {
            calls += 1
            if calls > 1 { throw Full() }
        }
    }

    @Test func `a put that cannot be kept is an error and leaves no message`() async throws {
        let bench = try Bench(keeper: FullDisk())
        #expect(throws: QueueError.inner) { try bench.put("a") }
        let left = try bench.service.perform { store, now in store.facts("q", at: now)?.counts.all }
        #expect(left == 0)
    }
}
