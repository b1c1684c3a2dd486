import JSONText

/// What a callback is found to be, before anything is kept.
enum Judgement: Sendable {
    /// The signature does not prove the sender.
    case refused(String)
    /// The sender is right but the body is not a callback.
    case invalid(String)
    /// The receiver itself failed on the body; a 5xx makes the vendor send it again.
    case failed(String)
    /// The receiver dies on the body; only a planted bug does this.
    case crashed(String)
    /// A callback of the vendor.
    case genuine(ReceivedEvent)
    /// A callback with a right signature of a provider whose events this receiver does not know.
    case unmodelled(provider: String)

    /// The event to be merged into the state, or nil when there is none.
    var applicable: ReceivedEvent? {
        guard case .genuine(let event) = self, event.isKnown, event.subject != nil else { return nil }
        return event
    }

    /// Fills in what the log says about it.
    ///
    /// An event that is unknown or without an id is answered with 200: the vendor sends new kinds of events
    /// without asking, and a 4xx would only make it send the same body again until it gives up.
    func describe(in entry: inout LoggedRequest) {
        switch self {
        case .refused(let reason):
            entry.status = 401
            entry.verdict = .refused
            entry.reason = reason
        case .invalid(let reason):
            entry.status = 400
            entry.verdict = .invalid
            entry.reason = reason
        case .failed(let reason):
            entry.status = 500
            entry.verdict = .failed
            entry.reason = reason
        case .crashed(let reason):
            entry.status = 0
            entry.verdict = .failed
            entry.reason = reason
        case .unmodelled(let provider):
            entry.status = 200
            entry.provider = provider
            entry.verdict = .ignored
            entry.reason = "only the signature is checked: the events of \(provider) are not known here"
        case .genuine(let event):
            entry.status = 200
            entry.provider = event.provider.rawValue
            entry.event = event.type
            entry.id = event.subject?.id
            entry.eventTime = event.time.text.isEmpty ? nil : event.time.text
            entry.verdict = applicable == nil ? .ignored : .applied
            if !event.isKnown {
                entry.reason = "the event type is not known"
            } else if event.subject == nil {
                entry.reason = "the event names no video or other medium"
            } else if event.provider.own?.isUnsigned == true {
                entry.reason = "accepted unchecked: \(event.provider.rawValue) signs nothing"
            }
        }
    }

    /// The answer, once the state is kept and `entry` is logged.
    func answer(for entry: LoggedRequest) -> CallbackAnswer {
        switch self {
        case .refused(let reason):
            var answer = CallbackAnswer(status: entry.status, ["error": .string(reason)])
            answer.isRefused = true
            return answer
        case .invalid(let reason), .failed(let reason):
            return CallbackAnswer(status: entry.status, ["error": .string(reason)])
        case .genuine, .unmodelled:
            return CallbackAnswer(status: entry.status, ["verdict": .string(entry.verdict.rawValue)])
        case .crashed: return .dying
        }
    }
}
