package import JSONText
import VodHookCatalogue
package import VodHookDelivery
package import VodHookPlan

/// A scenario compiled for load: every body as bytes with places for fresh ids, and when each event comes.
///
/// Each upload has a salt of its own, and its bodies are byte for byte what the planner makes with that salt. So
/// whatever else is planned with the salt, such as the question about the upload's state, has the same ids.
package struct LoadScript: Sendable {
    /// One event of an upload.
    package struct Event: Sendable {
        /// The planned delivery, with the rules and the faults; its body is that of another upload.
        package let delivery: PlannedDelivery
        /// From the beginning of the upload, in nanoseconds of scenario time.
        package let offset: Int64
        /// The life cycle it belongs to.
        package let variant: Int
        /// Its place in the life cycle, from 0.
        package let position: Int
        /// The body with the places that are filled for each upload; nil when it is planned anew each time.
        let template: BodyTemplate?

        /// True when the scenario expects that the vendor gives it up.
        package var expectsLoss: Bool { delivery.expectedOutcome != .delivered }
    }

    /// The life cycles an upload can have, each drawn from another seed; uploads take one of them by chance.
    let variants: [[Event]]
    /// All events in the order of their numbers.
    package let events: [Event]
    /// The seed of the ids.
    package let seed: UInt64
    /// Gives all uploads other ids; each trial of a search for the limit has its own.
    package var round: UInt64 = 0

    let planner: Planner
    let scenario: Scenario
    private let setup: [PlannedStep]
    private let teardown: [PlannedStep]

    /// How many life cycles are drawn.
    static let variantCount = 8

    private init(variants: [[Event]], around plan: Plan?, planner: Planner, scenario: Scenario) {
        self.variants = variants
        self.planner = planner
        self.scenario = scenario
        setup = plan?.setup ?? []
        teardown = plan?.teardown ?? []
        events = variants.flatMap { $0 }
        seed = planner.seed
    }

    /// Compiles a scenario; nil with findings when it cannot be planned.
    package static func compile(
        _ scenario: Scenario, planner: Planner
    ) throws(LoadError) -> (script: LoadScript?, findings: [Finding]) {
        var variants: [[Event]] = []
        var notes: [Finding] = []
        var first: Plan?
        for instance in 0..<variantCount {
            let (plan, findings) = planner.plan(scenario, instance: instance)
            if instance == 0 { (first, notes) = (plan, findings) }
            guard let plan else { return (nil, findings) }
            let marked = planner.marking.plan(scenario, instance: instance).plan
            variants.append(
                events(
                    plan.steps.timedDeliveries, marked: marked?.steps.timedDeliveries ?? [], planner, instance
                ))
        }
        guard variants.contains(where: { !$0.isEmpty }) else {
            throw LoadError("\(scenario.file): no step delivers an event")
        }
        return (LoadScript(variants: variants, around: first, planner: planner, scenario: scenario), notes)
    }

    /// True when something is done after the load.
    package var hasTearDown: Bool { !teardown.isEmpty }

    /// Does the set-up, once before the load; returns what failed, in words.
    package func setUp(_ runner: Runner) async -> String? {
        await runner.failure(of: setup).map { "the set-up failed: \($0)" }
    }

    /// Does the tear-down, once after the load; returns what failed, in words.
    package func tearDown(_ runner: Runner) async -> String? {
        await runner.failure(of: teardown).map { "the tear-down failed: \($0)" }
    }

    /// How many events an upload has on average.
    package var eventsPerUpload: Double {
        Double(variants.reduce(0) { $0 + $1.count }) / Double(max(1, variants.count))
    }

    /// The longest time from the first to the last event of an upload, in scenario time.
    package var longestUpload: Duration { .nanoseconds(events.map(\.offset).max() ?? 0) }

    /// What is mixed into the ids of an upload: the same on every machine, another one for each upload.
    package func salt(of upload: Int) -> UInt64 {
        // Another factor than the generator's own step, so that the streams of two uploads have nothing in common.
        let place = UInt64(truncatingIfNeeded: upload) &* 0xD1B5_4A32_D192_ED03
        var chance = SeededGenerator(seed: seed ^ 0x6C6F_6164 &+ place &+ round &* 0xA24B_AED4_963E_E407)
        return chance.next() ^ planner.salt
    }

    /// The body of event `number` for `upload`.
    package func body(_ number: Int, upload: Int) -> [UInt8] {
        let event = events[number]
        if var template = event.template {
            template.fill(salt: salt(of: upload))
            return template.body(0)
        }
        var salted = planner
        salted.salt = salt(of: upload)
        let all = salted.plan(scenario, instance: event.variant).plan?.steps.timedDeliveries ?? []
        return all.indices.contains(event.position) ? all[event.position].delivery.body : event.delivery.body
    }

    // MARK: Compiling

    private static func events(
        _ timed: [TimedDelivery], marked: [TimedDelivery], _ planner: Planner, _ variant: Int
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
                delivery: timed.delivery, offset: timed.time.nearestNanoseconds,
                variant: variant, position: position, template: template)
        }
    }
}
