import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// What went over the wire in one exchange, as texts; every report shows an exchange by these.
struct ExchangeParts {
    /// `POST http://…`; for a probe its URL alone.
    let requestLine: String
    /// `Name: value`, in order.
    var requestHeaders: [String] = []
    /// The body that was sent; nil when there is none to show.
    var requestBody: [UInt8]?
    /// `HTTP/1.1 200` or `exit code 1`; nil when nothing was answered.
    let answerLine: String?
    /// `Name: value`, in order.
    let answerHeaders: [String]
    /// The body of the answer; empty when there is none.
    let answerBody: [UInt8]
    /// True when the rest of the body was not kept.
    let isAnswerCut: Bool
    /// What went wrong.
    let failure: TransportFailure?

    /// One attempt to deliver to `target`.
    init(_ attempt: Attempt, of planned: PlannedDelivery, to target: String) {
        switch attempt.observation.record {
        case .http(let http):
            self.init("\(ExchangeText.method(planned)) \(target)", http.exchange)
            requestHeaders = Self.lines(http.requestHeaders)
        }
        requestBody = planned.body
    }

    /// The last question of a probe.
    init(_ probe: ProbeResult) {
        switch probe.last {
        case .http(let exchange): self.init(probe.url, exchange)
        case .command(let outcome): self.init(probe.url, outcome)
        }
    }

    private init(_ requestLine: String, _ exchange: Exchange) {
        self.requestLine = requestLine
        answerLine = exchange.answer.map { "HTTP/\($0.httpVersion) \($0.status)" }
        answerHeaders = Self.lines(exchange.answer?.headers ?? [])
        answerBody = exchange.answer?.body ?? []
        isAnswerCut = exchange.answer?.isBodyTruncated ?? false
        failure = exchange.failure
    }

    private init(_ requestLine: String, _ outcome: CommandOutcome) {
        self.requestLine = requestLine
        answerLine = outcome.exitCode.map { "exit code \($0)" }
        answerHeaders = []
        answerBody = answerLine == nil ? [] : outcome.output
        isAnswerCut = false
        failure = outcome.failure
    }

    private static func lines(_ headers: [HTTPHeader]) -> [String] {
        headers.map { "\($0.name): \($0.value)" }
    }

    /// Request line and headers.
    var requestHead: [String] { [requestLine] + requestHeaders }
    /// Status line and headers; nil when nothing was answered.
    var answerHead: [String]? { answerLine.map { [$0] + answerHeaders } }
}
