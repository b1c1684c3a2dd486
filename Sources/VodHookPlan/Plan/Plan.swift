package import JSONText
package import VodHookCatalogue

/// What a run will do, decided before the first request: the same plan feeds run, explore, load and fixtures.
package struct Plan: Sendable {
    /// The scenario's name.
    package var name: String
    /// The scenario's file.
    package var file: String
    /// The seed that everything was drawn from.
    package var seed: UInt64
    /// The scenario time at which the plan begins.
    package var start: Timestamp
    /// What happens, in order.
    package var steps: [PlannedStep]
    /// What is done before the steps.
    package var setup: [PlannedStep] = []
    /// What is done after the steps, whatever came of them.
    package var teardown: [PlannedStep] = []
    /// What is expected of all deliveries together.
    package var assertions: [RunAssertion] = []

    package init(
        name: String, file: String, seed: UInt64, start: Timestamp, steps: [PlannedStep],
        setup: [PlannedStep] = [], teardown: [PlannedStep] = [], assertions: [RunAssertion] = []
    ) {
        self.name = name
        self.file = file
        self.seed = seed
        self.start = start
        self.steps = steps
        self.setup = setup
        self.teardown = teardown
        self.assertions = assertions
    }

    /// All deliveries in the order of the plan.
    package var deliveries: [PlannedDelivery] { (setup + steps + teardown).flatMap(\.deliveries) }
}

/// One step of a plan.
package struct PlannedStep: Sendable {
    /// What it does.
    package indirect enum Kind: Sendable {
        /// Deliveries at their offsets from the step's beginning; the step ends when all have ended.
        case deliver([PlannedDelivery])
        case wait(Duration)
        case probe(PlannedProbe)
        case parallel([[PlannedStep]])
    }

    /// What it does.
    package var kind: Kind
    /// The scenario time before which it does not begin; nil begins at once.
    package var at: Duration?
    /// Where it stands in the scenario file.
    package var position: SourcePosition

    package init(kind: Kind, at: Duration? = nil, position: SourcePosition) {
        self.kind = kind
        self.at = at
        self.position = position
    }

    /// Its deliveries and those of its branches.
    package var deliveries: [PlannedDelivery] {
        switch kind {
        case .deliver(let deliveries): deliveries
        case .parallel(let branches): branches.flatMap { $0.flatMap(\.deliveries) }
        case .wait, .probe: []
        }
    }
}

/// One event on its way to the target, as planned.
package struct PlannedDelivery: Sendable {
    /// Unique within the plan, such as `d1`.
    package var id: String
    package var provider: String
    package var event: String
    /// The profile of the body.
    package var profile: String
    /// The name of the media in the scenario.
    package var media: String
    /// What tells apart several events of one kind, such as the definition of a rendition; or nil.
    package var subject: String?
    /// The time that the body carries.
    package var eventTime: Timestamp
    /// When the first attempt begins, from the beginning of the step.
    package var offset: Duration
    /// The delivery that must have ended before this one begins, or nil.
    package var follows: String?
    /// The delivery that this one is sent beside, in the same second, or nil.
    package var beside: String?
    /// The delivery that is held open while the first attempt of this one is made, or nil.
    package var during: String?
    /// After how many bytes of its body the first attempt is held open, if another delivery is made `during` it.
    package var holdAfterBytes: Int?
    /// How long after the other one is held this one begins, so that the receiver has begun with it.
    package var overlapPause = usualOverlapPause
    /// How it is delivered.
    package var rules: DeliveryRules
    /// Path and query in place of those of the target, where that is an origin alone; or nil.
    package var path: String?
    /// The name that the scenario gives to its step, or nil.
    package var name: String?
    /// What of the rules the scenario has changed.
    package var deliveryChanges = DeliveryOverride()
    /// The body, rendered once; these bytes are signed and sent.
    package var body: [UInt8]
    /// Where the body holds what every callback of the provider has.
    package var envelope = Envelope()
    /// What goes wrong on the way.
    package var faults: [Fault]
    /// Values taken from the last answer.
    package var captures: [Capture] = []
    /// What is expected.
    package var expect: Expectation
    /// Where its step stands in the scenario file.
    package var position: SourcePosition

    /// The pause of an overlap that says nothing else.
    package static let usualOverlapPause = OrderFault.usualOverlapPause
}

/// A probe with the names of media replaced; names of the target are replaced when it runs.
package struct PlannedProbe: Sendable {
    /// Unique within the plan, such as `p1`.
    package var id: String
    /// A name for people.
    package var name: String
    /// The probe.
    package var spec: ProbeSpec
}
