/// A delivery with the moment at which it is due if nothing before it takes any time.
package struct TimedDelivery: Sendable {
    /// From the beginning of the plan.
    package var time: Duration
    package var delivery: PlannedDelivery
}

extension Plan {
    /// All deliveries in the order of their times; those of the same time stay in the order of the plan.
    package var timedDeliveries: [TimedDelivery] { (setup + steps + teardown).timedDeliveries }
}

/// What stands on the time line of a plan.
package enum PlannedMoment {
    case deliver(PlannedDelivery)
    case wait(Duration)
    case probe(PlannedProbe)
}

extension [PlannedStep] {
    /// All deliveries in the order of their times; those of the same time stay in the order of the steps.
    package var timedDeliveries: [TimedDelivery] {
        var timed: [TimedDelivery] = []
        walk { time, moment in
            if case .deliver(let delivery) = moment {
                timed.append(TimedDelivery(time: time, delivery: delivery))
            }
        }
        // The library's sort keeps no order among equals.
        return timed.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// Visits what the steps do, in their order, with the times at which it happens if every answer comes at once.
    ///
    /// The steps begin at `begin`; returns when they end. A step begins when the last delivery of the one before
    /// was sent.
    @discardableResult
    package func walk(from begin: Duration = .zero, _ visit: (Duration, PlannedMoment) -> Void) -> Duration {
        var now = begin
        for step in self {
            if let at = step.at { now = Swift.max(now, at) }
            switch step.kind {
            case .deliver(let deliveries):
                let first = now
                for delivery in deliveries {
                    visit(first + delivery.offset, .deliver(delivery))
                    now = Swift.max(now, first + delivery.offset)
                }
            case .wait(let duration):
                visit(now, .wait(duration))
                now += duration
            case .probe(let probe): visit(now, .probe(probe))
            case .parallel(let branches): now = branches.map { $0.walk(from: now, visit) }.max() ?? now
            }
        }
        return now
    }
}
