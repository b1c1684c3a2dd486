/// What a run will do, decided before the first request: the same plan feeds run, explore, load and fixtures.
public struct Plan: Sendable {
    /// The scenario's name.
    public var name: String
    /// The scenario's file.
    public var file: String
    /// The seed that everything was drawn from.
    public var seed: UInt64
    /// The scenario time at which the plan begins.
    public var start: Timestamp
    /// What happens, in order.
    public var steps: [PlannedStep]
    /// What is done before the steps.
    public var setup: [PlannedStep] = []
    /// What is done after the steps, whatever came of them.
    public var teardown: [PlannedStep] = []
    /// What is expected of all deliveries together.
    public var assertions: [RunAssertion] = []

    /// All deliveries in the order of the plan.
    public var deliveries: [PlannedDelivery] { (setup + steps + teardown).flatMap(\.deliveries) }
}

/// One step of a plan.
public struct PlannedStep: Sendable {
    /// What it does.
    public indirect enum Kind: Sendable {
        /// Deliveries at their offsets from the step's beginning; the step ends when all have ended.
        case deliver([PlannedDelivery])
        case wait(Duration)
        case probe(PlannedProbe)
        case parallel([[PlannedStep]])
    }

    /// What it does.
    public var kind: Kind
    /// The scenario time before which it does not begin; nil begins at once.
    public var at: Duration?
    /// Where it stands in the scenario file.
    public var position: SourcePosition

    /// Its deliveries and those of its branches.
    public var deliveries: [PlannedDelivery] {
        switch kind {
        case .deliver(let deliveries): deliveries
        case .parallel(let branches): branches.flatMap { $0.flatMap(\.deliveries) }
        case .wait, .probe: []
        }
    }
}

/// One event on its way to the target, as planned.
public struct PlannedDelivery: Sendable {
    /// Unique within the plan, such as `d1`.
    public var id: String
    /// The provider.
    public var provider: String
    /// The event.
    public var event: String
    /// The profile of the body.
    public var profile: String
    /// The name of the media in the scenario.
    public var media: String
    /// What tells apart several events of one kind, such as the definition of a rendition; or nil.
    public var subject: String?
    /// The time that the body carries.
    public var eventTime: Timestamp
    /// When the first attempt begins, from the beginning of the step.
    public var offset: Duration
    /// The delivery that must have ended before this one begins, or nil.
    public var follows: String?
    /// The delivery that this one is sent beside, in the same second, or nil.
    public var beside: String?
    /// The delivery that is held open while the first attempt of this one is made, or nil.
    public var during: String?
    /// After how many bytes of its body the first attempt is held open, if another delivery is made `during` it.
    public var holdAfterBytes: Int?
    /// How long after the other one is held this one begins, so that the receiver has begun with it.
    public var overlapPause = usualOverlapPause
    /// How it is delivered.
    public var rules: DeliveryRules
    /// The body, rendered once; these bytes are signed and sent.
    public var body: [UInt8]
    /// What goes wrong on the way.
    public var faults: [Fault]
    /// Values taken from the last answer.
    public var captures: [Capture] = []
    /// What is expected.
    public var expect: Expectation
    /// Where its step stands in the scenario file.
    public var position: SourcePosition

    /// The pause of an overlap that says nothing else.
    static let usualOverlapPause = Duration.milliseconds(10)
}

/// A probe with the names of media replaced; names of the target are replaced when it runs.
public struct PlannedProbe: Sendable {
    /// Unique within the plan, such as `p1`.
    public var id: String
    /// A name for people.
    public var name: String
    /// The probe.
    public var spec: ProbeSpec
}
