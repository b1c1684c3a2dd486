import FoundationEssentials
import JSONText
import VodHookCatalogue
import VodHookPlan
import VodHookReports

/// A callback as it came over the wire.
struct CallbackRequest: Sendable {
    /// Path and query exactly as received; both are part of what the vendor signs.
    let target: String
    let headers: [HTTPHeader]
    /// The bytes of the body, untouched.
    var body: [UInt8]
    var arrivedAt: Date
}

/// What goes back to the vendor.
///
/// Vendors look at the status alone, and only at 200: a 204 or a redirect counts as a failure.
struct CallbackAnswer: Sendable {
    var status: Int
    var headers: [HTTPHeader] = []
    var body: [UInt8]
    var delay: Duration = .zero
    var closesConnection = false
    /// The receiver dies after this; see `CrashSignal`.
    var endsReceiver = false
    /// Who made it, and why the target of a forwarding receiver gave none.
    var origin = RecordedAnswer.Origin.own
    var failure: String?
    /// True when the signature was refused.
    var isRefused = false

    init(status: Int, _ json: JSONValue) {
        self.status = status
        headers = [HTTPHeader("Content-Type", "application/json")]
        body = JSONWriter.bytes(of: json)
    }

    /// No answer at all: the connection ends, and the receiver with it.
    static var dying: CallbackAnswer {
        var answer = CallbackAnswer(status: 500, .null)
        answer.closesConnection = true
        answer.endsReceiver = true
        return answer
    }

    /// What the target answered, or 502 when it did not.
    init(forwarded answer: Answer?, failure: String?) {
        status = answer?.status ?? 502
        headers = answer.map { ForwardedHeaders.passedOn($0.headers) } ?? []
        body = answer?.body ?? []
        origin = .forwarded
        self.failure = failure
        if answer == nil {
            headers = [HTTPHeader("Content-Type", "application/json")]
            body = JSONWriter.bytes(of: ["error": .string("no answer from the target: \(failure ?? "")")])
        }
    }

    init(_ scripted: ScriptedAnswer) {
        status = scripted.status
        headers = scripted.headers
        body = scripted.body
        delay = scripted.delay
        closesConnection = scripted.closes
        origin = .scripted
    }
}

/// The way of one callback: verify, recognise, keep, answer, in this order.
final class CallbackHandler: Sendable {
    let store: CallbackStore
    let script: AnswerScript
    let parts: ReceiverParts
    private let configuration: ReceiverConfiguration
    private let verifier: SignatureVerifier
    /// `scheme://host:port` of the bound socket, known once the server runs.
    private let listeningAddress = Guarded("")

    init(_ configuration: ReceiverConfiguration) {
        self.configuration = configuration
        parts = ReceiverParts(configuration)
        store = CallbackStore(
            logLimit: configuration.logLimit, videoLimit: configuration.videoLimit, merge: parts.merge,
            onReset: parts.reset)
        script = AnswerScript(configuration.script, scope: configuration.scriptScope)
        verifier = SignatureVerifier(configuration)
    }

    /// Tells the handler the address it serves, for `CallbackURL.listeningAddress`.
    func serve(at address: String) { listeningAddress.withLock { $0 = address } }

    /// To be called when the head of a callback has arrived, before its body is read; what comes back keeps it.
    func open() -> ReceiverParts.Keep { parts.open(store) }

    /// Answers one callback.
    ///
    /// The answer is made after the state is kept. Answering 200 first and working afterwards looks faster,
    /// but a crash in between loses the event for good: the vendor has its 200 and never sends it again.
    func answer(_ request: CallbackRequest, keeping keep: ReceiverParts.Keep) -> CallbackAnswer {
        let scripted = script.next(for: request.body)
        let judgement = judge(request)
        var entry = LoggedRequest(
            method: "POST", target: request.target, time: request.arrivedAt.formatted(.iso8601))
        parts.settle(judgement, &entry)
        if let scripted {
            entry.status = scripted.closes ? 0 : scripted.status
            entry.verdict = .scripted
            entry.reason = scripted.keepsState ? "a scripted answer; the event is kept" : "a scripted answer"
            observed(keep(scripted.keepsState ? judgement.applicable : nil, entry))
            return CallbackAnswer(scripted)
        }
        var answer = judgement.answer(for: observed(keep(judgement.applicable, entry)))
        answer.delay = parts.delay()
        return answer
    }

