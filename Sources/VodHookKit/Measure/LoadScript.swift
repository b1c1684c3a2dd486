/// A scenario compiled for load: every body as bytes with places for fresh ids, and when each event comes.
///
/// The scenario is planned several times with other ids; what differs between the plans is an id. Equal columns of
/// characters are the same character of the same id, so ids agree across all events of an upload, however written.
public struct LoadScript: Sendable {
    /// One event of an upload.
    public struct Event: Sendable {
        /// The planned delivery, with the rules and the faults; its body is that of another upload.
        public let delivery: PlannedDelivery
        /// From the beginning of the upload, in nanoseconds of scenario time.
        public let offset: Int64
        /// The body with the places that are filled for each upload.
        let body: LoadBody
    }

    /// The life cycles an upload can have, each drawn from another seed; uploads take one of them by chance.
    let variants: [[Event]]
    /// The seed of the ids.
    public let seed: UInt64

    /// How many life cycles are drawn.
    static let variantCount = 8
    private static let sampleCount = 12

    /// Compiles a scenario; nil with findings when it cannot be planned.
    public static func compile(
        _ scenario: Scenario, planner: Planner
    ) throws(LoadError) -> (script: LoadScript?, findings: [Finding]) {
        var variants: [[Event]] = []
        var notes: [Finding] = []
        for instance in 0..<variantCount {
            var samples: [[Timed]] = []
            var draw = SeededGenerator(seed: planner.seed).branch("load", String(instance))
            for number in 0..<sampleCount {
                var salted = planner
                salted.salt = number == 0 ? 0 : draw.next()
                let (plan, findings) = salted.plan(scenario, instance: instance)
                if number == 0 && instance == 0 { notes = findings }
                guard let plan else { return (nil, findings) }
                samples.append(timeLine(plan.steps))
            }
            variants.append(try events(of: samples))
        }
        guard variants.contains(where: { !$0.isEmpty }) else {
            throw LoadError("\(scenario.file): no step delivers an event")
        }
        return (LoadScript(variants: variants, seed: planner.seed), notes)
    }

    /// How many events an upload has on average.
    public var eventsPerUpload: Double {
        Double(variants.reduce(0) { $0 + $1.count }) / Double(max(1, variants.count))
    }

    /// The longest time from the first to the last event of an upload, in scenario time.
    public var longestUpload: Duration {
        .nanoseconds(variants.flatMap { $0 }.map(\.offset).max() ?? 0)
    }

    /// How many events all life cycles have together; each has a number below it.
    public var eventCount: Int { variants.reduce(0) { $0 + $1.count } }

    /// All events in the order of their numbers.
    public var events: [Event] { variants.flatMap { $0 } }

    // MARK: Compiling

    private struct Timed {
        let delivery: PlannedDelivery
        let offset: Duration
    }

    /// Deliveries with their times from the beginning; a step begins when the last event of the one before was sent.
    private static func timeLine(_ steps: [PlannedStep]) -> [Timed] {
        var all: [Timed] = []
        _ = place(steps, from: .zero, into: &all)
        return all.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
            .map(\.element)
    }

    private static func place(_ steps: [PlannedStep], from begin: Duration, into all: inout [Timed])
        -> Duration
    {
        var time = begin
        for step in steps {
            if let at = step.at { time = max(time, at) }
            switch step.kind {
            case .wait(let duration): time += duration
            case .probe: break
            case .deliver(let deliveries):
                all += deliveries.map { Timed(delivery: $0, offset: time + $0.offset) }
                time += deliveries.map(\.offset).max() ?? .zero
            case .parallel(let branches):
                var end = time
                for branch in branches { end = max(end, place(branch, from: time, into: &all)) }
                time = end
            }
        }
        return time
    }

    private static func events(of samples: [[Timed]]) throws(LoadError) -> [Event] {
        guard let first = samples.first else { return [] }
        // Other ids may draw other faults, and then another number of deliveries; those plans are no samples.
        let alike = samples.filter { sample in
            sample.count == first.count
                && zip(sample, first).allSatisfy {
                    $0.delivery.body.count == $1.delivery.body.count && $0.delivery.event == $1.delivery.event
                }
        }
        guard alike.count >= 6 || first.isEmpty else {
            throw LoadError(
                "the bodies of this scenario change their length with their ids, which load cannot do")
        }
        var cells = LoadCells()
        var events: [Event] = []
        for (place, timed) in first.enumerated() {
            let bodies = alike.map { $0[place].delivery.body }
            let offset = Int64((timed.offset.inSeconds * 1e9).rounded())
            events.append(Event(delivery: timed.delivery, offset: offset, body: cells.compile(bodies)))
        }
        return cells.resolved(events)
    }
}

extension LoadCells {
    /// The events with the alphabets that are known when all bodies have been seen.
    func resolved(_ events: [LoadScript.Event]) -> [LoadScript.Event] {
        events.map {
            LoadScript.Event(delivery: $0.delivery, offset: $0.offset, body: resolve($0.body))
        }
    }
}
