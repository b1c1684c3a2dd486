import Testing
@testable import VodHookCatalogue
@testable import VodHookSearch

/// Shrinking with failures that are known: any rule about which events stand before which.
@Suite struct ShrinkerTests {
    private static func drawn(_ chance: inout SeededGenerator, count: Int) -> History {
        var slots = (0..<count).map { _ in History.Slot(chance.int(in: 0...5)) }
        for place in slots.indices where chance.bool(chance: 0.2) { slots[place].overlap = .together }
        return History(slots)
    }

    @Test(arguments: 1...60) func `the result fails, and without any one delivery it passes`(_ seed: UInt64)
        async
    {
        var chance = SeededGenerator(seed: seed)
        let pattern = Self.drawn(&chance, count: chance.int(in: 1...4))
        // Long enough to hold the pattern somewhere: it is put in.
        var slots = Self.drawn(&chance, count: 6).slots + pattern.slots
        slots += Self.drawn(&chance, count: 6).slots
        let start = History(slots)
        let fails = { (history: History) in history.contains(pattern) }
        guard fails(start), !pattern.isPlain else { return }
        var shrinker = Shrinker { fails($0) }
        let result = await shrinker.shrink(start)
        #expect(fails(result))
        for place in result.slots.indices {
            let shorter = result.without(place..<(place + 1))
            #expect(!fails(shorter) || shorter.isPlain)
        }
        #expect(result.slots.count == pattern.slots.count || result.slots.count <= pattern.slots.count + 1)
    }

    @Test func `the order goes back to the plain one as far as it still fails`() async {
        let start = History([5, 4, 3, 2, 1, 0].map { History.Slot($0) })
        // Three events are needed, two of them out of order.
        var shrinker = Shrinker { history in
            let events = history.slots.map(\.event)
            guard let four = events.firstIndex(of: 4), let one = events.firstIndex(of: 1), events.contains(2)
            else {
                return false
            }
            return four < one
        }
        let result = await shrinker.shrink(start)
        #expect(Set(result.slots.map(\.event)) == [1, 2, 4])
        #expect(result.inversions <= 2)
    }

    @Test func `an overlap that is not needed goes, one at the same moment becomes one held open`() async {
        let start = History([.init(0, .together), .init(1), .init(1, .together), .init(2)])
        var shrinker = Shrinker { history in
            history.slots.indices.dropLast().contains {
                history.slots[$0].event == 0 && history.slots[$0 + 1].event == 1
                    && history.slots[$0].overlap != .none
            }
        }
        #expect(await shrinker.shrink(start) == History([.init(0, .held), .init(1)]))
    }

    @Test func `changes of the scenario go when they are not needed`() async {
        let start = History([.init(1), .init(0)])
        var shrinker = Shrinker(bareable: [0, 1]) { history in
            history.slots.map(\.event) == [1, 0] && !history.slots[0].isBare
        }
        let result = await shrinker.shrink(start)
        #expect(result.slots.map(\.isBare) == [false, true])
    }

    @Test func `no history is asked twice`() async {
        let asked = Guarded<[History]>([])
        var shrinker = Shrinker { history in
            asked.withLock { $0.append(history) }
            return history.contains(History([.init(3), .init(1)]))
        }
        _ = await shrinker.shrink(History([5, 3, 2, 1, 4, 1].map { History.Slot($0) }))
        let all = asked.withLock { $0 }
        #expect(Set(all).count == all.count)
        #expect(shrinker.runs == all.count)
    }
}