    /// Answers a callback whose body is longer than the limit and was not read to its end.
    func answerTooLarge(target: String, arrivedAt: Date) -> CallbackAnswer {
        var entry = LoggedRequest(method: "POST", target: target, time: arrivedAt.formatted(.iso8601))
        entry.status = 413
        entry.verdict = .invalid
        entry.reason = "the body is longer than \(configuration.bodyLimit) bytes"
        return CallbackAnswer(status: 413, ["error": .string(observed(store.keep(nil, entry)).reason ?? "")])
    }

    @discardableResult
    private func observed(_ entry: LoggedRequest) -> LoggedRequest {
        configuration.observer(entry)
        return entry
    }

    /// Verifies and recognises.
    ///
    /// Both vendors use the same header names with different formulas, so the formula has to be chosen by the
    /// shape of the body. Beyond its shape nothing in the body is looked at before the signature is checked. A
    /// receiver with one path for each vendor needs no such guess, and that is the better design.
    func judge(_ request: CallbackRequest) -> Judgement {
        let others = verifier.otherProviders(of: request)
        if !others.isEmpty { return judge(request, from: others) }
        let body: JSONValue
        do throws(ReceivedEvent.Malformed) {
            body = try parts.read(request)
        } catch {
            return judgeUnreadable(request, error.reason)
        }
        let vendor = CallbackProvider.recognised(by: body, envelope: configuration.envelopeProvider)
        let own = configuration.ownProviders.filter { $0.own?.knows(body) == true }
        if own.isEmpty { return judge(request, body, [vendor]) }
        let isOfVendor = body["EventType"]?.string.map(vendor.knownEvents.contains) == true
        return judge(request, body, isOfVendor ? [vendor] + own : own + [vendor])
    }

    /// Verifies `request` as one of each of `providers` until one of them can have sent it.
    private func judge(
        _ request: CallbackRequest, _ body: JSONValue, _ providers: [CallbackProvider]
    ) -> Judgement {
        var refusal: String?
        for provider in providers {
            do throws(SignatureVerifier.Refusal) {
                if provider.own?.isUnsigned != true {
                    try parts.verify(request, provider.rawValue, signedURL(request.target))
                }
                return parts.recognise(body, provider)
            } catch {
                refusal = refusal ?? error.reason
            }
        }
        return .refused(refusal ?? "")
    }

    /// Verifies a callback by the headers of providers that have been added to the catalogue.
    ///
    /// One of which nothing but the scheme is known has no events here.
    private func judge(_ request: CallbackRequest, from names: [String]) -> Judgement {
        let body: JSONValue?
        var complaint = ""
        do throws(ReceivedEvent.Malformed) {
            body = try parts.read(request)
        } catch {
            body = nil
            complaint = error.reason
        }
        func isKnown(_ name: String) -> Bool {
            guard let body else { return false }
            return configuration.ownProvider(name)?.own?.knows(body) == true
        }
        var refusal: String?
        for name in names.filter(isKnown) + names.filter({ !isKnown($0) }) {
            do throws(SignatureVerifier.Refusal) {
                try parts.verify(request, name, signedURL(request.target))
                guard let provider = configuration.ownProvider(name) else {
                    return .unmodelled(provider: name)
                }
                return body.map { parts.recognise($0, provider) } ?? .invalid(complaint)
            } catch {
                refusal = refusal ?? error.reason
            }
        }
        return .refused(refusal ?? "")
    }

    /// A body without a shape may be signed by either formula; a stranger still learns nothing but 401.
    private func judgeUnreadable(_ request: CallbackRequest, _ reason: String) -> Judgement {
        var refusal = ""
        for provider in [configuration.envelopeProvider, .aliyun] + configuration.ownProviders {
            do throws(SignatureVerifier.Refusal) {
                try parts.verify(request, provider.rawValue, signedURL(request.target))
                return .invalid(reason)
            } catch {
                refusal = error.reason
            }
        }
        return .refused(refusal)
    }

    func signedURL(_ target: String) -> String {
        switch configuration.callbackURL {
        case .listeningAddress: listeningAddress.withLock { $0 } + target
        case .base(let base): (base.hasSuffix("/") ? String(base.dropLast()) : base) + target
        case .exactly(let url): url
        }
    }
}
