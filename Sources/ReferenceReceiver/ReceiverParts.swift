import JSONText

/// The pieces that the receiver is made of, each replaceable on its own.
///
/// The right ones stand here. A planted bug replaces one of them by a `PartsChange`; nothing else does, so that all
/// that stands outside of `Bugs` can be read without a thought of the bugs.
struct ReceiverParts: Sendable {
    typealias Verify =
        @Sendable (CallbackRequest, _ provider: String, _ url: String) throws(SignatureVerifier.Refusal) ->
        Void
    typealias Read = @Sendable (CallbackRequest) throws(ReceivedEvent.Malformed) -> JSONValue
    typealias Recognise = @Sendable (JSONValue, CallbackProvider) -> Judgement
    typealias Settle = @Sendable (Judgement, inout LoggedRequest) -> Void
    typealias Keep = @Sendable (ReceivedEvent?, LoggedRequest) -> LoggedRequest
    typealias Merge = @Sendable (inout VideoState, ReceivedEvent) throws(ProcessingFailure) -> Bool

    /// Throws the reason when the request does not prove that the vendor has sent it.
    var verify: Verify
    /// Reads the body.
    var read: Read = { (request) throws(ReceivedEvent.Malformed) in try ReceivedEvent.json(request.body) }
    /// Makes an event of a verified body.
    var recognise: Recognise = Self.recognised
    /// Decides about status and verdict.
    var settle: Settle = { judgement, entry in judgement.describe(in: &entry) }
    /// Called when the head of a request has arrived; the result is called when its body is judged.
    ///
    /// Nothing is to be done so early: what is read before the body is old when the body is there.
    var open: @Sendable (CallbackStore) -> Keep = { store in { event, entry in store.keep(event, entry) } }
    /// How long an event is worked on before it is kept, as by a database that is elsewhere.
    var work = Duration.zero
    /// Merges an event into the state of its video; returns false when it was merged before.
    var merge: Merge = { state, event in state.apply(event) }
    /// How long the answer is held back.
    var delay: @Sendable () -> Duration = { .zero }
    /// Called when the state is reset.
    var reset: @Sendable () -> Void = {}
    /// Where the death of the receiver is told; nil when nothing can kill it.
    var crash: CrashSignal?

    init(_ configuration: ReceiverConfiguration) {
        let verifier = SignatureVerifier(configuration)
        verify = { (request, provider, url) throws(SignatureVerifier.Refusal) in
            try verifier.verify(request, from: provider, url: url)
        }
        configuration.change?.make(in: &self, configuration)
    }

    /// The right recognition.
    @Sendable static func recognised(_ body: JSONValue, _ provider: CallbackProvider) -> Judgement {
        do throws(ReceivedEvent.Malformed) {
            return .genuine(try ReceivedEvent(body, provider: provider))
        } catch {
            return .invalid(error.reason)
        }
    }
}

/// Replaces pieces of a receiver before it begins.
protocol PartsChange: Sendable {
    /// Makes the change in `parts`, which are the right ones for `configuration`.
    func make(in parts: inout ReceiverParts, _ configuration: ReceiverConfiguration)
}

/// Why an event that was understood could not be merged, as a sentence for the log; it is answered with 500.
struct ProcessingFailure: Error {
    let reason: String
}
