import JSONText
import VodHookPlan

/// A scenario made fit for exploration: its events one by one, then what is expected, then what is observed.
struct ExploredScenario {
    private(set) var scenario: Scenario
    /// The same without the scenario's changes and faults of body and HTTP.
    private(set) var bare: Scenario
    /// The probes behind the last event.
    private(set) var expectations: [Step] = []
    /// What is compared: what the scenario observes, or else what its probes ask.
    private(set) var observations: [ObserveSpec]
    /// Where steps stand that do something and are in no history: bodies of the user's own, and probes that only ask.
    private(set) var leftOut: [SourcePosition] = []

    init(_ scenario: Scenario) {
        self.scenario = scenario
        bare = scenario
        observations = scenario.observe
        var emits: [Step] = []
        var probes: [Step] = []
        Self.flatten(scenario.steps, &emits, &probes, &expectations)
        let kept = Set(expectations.map(\.position.description))
        leftOut =
            Self.sends(scenario.steps)
            + probes.filter { !kept.contains($0.position.description) && Self.doesSomething($0) }.map(
                \.position)
        if observations.isEmpty {
            let asked = expectations.isEmpty ? probes : expectations
            observations = asked.compactMap { step in
                guard case .probe(var probe) = step.kind else { return nil }
                probe.expect = Expectation()
                probe.within = nil
                probe.never = false
                probe.captures = []
                return ObserveSpec(probe)
            }
        }
        let observed = observations.map {
            Step(kind: .probe($0.probe), name: nil, position: $0.probe.position)
        }
        self.scenario.steps = emits.map { Self.step($0, isBare: false) } + expectations + observed
        self.scenario.faults = scenario.faults.filter(Self.isKept)
        bare.steps = emits.map { Self.step($0, isBare: true) } + expectations + observed
        bare.faults = scenario.faults.filter(\.drops)
    }

    /// The events in order, all probes, and those after which no event comes.
    private static func flatten(
        _ steps: [Step], _ emits: inout [Step], _ probes: inout [Step], _ last: inout [Step]
    ) {
        for step in steps {
            switch step.kind {
            case .emit(let emit):
                emits.append(step)
                last = []
                flatten(emit.meanwhile, &emits, &probes, &last)
            case .probe:
                probes.append(step)
                last.append(step)
            // A body of the user's own has the same ids in every history, so it cannot be part of one.
            case .wait, .send: break
            case .parallel(let branches): for branch in branches { flatten(branch, &emits, &probes, &last) }
            case .repetition(_, let inner), .group(let inner): flatten(inner, &emits, &probes, &last)
            }
        }
    }

    private static func sends(_ steps: [Step]) -> [SourcePosition] {
        steps.flatMap { step -> [SourcePosition] in
            switch step.kind {
            case .send: [step.position]
            case .parallel(let branches): branches.flatMap(sends)
            case .repetition(_, let inner), .group(let inner): sends(inner)
            case .emit(let emit): sends(emit.meanwhile)
            case .wait, .probe: []
            }
        }
    }

    /// Whether a probe is there for what it does: it expects nothing, keeps a value, or is no reading.
    private static func doesSomething(_ step: Step) -> Bool {
        guard case .probe(let probe) = step.kind else { return false }
        if case .request(let question) = probe.question, !["GET", "HEAD"].contains(question.method) {
            return true
        }
        return probe.expect.isEmpty || !probe.captures.isEmpty
    }

    /// Orders are what is explored; a dropped event stays dropped.
    private static func isKept(_ fault: Fault) -> Bool {
        fault.drops || !fault.isOfOrder
    }

    private static func step(_ step: Step, isBare: Bool) -> Step {
        guard case .emit(var emit) = step.kind else { return step }
        emit.meanwhile = []
        emit.jitter = .zero
        emit.faults = emit.faults.filter { isBare ? $0.drops : isKept($0) }
        if isBare { emit.changes = [] }
        return Step(kind: .emit(emit), name: step.name, position: step.position)
    }
}
