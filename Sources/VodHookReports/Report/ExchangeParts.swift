import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// What went to and fro in one exchange, as texts; every report shows an exchange by these.
struct ExchangeParts {
    /// `POST http://…`; for a probe its URL alone.
    let requestLine: String
    /// `Name: value`, in order.
    let requestHeaders: [String]
    /// The body that was sent; nil when there is none to show.
    let requestBody: [UInt8]?
    /// What was answered.
    private let reply: Reply

    /// One attempt to deliver.
    init(_ attempt: Attempt, of delivery: DeliveryResult) {
        let sent = attempt.observation.sent
        requestLine = sent.line
        requestHeaders = Self.lines(sent.headers)
        requestBody = delivery.planned.body
        reply = attempt.observation.reply
    }

    /// The last question of a probe.
    init(_ probe: ProbeResult) {
        requestLine = probe.url
        requestHeaders = []
        requestBody = nil
        reply = probe.last.reply
    }

    private static func lines(_ headers: [HTTPHeader]) -> [String] {
        headers.map { "\($0.name): \($0.value)" }
    }

    /// Request line and headers.
    var requestHead: [String] { [requestLine] + requestHeaders }
    /// First line and headers of the answer; nil when nothing was answered.
    var answerHead: [String]? { reply.line.map { [$0] + Self.lines(reply.headers) } }
    /// The body of the answer; empty when there is none.
    var answerBody: [UInt8] { reply.body ?? [] }
    /// True when the rest of the body was not kept.
    var isAnswerCut: Bool { reply.isBodyCut }
    /// What went wrong.
    var failure: TransportFailure? { reply.failure }
}
