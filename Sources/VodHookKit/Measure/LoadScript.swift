/// A scenario compiled for load: every body as bytes with places for fresh ids, and when each event comes.
///
/// Each upload has a salt of its own, and its bodies are byte for byte what the planner makes with that salt. So
/// whatever else is planned with the salt, such as the question about the upload's state, has the same ids.
public struct LoadScript: Sendable {
    /// One event of an upload.
    public struct Event: Sendable {
        /// The planned delivery, with the rules and the faults; its body is that of another upload.
        public let delivery: PlannedDelivery
        /// From the beginning of the upload, in nanoseconds of scenario time.
        public let offset: Int64
        /// The life cycle it belongs to.
        public let variant: Int
        /// Its place in the life cycle, from 0.
        public let position: Int
        /// The body with the places that are filled for each upload; nil when it is planned anew each time.
        let template: BodyTemplate?
    }

    /// The life cycles an upload can have, each drawn from another seed; uploads take one of them by chance.
    let variants: [[Event]]
    /// All events in the order of their numbers.
    public let events: [Event]
    /// The seed of the ids.
    public let seed: UInt64
    /// Gives all uploads other ids; each trial of a search for the limit has its own.
    public var round: UInt64 = 0

    let planner: Planner
    let scenario: Scenario

    /// How many life cycles are drawn.
    static let variantCount = 8

    private init(variants: [[Event]], planner: Planner, scenario: Scenario) {
        self.variants = variants
        self.planner = planner
        self.scenario = scenario
        events = variants.flatMap { $0 }
        seed = planner.seed
    }

    /// Compiles a scenario; nil with findings when it cannot be planned.
    public static func compile(
        _ scenario: Scenario, planner: Planner
    ) throws(LoadError) -> (script: LoadScript?, findings: [Finding]) {
        var variants: [[Event]] = []
        var notes: [Finding] = []
        var marking = planner
        marking.marksIdentities = true
        for instance in 0..<variantCount {
            let (plan, findings) = planner.plan(scenario, instance: instance)
            if instance == 0 { notes = findings }
            guard let plan else { return (nil, findings) }
            let marked = marking.plan(scenario, instance: instance).plan
            variants.append(
                events(
                    timeLine(plan.steps), marked: marked.map { timeLine($0.steps) } ?? [], planner, instance))
        }
        guard variants.contains(where: { !$0.isEmpty }) else {
            throw LoadError("\(scenario.file): no step delivers an event")
        }
        return (LoadScript(variants: variants, planner: planner, scenario: scenario), notes)
    }

    /// How many events an upload has on average.
    public var eventsPerUpload: Double {
        Double(variants.reduce(0) { $0 + $1.count }) / Double(max(1, variants.count))
    }

    /// The longest time from the first to the last event of an upload, in scenario time.
    public var longestUpload: Duration { .nanoseconds(events.map(\.offset).max() ?? 0) }

    /// What is mixed into the ids of an upload: the same on every machine, another one for each upload.
    public func salt(of upload: Int) -> UInt64 {
        // Another factor than the generator's own step, so that the streams of two uploads have nothing in common.
        let place = UInt64(truncatingIfNeeded: upload) &* 0xD1B5_4A32_D192_ED03
        var chance = SeededGenerator(seed: seed ^ 0x6C6F_6164 &+ place &+ round &* 0xA24B_AED4_963E_E407)
        return chance.next() ^ planner.salt
    }

    /// The body of event `number` for `upload`.
    public func body(_ number: Int, upload: Int) -> [UInt8] {
        let event = events[number]
        if var template = event.template {
            template.fill(salt: salt(of: upload))
            return template.body(0)
        }
        var salted = planner
        salted.salt = salt(of: upload)
        let steps = salted.plan(scenario, instance: event.variant).plan?.steps ?? []
        let all = Self.timeLine(steps)
        return all.indices.contains(event.position) ? all[event.position].delivery.body : event.delivery.body
    }

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

    private static func events(
        _ timed: [Timed], marked: [Timed], _ planner: Planner, _ variant: Int
    ) -> [Event] {
        timed.enumerated().map { position, timed in
            var template: BodyTemplate?
            if marked.indices.contains(position),
                let provider = planner.catalogue.provider(timed.delivery.provider)
            {
                template = BodyTemplate([(marked[position].delivery.body, provider)])
                template?.fill(salt: planner.salt)
                // The planner is the truth; what some fault has broken is planned for each upload.
                if template?.body(0) != timed.delivery.body { template = nil }
            }
            return Event(
                delivery: timed.delivery, offset: timed.offset.nearestNanoseconds,
                variant: variant, position: position, template: template)
        }
    }
}
