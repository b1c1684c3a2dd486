/// A delivery with the moment at which it is due if nothing before it takes any time.
public struct TimedDelivery: Sendable {
    /// From the beginning of the plan.
    public var time: Duration
    /// The delivery.
    public var delivery: PlannedDelivery
}

extension Plan {
    /// All deliveries in the order of their times; those of the same time stay in the order of the plan.
    public var timedDeliveries: [TimedDelivery] {
        var timed: [TimedDelivery] = []
        var end = Duration.zero
        for part in [setup, steps, teardown] { end = Self.add(part, from: end, to: &timed) }
        // The library's sort keeps no order among equals.
        return timed.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// Adds the deliveries of `steps`, which begin at `begin`; returns when they end.
    private static func add(
        _ steps: [PlannedStep], from begin: Duration, to timed: inout [TimedDelivery]
    ) -> Duration {
        var now = begin
        for step in steps {
            if let at = step.at { now = max(now, at) }
            switch step.kind {
            case .deliver(let deliveries):
                let first = now
                for delivery in deliveries {
                    timed.append(TimedDelivery(time: first + delivery.offset, delivery: delivery))
                    now = max(now, first + delivery.offset)
                }
            case .wait(let duration): now += duration
            case .probe: break
            case .parallel(let branches):
                now = branches.map { add($0, from: now, to: &timed) }.max() ?? now
            }
        }
        return now
    }
}
