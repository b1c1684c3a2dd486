package import VodHookCatalogue

/// What was answered to a delivery or a question, whoever answered: what checks and captures look at.
package struct Reply: Sendable {
    /// What `code` is called: `status`, or `exit code`.
    package var codeName: String
    /// The number that tells success from failure; nil when nothing was answered.
    package var code: Int?
    /// The named values of the answer, in order.
    package var headers: [HTTPHeader]
    /// The bytes of the answer; nil when nothing was answered.
    package var body: [UInt8]?
    /// True for the output of a command.
    package var isOfCommand = false
    /// The last lines that a command wrote to its standard error.
    package var errorLines: [String] = []
    /// Why there is no complete answer; nil when there is one.
    package var failure: TransportFailure?
    /// From the beginning to the end of the answer or the failure.
    package var duration: Duration

    /// What came of a request.
    package init(_ exchange: Exchange) {
        codeName = "status"
        code = exchange.answer?.status
        headers = exchange.answer?.headers ?? []
        body = exchange.answer?.body
        failure = exchange.failure
        duration = exchange.duration
    }

    /// What came of a command.
    package init(_ outcome: CommandOutcome) {
        codeName = "exit code"
        isOfCommand = true
        errorLines = outcome.errorLines
        code = outcome.exitCode
        headers = []
        body = outcome.exitCode == nil ? nil : outcome.output
        failure = outcome.failure
        duration = outcome.duration
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
