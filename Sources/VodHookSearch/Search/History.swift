/// One concrete order of deliveries to the receiver, with repetitions, losses and overlaps.
///
/// Events are numbers: the place of a delivery in the plain order of the scenario.
package struct History: Sendable, Hashable {
    /// How a delivery lies to the one after it.
    package enum Overlap: Int, Sendable, CaseIterable {
        /// It is answered before the next one begins.
        case none
        /// It is held open in the middle of its body until the next one is answered.
        case held
        /// Both are sent at the same moment.
        case together
    }

    /// Why a delivery comes at this place; for people, the receiver sees no difference.
    package enum Cause: Sendable {
        case first
        case duplicate
        /// The acknowledgement got lost, and this is the vendor's repetition.
        case lostAcknowledgement
    }

    /// One delivery of a history.
    package struct Slot: Sendable, Hashable {
        /// The event, by its place in the plain order.
        package var event: Int
        /// How it lies to the next slot.
        package var overlap = Overlap.none
        /// True when the scenario's changes and faults of body and HTTP are left out.
        package var isBare = false
        /// Why it comes here.
        package var cause = Cause.first

        /// A delivery of `event`.
        package init(_ event: Int, _ overlap: Overlap = .none, cause: Cause = .first) {
            self.event = event
            self.overlap = overlap
            self.cause = cause
        }

        /// True when the receiver sees the same; the cause does not count.
        package static func == (left: Slot, right: Slot) -> Bool {
            left.event == right.event && left.overlap == right.overlap && left.isBare == right.isBare
        }

        /// Hashes what the receiver sees.
        package func hash(into hasher: inout Hasher) {
            hasher.combine(event)
            hasher.combine(overlap)
            hasher.combine(isBare)
        }
    }

    /// The deliveries in order.
    package private(set) var slots: [Slot]

    /// A history; an overlap that has no partner is taken out.
    package init(_ slots: [Slot]) {
        self.slots = slots
        for place in slots.indices where self.slots[place].overlap != .none {
            let isSecond = place > 0 && self.slots[place - 1].overlap != .none
            if isSecond || place == slots.count - 1 { self.slots[place].overlap = .none }
        }
    }

    /// The history of `count` events in the plain order.
    package static func plain(_ count: Int) -> History { History((0..<count).map { Slot($0) }) }

    /// The same events, each once and in the plain order: what this history is compared with.
    package var plain: History {
        var seen: Set<Int> = []
        let once = slots.filter { seen.insert($0.event).inserted }
        return History(
            once.sorted { $0.event < $1.event }.map { slot in
                var plain = Slot(slot.event)
                plain.isBare = slot.isBare
                return plain
            })
    }

    /// True when it is in the plain order, without repetitions and overlaps.
    package var isPlain: Bool { self == plain }

    /// How many pairs of deliveries stand in another order than the plain one.
    package var inversions: Int {
        var count = 0
        for (place, slot) in slots.enumerated() {
            count += slots[(place + 1)...].count { $0.event < slot.event }
        }
        return count
    }

    /// How far it is from the plain order, to sort by: the smaller, the easier to understand.
    package var size: (Int, Int, Int) { (slots.count, overlaps, inversions) }

    /// How many pairs of deliveries overlap.
    var overlaps: Int { slots.count { $0.overlap != .none } }

    /// True when the deliveries of `pattern` are found in this history in the same order, overlaps as they are.
    package func contains(_ pattern: History) -> Bool {
        contains(pattern.slots[...], from: 0, nextMustFollow: false)
    }

    private func contains(_ pattern: ArraySlice<Slot>, from start: Int, nextMustFollow: Bool) -> Bool {
        guard let first = pattern.first else { return true }
        for place in slots.indices.dropFirst(start) {
            let slot = slots[place]
            if slot.event == first.event, first.overlap == .none || slot.overlap == first.overlap,
                contains(pattern.dropFirst(), from: place + 1, nextMustFollow: first.overlap != .none)
            {
                return true
            }
            if nextMustFollow { return false }
        }
        return false
    }
}
