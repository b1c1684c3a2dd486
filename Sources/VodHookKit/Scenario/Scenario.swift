/// One scenario file, checked and decoded: media, what happens to them, and what is expected.
public struct Scenario: Sendable {
    /// The scenario time of a run unless the file says otherwise; fixed, so that bodies are repeatable.
    public static let defaultStart = Timestamp(milliseconds: 1_768_464_000_000)

    /// The name for people.
    public var name: String
    /// The text it was read from, for findings of the planner.
    public var source: SourceText
    /// The file as the user named it.
    public var file: String { source.name }
    /// Where the scenario begins in its file.
    public var position: SourcePosition
    /// Words to choose scenarios by.
    public var tags: [String] = []
    /// The seed the file asks for; a flag overrides it.
    public var seed: UInt64?
    /// The scenario time at which the first upload begins; nil takes the wall clock of the run.
    public var start: Timestamp? = Scenario.defaultStart
    /// Where deliveries go.
    public var target = TargetSpec()
    /// Changes to the provider's delivery rules.
    public var delivery = DeliveryOverride()
    /// What the embedded receiver answers before it behaves.
    public var receiverAnswers: [ScriptedAnswer] = []
    /// The media in the order of the file.
    public var media: [MediaSpec] = []
    /// What happens, in order.
    public var steps: [Step] = []
    /// What goes wrong with deliveries of all steps.
    public var faults: [Fault] = []
    /// What is expected of every delivery unless its step says otherwise.
    public var expect = Expectation()
    /// What is expected of all deliveries together.
    public var assertions: [RunAssertion] = []
    /// What is done before the steps; nothing else happens when a check of it fails.
    public var setup: [Step] = []
    /// What is done after the steps, whatever came of them.
    public var teardown: [Step] = []
    /// How the receiver's state is read; what `explore` compares.
    public var observe: [ObserveSpec] = []
    /// How much load is offered.
    public var load: LoadSpec?
    /// The folder of the scenario's own catalogue, from the working directory; nil when it names none.
    public var catalogFolder: String?
}

/// A value with the place in the scenario file that it comes from.
public struct Located<Value: Sendable>: Sendable {
    /// The value.
    public let value: Value
    /// Where it stands.
    public let position: SourcePosition

    /// A value from a place.
    public init(_ value: Value, at position: SourcePosition) {
        self.value = value
        self.position = position
    }
}

/// Where deliveries go, as a scenario or project file says it.
///
/// Flags override each value.
public struct TargetSpec: Sendable {
    /// The URL; nil or `embedded` stands for the embedded receiver.
    public var url: String?
    /// The URL that is signed, when it is not the one that is called.
    public var signedURL: String?
    /// The shared key; nil sends no signature.
    public var key: String?
    /// The key before the last rotation.
    public var previousKey: String?
    /// The Content-Type instead of the provider's.
    public var contentType: String?
    /// Further headers for every delivery.
    public var headers: [HTTPHeader] = []
    /// A file with certificates to trust.
    public var caCertificateFile: String?
    /// True when the certificate is not checked.
    public var insecure = false
    /// True when HTTP/2 is used.
    public var http2 = false

    /// The embedded receiver with the default key.
    public init() {}
}

/// Changes to a provider's delivery rules.
public struct DeliveryOverride: Sendable {
    /// How long an answer may take.
    public var timeout: Duration?
    /// The gaps between attempts; empty means a single attempt.
    public var retryAfter: [Duration]?

    /// No changes.
    public init() {}

    /// The provider's rules with the changes made.
    public func applied(to rules: DeliveryRules) -> DeliveryRules {
        var rules = rules
        if let timeout { rules.timeout = timeout }
        if let retryAfter { rules.retries = RetrySchedule(gaps: retryAfter) }
        return rules
    }
}

/// One thing that happens.
public struct Step: Sendable {
    /// What it is.
    public indirect enum Kind: Sendable {
        case emit(EmitStep)
        case send(SendStep)
        case wait(Duration)
        case probe(ProbeSpec)
        case parallel([[Step]])
        case repetition(times: Int, [Step])
        /// Steps of an included file.
        case group([Step])
    }

    /// What it is.
    public var kind: Kind
    /// A name for people, or nil.
    public var name: String?
    /// The scenario time before which it does not begin; nil begins at once.
    public var at: Duration?
    /// Where it stands in the file.
    public var position: SourcePosition
}

extension Step {
    /// This step, and those within it, with what they do not expect themselves taken from `outer`.
    func expecting(_ outer: Expectation) -> Step {
        var step = self
        switch kind {
        case .emit(var emit):
            emit.expect = emit.expect.over(outer)
            emit.meanwhile = emit.meanwhile.map { $0.expecting(outer) }
            step.kind = .emit(emit)
        case .send(var send):
            send.expect = send.expect.over(outer)
            step.kind = .send(send)
        case .parallel(let branches): step.kind = .parallel(branches.map { $0.map { $0.expecting(outer) } })
        case .repetition(let times, let steps):
            step.kind = .repetition(times: times, steps.map { $0.expecting(outer) })
        case .group(let steps): step.kind = .group(steps.map { $0.expecting(outer) })
        case .wait, .probe: break
        }
        return step
    }
}

/// Events to be delivered.
public struct EmitStep: Sendable {
    /// What is emitted.
    public enum What: Sendable, Equatable {
        /// All events that a real upload of the media produces.
        case lifecycle
        /// One event by name.
        case event(String)
    }

    /// What is emitted.
    public var what: What
    /// The media it is about.
    public var media: String
    /// Only the event of this rendition, by definition.
    public var rendition: String?
    /// The profile instead of the media's.
    public var profile: String?
    /// What is changed in the body before it is rendered.
    public var changes: [Change] = []
    /// What goes wrong on the way.
    public var faults: [Fault] = []
    /// A random part of this is added to each delivery's time, drawn from the seed.
    public var jitter: Duration = .zero
    /// Only the n-th of the deliveries, from 1, and that one at once; nil takes all.
    public var only: Int?
    /// Steps that emit while the first delivery is held open in the middle of its body.
    public var meanwhile: [Step] = []
    /// Values taken from the answer of each delivery.
    public var captures: [Capture] = []
    /// What is expected of these deliveries.
    public var expect = Expectation()
}

/// A change of a body.
public struct Change: Sendable {
    /// What is done.
    public enum Action: Sendable {
        case set(JSONValue)
        case drop
    }

    /// Where in the body.
    public var path: JSONPath
    /// What is done there.
    public var action: Action
    /// Where the change stands in the file.
    public var position: SourcePosition

    /// A change.
    public init(path: JSONPath, action: Action, position: SourcePosition) {
        self.path = path
        self.action = action
        self.position = position
    }
}
