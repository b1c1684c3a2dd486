import JSONText
import VodHookCatalogue

/// All histories of some events within bounds: every order, repetitions, overlaps of neighbours; and some that
/// stop early.
///
/// A lost request is, to the receiver, an event that comes later, and a lost acknowledgement one that comes twice.
/// So losses add to the repetitions, and each history is counted once.
package struct HistorySpace: Sendable {
    /// How many events there are.
    package let events: Int
    /// How many deliveries may be duplicates at most.
    package let duplicates: Int
    /// How many deliveries may be lost at most, each followed by the vendor's repetition.
    package let losses: Int
    /// How many pairs of neighbours may overlap at most.
    package internal(set) var overlaps: Int
    /// Whether a delivery may be held open; without it two overlap only at the same moment.
    var canHold = true

    /// What is run of a space.
    package struct Selection: Sendable {
        /// The histories, the plain one first, then those next to it.
        package let histories: [History]
        /// How many there are in the space; nil beyond what fits an integer.
        package let total: Int?
        /// True when all of them are here.
        package let isExhaustive: Bool
    }

    package init(events: Int, duplicates: Int, losses: Int, overlaps: Int) {
        self.events = events
        self.duplicates = duplicates
        self.losses = losses
        self.overlaps = overlaps
    }

    private var copies: Int { events == 0 ? 0 : duplicates + losses }

    /// Whether an event may come twice.
    var hasCopies: Bool { copies > 0 }

    private var waysToOverlap: [History.Overlap] { canHold ? [.held, .together] : [.together] }

    /// How many histories there are; nil beyond what fits an integer.
    package var total: Int? {
        var total = stopsCount
        for copies in 0...copies {
            let length = events + copies
            guard let words = Self.words(length, of: events) else { return nil }
            for count in 0...overlaps {
                guard let pairs = Self.overlaps(count, in: length, ways: waysToOverlap.count) else {
                    return nil
                }
                let (product, isTooMany) = words.multipliedReportingOverflow(by: pairs)
                let (sum, isBeyond) = total.addingReportingOverflow(product)
                if isTooMany || isBeyond { return nil }
                total = sum
            }
        }
        return total
    }

    /// At most `limit` histories: all when they are so few, else those next to the plain one and draws from `seed`.
    package func selection(limit: Int, seed: UInt64) -> Selection {
        let total = total
        var chosen = Chosen(limit: limit)
        chosen.add(History.plain(events))
        if let total, total <= limit {
            for history in near + stops { chosen.add(history) }
            for copies in 0...copies {
                for word in Self.allWords(events + copies, of: events) {
                    for history in overlapped(word) { chosen.add(history) }
                }
            }
            return Selection(histories: chosen.histories, total: total, isExhaustive: true)
        }
        var chance = SeededGenerator(seed: seed).branch("histories")
        for history in near.prefix(max(limit / 2, 1)) { chosen.add(history) }
        for history in stops.prefix(limit / 4) { chosen.add(history) }
        if let orders = Self.words(events, of: events), orders <= limit / 4 {
            for word in Self.allWords(events, of: events) { chosen.add(labelled(word)) }
        }
        var draws = 0
        while !chosen.isFull, draws < limit.clampedProduct(20) {
            chosen.add(drawn(&chance))
            draws += 1
        }
        return Selection(histories: chosen.histories, total: total, isExhaustive: false)
    }

    private struct Chosen {
        let limit: Int
        private(set) var histories: [History] = []
        private var seen: Set<History> = []
        init(limit: Int) { self.limit = limit }
        var isFull: Bool { histories.count >= limit }
        mutating func add(_ history: History) {
            if !isFull, seen.insert(history).inserted { histories.append(history) }
        }
    }

    // MARK: Histories

    /// Those with a single deviation from the plain order.
    private var near: [History] {
        let plain = History.plain(events).slots
        var found: [History] = []
        if copies > 0 {
            for event in 0..<events {
                for place in (event + 1)...events {
                    let isAtOnce = place == event + 1
                    let isDuplicate = losses == 0 || (duplicates > 0 && isAtOnce)
                    let copy = History.Slot(event, cause: isDuplicate ? .duplicate : .lostAcknowledgement)
                    found.append(History(plain[..<place] + [copy] + plain[place...]))
                }
            }
        }
        for event in 0..<events {
            for place in (event + 1)..<max(events, event + 1) {
                var slots = plain
                slots.remove(at: event)
                slots.insert(History.Slot(event), at: place)
                found.append(History(slots))
            }
        }
        guard overlaps > 0 else { return found }
        for overlap in waysToOverlap {
            for place in 0..<events {
                var slots = plain
                slots[place].overlap = overlap
                if place < events - 1 { found.append(History(slots)) }
                if copies > 0 {
                    slots.insert(
                        History.Slot(place, cause: duplicates > 0 ? .duplicate : .lostAcknowledgement),
                        at: place + 1)
                    found.append(History(slots))
                }
            }
        }
        return found
    }

    /// Those that stop early, where a last event cannot hide what went wrong: each beginning of the plain order with
    /// one duplicate or with two neighbours in the other order.
    private var stops: [History] {
        let plain = History.plain(events).slots
        var found: [History] = []
        for count in 1..<max(events, 1) {
            let beginning = plain[..<count]
            for event in beginning.indices {
                if hasCopies {
                    let cause = duplicates > 0 ? History.Cause.duplicate : .lostAcknowledgement
                    let copy = History.Slot(event, cause: cause)
                    found.append(History(beginning[...event] + [copy] + beginning[(event + 1)...]))
                }
                if event > 0 {
                    var swapped = Array(beginning)
                    swapped.swapAt(event - 1, event)
                    found.append(History(swapped))
                }
            }
        }
        return found
    }

    /// How many `stops` there are.
    private var stopsCount: Int {
        guard events > 1 else { return 0 }
        let swaps = (events - 1).clampedProduct(events - 2) / 2
        return swaps + (hasCopies ? (events - 1).clampedProduct(events) / 2 : 0)
    }

    /// The order with its repetitions named: first duplicates, then lost acknowledgements.
    private func labelled(_ word: [Int]) -> History {
        var seen: Set<Int> = []
        var left = duplicates
        return History(
            word.map { event in
                if seen.insert(event).inserted { return History.Slot(event) }
                left -= 1
                return History.Slot(event, cause: left >= 0 ? .duplicate : .lostAcknowledgement)
            })
    }

    private func overlapped(_ word: [Int]) -> [History] {
        let plain = labelled(word).slots
        var found: [[History.Slot]] = [plain]
        func extend(_ slots: [History.Slot], from start: Int, left: Int) {
            guard left > 0, start < slots.count - 1 else { return }
            for place in start..<(slots.count - 1) {
                for overlap in waysToOverlap {
                    var next = slots
                    next[place].overlap = overlap
                    found.append(next)
                    extend(next, from: place + 2, left: left - 1)
                }
            }
        }
        extend(plain, from: 0, left: overlaps)
        return found.map(History.init)
    }

    private func drawn(_ chance: inout SeededGenerator) -> History {
        var word = Array(0..<events)
        for _ in 0..<chance.int(in: 0...copies) { word.append(chance.int(in: 0...max(events - 1, 0))) }
        var slots = labelled(chance.shuffled(word)).slots
        guard slots.count > 1 else { return History(slots) }
        for _ in 0..<chance.int(in: 0...overlaps) {
            slots[chance.int(in: 0...(slots.count - 2))].overlap =
                chance.bool(chance: 0.5) && canHold ? .held : .together
        }
        return History(slots)
    }

    // MARK: Counting

    /// How many sequences of `length` there are in which each of `count` events stands at least once.
    static func words(_ length: Int, of count: Int) -> Int? {
        // By the number of different events so far: the next one is new, or one of those.
        var ways = [Int](repeating: 0, count: count + 1)
        ways[0] = 1
        for _ in 0..<length {
            var next = [Int](repeating: 0, count: count + 1)
            for used in 0...count where ways[used] > 0 {
                for (target, factor) in [(used, used), (used + 1, count - used)] where factor > 0 {
                    let (product, isTooMany) = ways[used].multipliedReportingOverflow(by: factor)
                    let (sum, isBeyond) = next[target].addingReportingOverflow(product)
                    if isTooMany || isBeyond { return nil }
                    next[target] = sum
                }
            }
            ways = next
        }
        return ways[count]
    }

    /// In how many ways `count` pairs of neighbours among `length` deliveries overlap; each in one of `ways`.
    static func overlaps(_ count: Int, in length: Int, ways: Int = 2) -> Int? {
        guard count > 0 else { return 1 }
        guard length - count >= count else { return 0 }
        var result = 1
        for place in 0..<count {
            let (product, isTooMany) = result.multipliedReportingOverflow(by: length - count - place)
            if isTooMany { return nil }
            result = product / (place + 1)
        }
        let (product, isTooMany) = result.multipliedReportingOverflow(
            by: ways == 1 ? 1 : 1 << min(count, 40))
        return isTooMany ? nil : product
    }

    /// The sequences that `words` counts, in the order of the events.
    static func allWords(_ length: Int, of count: Int) -> [[Int]] {
        var found: [[Int]] = []
        var word: [Int] = []
        var uses = [Int](repeating: 0, count: count)
        func extend(_ missing: Int) {
            if word.count == length {
                if missing == 0 { found.append(word) }
                return
            }
            guard length - word.count >= missing else { return }
            for event in 0..<count {
                word.append(event)
                uses[event] += 1
                extend(uses[event] == 1 ? missing - 1 : missing)
                uses[event] -= 1
                word.removeLast()
            }
        }
        extend(count)
        return found
    }
}
