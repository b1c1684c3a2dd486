/// Makes a failing history as small as it goes: deliveries first, then overlaps and faults, then the order.
///
/// The result is minimal in its deliveries: with any one of them taken out it no longer fails.
struct Shrinker {
    /// Whether a history fails in the way that is looked for.
    private let fails: (History) async -> Bool
    /// More runs are not worth the wait.
    private let limit: Int
    /// The events in whose bodies or requests the scenario has changed something.
    private let bareable: Set<Int>
    /// Whether an overlap may become one that is held open.
    private let canHold: Bool
    private var known: [History: Bool] = [:]
    /// How many histories were run.
    private(set) var runs = 0

    /// A shrinker; `fails` is asked once for each history.
    init(
        limit: Int = 400, bareable: Set<Int> = [], canHold: Bool = true,
        fails: @escaping (History) async -> Bool
    ) {
        self.limit = limit
        self.bareable = bareable
        self.canHold = canHold
        self.fails = fails
    }

    /// The smallest failing history that is found from `history`, which must fail.
    mutating func shrink(_ history: History) async -> History {
        var best = history
        known[best] = true
        while runs < limit {
            let before = best
            best = await withFewerDeliveries(best)
            best = await withFewerOverlaps(best)
            best = await withFewerFaults(best)
            best = await nearerToPlain(best)
            if best == before { break }
        }
        return best
    }

    private mutating func test(_ history: History) async -> Bool {
        if history.slots.isEmpty || history.isPlain { return false }
        if let known = known[history] { return known }
        guard runs < limit, !Task.isCancelled else { return false }
        runs += 1
        let result = await fails(history)
        known[history] = result
        return result
    }

    /// Delta debugging: halves, quarters and so on down to single deliveries, until no single one can go.
    private mutating func withFewerDeliveries(_ history: History) async -> History {
        var best = history
        var chunk = max(best.slots.count / 2, 1)
        while true {
            var hasShrunk = false
            var start = 0
            while start < best.slots.count {
                let end = min(start + chunk, best.slots.count)
                let candidate = best.without(start..<end)
                if await test(candidate) {
                    best = candidate
                    hasShrunk = true
                } else {
                    start = end
                }
            }
            if chunk > 1 {
                chunk = max(chunk / 2, 1)
            } else if !hasShrunk {
                return best
            }
        }
    }

    private mutating func withFewerOverlaps(_ history: History) async -> History {
        var best = history
        for place in history.slots.indices where best.slots[place].overlap != .none {
            // An overlap that we hold open is repeatable; two requests at the same moment are less so.
            for overlap in canHold ? [History.Overlap.none, .held] : [.none]
            where best.slots[place].overlap != overlap {
                let candidate = best.with(overlap, at: place)
                if await test(candidate) {
                    best = candidate
                    break
                }
            }
        }
        return best
    }

    private mutating func withFewerFaults(_ history: History) async -> History {
        var best = history
        for event in Set(history.slots.map(\.event)).intersection(bareable).sorted() {
            let candidate = best.bare(event)
            if candidate != best, await test(candidate) { best = candidate }
        }
        return best
    }

    private mutating func nearerToPlain(_ history: History) async -> History {
        var best = history
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for place in best.slots.indices.dropLast()
            where best.slots[place].event > best.slots[place + 1].event {
                let candidate = best.swapped(at: place)
                if await test(candidate) {
                    best = candidate
                    hasChanged = true
                }
            }
        }
        return best
    }
}

extension History {
    /// This history without some deliveries; an overlap with one of them goes too.
    func without(_ range: Range<Int>) -> History {
        var slots = slots
        if range.lowerBound > 0 { slots[range.lowerBound - 1].overlap = .none }
        slots.removeSubrange(range)
        return History(slots).withCauses
    }

    func with(_ overlap: Overlap, at place: Int) -> History {
        var slots = slots
        slots[place].overlap = overlap
        return History(slots)
    }

    func bare(_ event: Int) -> History {
        var slots = slots
        for place in slots.indices where slots[place].event == event { slots[place].isBare = true }
        return History(slots)
    }

    /// The deliveries at `place` and behind it in the other order; the overlap stays where it is.
    func swapped(at place: Int) -> History {
        var slots = slots
        slots.swapAt(place, place + 1)
        let overlap = slots[place].overlap
        slots[place].overlap = slots[place + 1].overlap
        slots[place + 1].overlap = overlap
        return History(slots).withCauses
    }

    /// The same with a repetition only where there is one.
    private var withCauses: History {
        var seen: Set<Int> = []
        return History(
            slots.map { slot in
                var slot = slot
                let isFirst = seen.insert(slot.event).inserted
                if isFirst { slot.cause = .first }
                if !isFirst, slot.cause == .first { slot.cause = .duplicate }
                return slot
            })
    }
}
