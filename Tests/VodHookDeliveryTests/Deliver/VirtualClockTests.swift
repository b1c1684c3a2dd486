import Testing
@testable import VodHookCatalogue
@testable import VodHookDelivery

@Suite struct VirtualClockTests {
    /// What happened in which order.
    private final class Log: Sendable {
        private let lines = Guarded<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private static func seconds(_ duration: Duration) -> Int { Int(duration.components.seconds) }

    @Test func `a year passes at once`() async {
        let clock = VirtualClock()
        await clock.sleep(until: .seconds(365 * 86_400), order: 0)
        #expect(clock.now == .seconds(365 * 86_400))
        await clock.sleep(until: .seconds(1), order: 0)
        #expect(clock.now == .seconds(365 * 86_400), "time never goes back")
    }

    @Test func `those who wait wake in the order of their times`() async {
        let clock = VirtualClock()
        let log = Log()
        let times = [5, 1, 3, 2, 4]
        _ = await clock.concurrently(
            times.map { time in
                { @Sendable in
                    await clock.sleep(until: .seconds(time), order: 0)
                    log.add("\(time) at \(Self.seconds(clock.now))")
                }
            })
        #expect(log.all == ["1 at 1", "2 at 2", "3 at 3", "4 at 4", "5 at 5"])
    }

    @Test func `of those who wait for the same time the lower order goes first`() async {
        // Many rounds: an order by chance would be right now and then.
        for _ in 0..<50 {
            let clock = VirtualClock()
            let log = Log()
            _ = await clock.concurrently(
                [3, 1, 2, 0].map { order in
                    { @Sendable in
                        await clock.sleep(until: .seconds(7), order: order)
                        log.add("\(order) begins")
                        await Task.yield()
                        log.add("\(order) ends")
                    }
                })
            let expected = (0...3).flatMap { ["\($0) begins", "\($0) ends"] }
            #expect(log.all == expected)
        }
    }

    @Test func `time stands still while one works`() async {
        let clock = VirtualClock()
        let results = await clock.concurrently([
            { @Sendable in
                for _ in 0..<100 { await Task.yield() }
                return clock.now
            },
            { @Sendable in
                await clock.sleep(until: .seconds(1), order: 0)
                return clock.now
            },
        ])
        #expect(results == [Duration.zero, Duration.seconds(1)])
    }

    @Test func `branches within branches share one time`() async {
        let clock = VirtualClock()
        let log = Log()
        @Sendable func sleep(_ name: String, _ duration: Int) async {
            await clock.sleep(until: clock.now + .seconds(duration), order: 0)
            log.add("\(name) \(Self.seconds(clock.now))")
        }
        _ = await clock.concurrently([
            { @Sendable in
                await sleep("a", 2)
                _ = await clock.concurrently([
                    { @Sendable in await sleep("b", 3) }, { @Sendable in await sleep("c", 1) },
                ])
                await sleep("d", 2)
            },
            { @Sendable in
                await sleep("e", 1)
                await sleep("f", 5)
            },
        ])
        #expect(log.all == ["e 1", "a 2", "c 3", "b 5", "f 6", "d 7"])
        await clock.sleep(until: .seconds(9), order: 0)
        #expect(clock.now == .seconds(9))
    }

    @Test func `results come in the order of the bodies, and none for none`() async {
        let clock = VirtualClock()
        let results = await clock.concurrently(
            [3, 1, 2].map { time in
                { @Sendable in
                    await clock.sleep(until: .seconds(time), order: 0)
                    return time
                }
            })
        #expect(results == [3, 1, 2])
        #expect(await clock.concurrently([@Sendable () async -> Int]()) == [])
    }

    @Test func `a cancelled sleep returns and time stands where it was`() async {
        let clock = VirtualClock()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await clock.sleep(until: .seconds(5), order: 0)
            return clock.now
        }
        #expect(await task.value == .zero)
    }

    @Test func `cancelling those who wait lets the rest go on`() async {
        let clock = VirtualClock()
        // The second body keeps time still until the first one sleeps and is cancelled.
        let results = await clock.concurrently([
            { @Sendable in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await clock.sleep(until: .seconds(100), order: 0) }
                    group.cancelAll()
                }
                return clock.now
            },
            { @Sendable in
                await clock.sleep(until: .seconds(3), order: 0)
                return clock.now
            },
        ])
        #expect(results[0] <= .seconds(3))
        #expect(results[1] == .seconds(3))
    }
}
