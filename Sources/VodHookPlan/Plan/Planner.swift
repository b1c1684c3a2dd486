// Came from: Scenario/ScenarioLoader.swift. Here: media are simulated, their facts projected into events by the
// catalogue, and deliveries laid out on the time line; pure, no clock, no network. Goes on in: Deliver/Runner.swift.

package import JSONText
package import VodHookCatalogue

/// Makes the plan of a scenario.
///
/// The same scenario, seed and start give the same plan, byte for byte.
package struct Planner: Sendable {
    /// The catalogue that events are projected by.
    package let catalogue: Catalogue
    package let seed: UInt64
    /// The scenario time at which the plan begins.
    package let start: Timestamp
    /// Changes made to every body that has the path; from --set.
    package let overrides: [Change]
    /// Gives media other ids and leaves the rest of their bodies as it is: each scenario has its own, and each history
    /// of an exploration.
    package var salt: UInt64
    /// True when bodies have marks in place of ids, see `BodyTemplate`.
    private(set) var marksIdentities = false

    package init(
        catalogue: Catalogue, seed: UInt64, start: Timestamp, overrides: [Change] = [], salt: UInt64 = 0
    ) {
        self.catalogue = catalogue
        self.seed = seed
        self.start = start
        self.overrides = overrides
        self.salt = salt
    }

    /// The same planner with marks in place of ids; whoever fills them in mixes in the salt.
    package var marking: Planner {
        var planner = self
        planner.marksIdentities = true
        planner.salt = 0
        return planner
    }

    /// The same planner with another beginning.
    package func starting(at start: Timestamp) -> Planner {
        Planner(catalogue: catalogue, seed: seed, start: start, overrides: overrides, salt: salt)
    }

    /// The plan of `scenario`, with findings for what cannot be done; nil when one of them is an error.
    ///
    /// `instance` gives all media other ids and draws; exploration and load use one for each history or upload.
    package func plan(_ scenario: Scenario, instance: Int = 0) -> (plan: Plan?, findings: [Finding]) {
        var work = PlanBuilder(planner: self, scenario: scenario, instance: instance)
        let setup = work.steps(scenario.setup)
        let steps = work.steps(scenario.steps)
        let teardown = work.steps(scenario.teardown)
        work.checkOverrides()
        work.checkFaults()
        let plan = Plan(
            name: scenario.name, file: scenario.file, seed: seed, start: start, steps: steps, setup: setup,
            teardown: teardown, assertions: scenario.assertions)
        return (work.findings.containsError ? nil : plan, work.findings.inOrder)
    }

    /// The facts that the events of a media are made from, or nil when `scenario` has no media of that name.
    package func facts(of media: String, in scenario: Scenario) -> Facts? {
        var work = PlanBuilder(planner: self, scenario: scenario, instance: 0)
        return work.facts(of: media)
    }
}

extension Planner {
    /// The most single events that are planned at once.
    package static let countLimit = PlanBuilder.limit

    /// The single event number `number` from 0: the first event of `scenario`, each time about another media.
    ///
    /// nil when there is none, with the findings that say why.
    package func single(_ scenario: Scenario, number: Int) -> (step: PlannedStep?, findings: [Finding]) {
        let (one, problems) = plan(scenario, instance: number)
        guard let step = one?.steps.first, var delivery = one?.deliveries.first else {
            return (nil, problems)
        }
        delivery.id = "d\(number + 1)"
        return (PlannedStep(kind: .deliver([delivery]), position: step.position), problems)
    }

    /// The plan of `count` single events, all of them in memory.
    package func plan(_ scenario: Scenario, count: Int) -> (plan: Plan?, findings: [Finding]) {
        var whole = Plan(name: scenario.name, file: scenario.file, seed: seed, start: start, steps: [])
        var findings: [Finding] = []
        for instance in 0..<count {
            let (step, problems) = single(scenario, number: instance)
            for problem in problems where !findings.contains(problem) { findings.append(problem) }
            guard let step else { break }
            whole.steps.append(step)
        }
        return (findings.containsError ? nil : whole, findings)
    }
}

extension Planner {
    /// The bodies of `event` about a media of `scenario`, in the order in which a step of that event makes them.
    package func bodies(
        of event: String, media: String, in scenario: Scenario, instance: Int
    ) -> [(subject: String?, body: JSONValue)] {
        var builder = PlanBuilder(planner: self, scenario: scenario, instance: instance)
        return builder.bodies(of: event, media: media)
    }
}
