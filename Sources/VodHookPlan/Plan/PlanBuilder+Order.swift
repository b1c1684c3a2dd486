import JSONText
import VodHookCatalogue

/// The faults of order: they change which deliveries there are and when they begin, never what is in them.
extension PlanBuilder {
    /// The deliveries that one delivery becomes.
    mutating func withOrderFaults(_ delivery: PlannedDelivery) -> [PlannedDelivery] {
        let changes = OrderChanges(delivery.faults)
        if changes.isDropped { return [] }
        var delivery = delivery
        delivery.offset += changes.delay
        if let hold = changes.hold { delivery.holdAfterBytes = hold.afterBytes ?? delivery.body.count / 2 }
        let copies = changes.copies.map { isBeside, by in
            var copy = delivery
            copy.id = nextID()
            copy.holdAfterBytes = nil
            if isBeside { copy.beside = delivery.id } else { copy.follows = delivery.id }
            copy.offset += by
            return copy
        }
        return [delivery] + copies
    }

    /// Reorders what asks for it, and gives each delivery that is held open the one that goes on meanwhile.
    mutating func reordered(_ deliveries: [PlannedDelivery]) -> [PlannedDelivery] {
        var result = deliveries
        if deliveries.contains(where: { OrderChanges($0.faults).isReordered }), deliveries.count > 1 {
            let offsets = deliveries.map(\.offset)
            var chance = SeededGenerator(seed: planner.seed).branch("reorder", deliveries[0].id)
            result = chance.shuffled(deliveries)
            // A draw that changes nothing would be no fault.
            if result.map(\.id) == deliveries.map(\.id) { result.reverse() }
            for place in result.indices { result[place].offset = offsets[place] }
        }
        var place = 0
        while place < result.count {
            defer { place += 1 }
            guard result[place].holdAfterBytes != nil else { continue }
            if place + 1 < result.count, result[place + 1].holdAfterBytes == nil,
                result[place + 1].follows == nil
            {
                result[place + 1].during = result[place].id
                result[place + 1].overlapPause = overlapPause(result[place])
            } else {
                var copy = result[place]
                copy.id = nextID()
                copy.holdAfterBytes = nil
                copy.during = result[place].id
                copy.overlapPause = overlapPause(result[place])
                result.insert(copy, at: place + 1)
            }
            place += 1
        }
        return inStrictOrder(result)
    }

    /// Deliveries of one step that are due at the same moment go one after the other; disorder is only on request.
    private func inStrictOrder(_ deliveries: [PlannedDelivery]) -> [PlannedDelivery] {
        var result = deliveries
        for place in result.indices.dropFirst() where isFree(result[place]) {
            guard
                let before = result[..<place].last(where: {
                    $0.offset == result[place].offset && $0.beside == nil
                })
            else { continue }
            result[place].follows = before.id
        }
        return result
    }

    private func isFree(_ delivery: PlannedDelivery) -> Bool {
        delivery.follows == nil && delivery.during == nil && delivery.beside == nil
    }

    /// The `number`th of the deliveries, due at once; a finding when there are fewer.
    mutating func only(_ number: Int, of deliveries: [PlannedDelivery], _ step: Step) -> [PlannedDelivery] {
        guard deliveries.indices.contains(number - 1) else {
            if !deliveries.isEmpty {
                report(step.position, "there is no delivery \(number): this step makes \(deliveries.count)")
            }
            return []
        }
        var delivery = deliveries[number - 1]
        delivery.offset = .zero
        return [delivery]
    }

    /// The first delivery held open while the first of `inner` is made; the others of both follow one another.
    func held(_ deliveries: [PlannedDelivery], during inner: [PlannedDelivery]) -> [PlannedDelivery] {
        guard var first = deliveries.first, !inner.isEmpty else { return deliveries + inner }
        if first.holdAfterBytes == nil { first.holdAfterBytes = first.body.count / 2 }
        var result = [first] + deliveries.dropFirst()
        for (place, delivery) in inner.enumerated() {
            var delivery = delivery
            delivery.holdAfterBytes = nil
            if place == 0 {
                delivery.during = first.id
                delivery.overlapPause = overlapPause(first)
            } else {
                delivery.follows = inner[place - 1].id
            }
            result.append(delivery)
        }
        return result
    }

    /// How long after `held` is held open the delivery that is made meanwhile begins.
    private func overlapPause(_ held: PlannedDelivery) -> Duration {
        OrderChanges(held.faults).hold?.pause ?? PlannedDelivery.usualOverlapPause
    }

    /// A random part of `span`, the same for the same delivery.
    func jitter(_ span: Duration, _ id: String) -> Duration {
        guard span > .zero else { return .zero }
        var chance = SeededGenerator(seed: planner.seed).branch("jitter", id)
        return .microseconds(Int64(nearest: (chance.fraction() * span.milliseconds * 1000).rounded(.down)))
    }
}
