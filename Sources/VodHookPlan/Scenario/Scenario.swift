package import JSONText
package import VodHookCatalogue

/// One scenario file, checked and decoded: media, what happens to them, and what is expected.
package struct Scenario: Sendable {
    /// The scenario time of a run unless the file says otherwise; fixed, so that bodies are repeatable.
    package static let defaultStart = Timestamp(milliseconds: 1_768_464_000_000)

    /// The name for people.
    package var name: String
    /// The text it was read from, for findings of the planner.
    package var source: SourceText
    /// The file as the user named it.
    package var file: String { source.name }
    /// Where the scenario begins in its file.
    package var position: SourcePosition
    /// Words to choose scenarios by.
    package var tags: [String] = []
    /// The seed the file asks for; a flag overrides it.
    package var seed: UInt64?
    /// The scenario time at which the first upload begins; nil takes the wall clock of the run.
    package var start: Timestamp? = Scenario.defaultStart
    /// Where deliveries go, as the file says it.
    package var target = TargetSpec()
    /// Changes to the provider's delivery rules.
    package var delivery = DeliveryOverride()
    /// What the embedded receiver answers before it behaves.
    package var receiverAnswers: [ScriptedAnswer] = []
    /// The media in the order of the file.
    package var media: [MediaSpec] = []
    /// What happens, in order.
    package var steps: [Step] = []
    /// What goes wrong with deliveries of all steps.
    package var faults: [Fault] = []
    /// What is expected of every delivery unless its step says otherwise.
    package var expect = Expectation()
    /// What is expected of all deliveries together.
    package var assertions: [RunAssertion] = []
    /// What is done before the steps; nothing else happens when a check of it fails.
    package var setup: [Step] = []
    /// What is done after the steps, whatever came of them.
    package var teardown: [Step] = []
    /// How the receiver's state is read; what `explore` compares.
    package var observe: [ObserveSpec] = []
    /// How much load is offered.
    package var load: LoadSpec?
    /// The folder of the scenario's own catalogue, from the working directory; nil when it names none.
    package var catalogFolder: String?
}

/// A value with the place in the scenario file that it comes from.
package struct Located<Value: Sendable>: Sendable {
    package let value: Value
    /// Where it stands.
    package let position: SourcePosition

    /// A value from a place.
    package init(_ value: Value, at position: SourcePosition) {
        self.value = value
        self.position = position
    }
}

/// Where deliveries go, as the flags, a scenario or the project file say it; `ResolvedTarget` is what holds.
package struct TargetSpec: Sendable {
    /// The channel; nil is HTTP.
    package var channel: DeliveryChannel?
    /// The URL; nil or `embedded` stands for the embedded receiver.
    package var url: String?
    /// The URL that is signed, when it is not the one that is called.
    package var signedURL: String?
    /// The shared key; nil sends no signature.
    package var key: String?
    /// The key before the last rotation.
    package var previousKey: String?
    /// The Content-Type instead of the provider's.
    package var contentType: String?
    /// Further headers for every delivery.
    package var headers: [HTTPHeader] = []
    /// A file with certificates to trust.
    package var caCertificateFile: String?
    /// True when the certificate is not checked.
    package var insecure = false
    /// True when HTTP/2 is used.
    package var http2 = false
    /// True when the proxy of the environment is used; only a flag says so.
    package var proxy = false

    /// The embedded receiver with the default key.
    package init() {}
}

/// Changes to a provider's delivery rules.
package struct DeliveryOverride: Sendable {
    /// How long an answer may take.
    package var timeout: Duration?
    /// The gaps between attempts; empty means a single attempt.
    package var retryAfter: [Duration]?

    package init() {}

    /// The changes as scenario files write them; nil without any.
    package var json: JSONValue? {
        var object = JSONObject()
        if let timeout { object.append("timeout", .string(DurationText.text(timeout))) }
        if let retryAfter {
            object.append("retryAfter", .array(retryAfter.map { .string(DurationText.text($0)) }))
        }
        return object.members.isEmpty ? nil : .object(object)
    }

    /// The provider's rules with the changes made.
    package func applied(to rules: DeliveryRules) -> DeliveryRules {
        var rules = rules
        if let timeout { rules.timeout = timeout }
        if let retryAfter { rules.retries = RetrySchedule(gaps: retryAfter) }
        return rules
    }
}

/// One thing that happens.
package struct Step: Sendable {
    /// What it is.
    package indirect enum Kind: Sendable {
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
    package var kind: Kind
    /// A name for people, or nil.
    package var name: String?
    /// The scenario time before which it does not begin; nil begins at once.
    package var at: Duration?
    /// Where it stands in the file.
    package var position: SourcePosition

    package init(kind: Kind, name: String? = nil, at: Duration? = nil, position: SourcePosition) {
        self.kind = kind
        self.name = name
        self.at = at
        self.position = position
    }
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
package struct EmitStep: Sendable {
    /// What is emitted.
    package enum What: Sendable, Equatable {
        /// All events that a real upload of the media produces.
        case lifecycle
        /// One event by name.
        case event(String)
    }

    /// What is emitted.
    package var what: What
    /// The media it is about.
    package var media: String
    /// Only the event of this rendition, by definition.
    package var rendition: String?
    /// The profile instead of the media's.
    package var profile: String?
    /// What is changed in the body before it is rendered.
    package var changes: [Change] = []
    /// What goes wrong on the way.
    package var faults: [Fault] = []
    /// A random part of this is added to each delivery's time, drawn from the seed.
    package var jitter: Duration = .zero
    /// Only the n-th of the deliveries, from 1, and that one at once; nil takes all.
    package var only: Int?
    /// Steps that emit while the first delivery is held open in the middle of its body.
    package var meanwhile: [Step] = []
    /// Values taken from the answer of each delivery.
    package var captures: [Capture] = []
    /// What is expected of these deliveries.
    package var expect = Expectation()
}

/// A change of a body.
package struct Change: Sendable {
    /// What is done.
    package enum Action: Sendable {
        case set(JSONValue)
        case drop
    }

    /// Where in the body.
    package var path: JSONPath
    /// What is done there.
    package var action: Action
    /// Where the change stands in the file.
    package var position: SourcePosition

    package init(path: JSONPath, action: Action, position: SourcePosition) {
        self.path = path
        self.action = action
        self.position = position
    }
}
