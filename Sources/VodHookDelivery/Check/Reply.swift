package import VodHookCatalogue

/// What was answered to a delivery or a question, whoever answered: what checks, captures and reports look at.
package struct Reply: Sendable {
    /// What `code` is called: `status`, or `exit code`.
    package var codeName: String
    /// The number that tells success from failure; nil when nothing was answered.
    package var code: Int?
    /// The first line for people: `HTTP/1.1 200`, or `exit code 1`; nil when nothing was answered.
    package var line: String?
    /// The named values of the answer, in order.
    package var headers: [HTTPHeader]
    /// The bytes of the answer; nil when nothing was answered.
    package var body: [UInt8]?
    /// True for the output of a command.
    package var isOfCommand = false
    /// The last lines that a command wrote to its standard error.
    package var errorLines: [String] = []
    /// True when the rest of the body was not kept.
    package var isBodyCut: Bool
    /// Why there is no complete answer; nil when there is one.
    package var failure: TransportFailure?
    /// From the beginning to the end of the answer or the failure.
    package var duration: Duration

    package init(
        codeName: String, code: Int?, line: String?, headers: [HTTPHeader] = [], body: [UInt8]?,
        isBodyCut: Bool = false, failure: TransportFailure? = nil, duration: Duration
    ) {
        self.codeName = codeName
        self.code = code
        self.line = line
        self.headers = headers
        self.body = body
        self.isBodyCut = isBodyCut
        self.failure = failure
        self.duration = duration
    }

    /// What came of a request.
    package init(_ exchange: Exchange) {
        let answer = exchange.answer
        self.init(
            codeName: "status", code: answer?.status,
            line: answer.map { "HTTP/\($0.httpVersion) \($0.status)" }, headers: answer?.headers ?? [],
            body: answer?.body, isBodyCut: answer?.isBodyTruncated ?? false, failure: exchange.failure,
            duration: exchange.duration)
    }

    /// What came of a command.
    package init(_ outcome: CommandOutcome) {
        self.init(
            codeName: "exit code", code: outcome.exitCode, line: outcome.exitCode.map { "exit code \($0)" },
            body: outcome.exitCode == nil ? nil : outcome.output, failure: outcome.failure,
            duration: outcome.duration)
        isOfCommand = true
        errorLines = outcome.errorLines
    }

    /// The code, or the kind of the failure, as one word for people.
    package var shown: String {
        if let failure {
            return switch failure.kind {
            case .malformedAnswer: "malformed"
            case .other: "failed"
            case .refused, .unresolved, .timeout, .closed, .tls, .cancelled: failure.kind.rawValue
            }
        }
        return code.map(String.init) ?? "nothing"
    }
}
