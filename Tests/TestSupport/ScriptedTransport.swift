package import VodHookCatalogue

/// A transport without a network: it keeps every request and takes the exchanges from a closure.
package final class ScriptedTransport: Transport {
    /// The answer to the request with a number, from 0 in the order of arrival.
    package typealias Script = @Sendable (_ request: OutgoingRequest, _ number: Int) async -> Exchange

    private let seen = Guarded<[OutgoingRequest]>([])
    private let script: Script

    package init(_ script: @escaping Script) { self.script = script }

    /// Answers one request after the other with `statuses`, and with the last of them for ever.
    package convenience init(statuses: Int...) {
        self.init { _, number in .status(statuses[min(number, statuses.count - 1)]) }
    }

    package var requests: [OutgoingRequest] { seen.withLock { $0 } }

    package func send(_ request: OutgoingRequest) async -> Exchange {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        return await script(request, number)
    }
}

extension Exchange {
    /// A complete answer after 3 ms.
    package static func status(_ status: Int, headers: [HTTPHeader] = [], body: String = "") -> Exchange {
        Exchange(
            answer: Answer(status: status, headers: headers, body: Array(body.utf8)),
            duration: .milliseconds(3), connectionReused: false)
    }

    /// No answer, for the reason given.
    package static func failed(_ kind: TransportFailure.Kind, _ message: String = "no answer came")
        -> Exchange
    {
        let reach: Reach =
            switch kind {
            case .refused, .unresolved, .tls, .other: .notSent
            case .timeout, .closed, .cancelled: .sent
            case .malformedAnswer: .answered
            }
        return Exchange(
            failure: TransportFailure(kind, message), reach: reach, duration: .milliseconds(3))
    }
}
