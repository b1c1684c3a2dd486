/// Sends HTTP requests; the one way from the kit to the network.
///
/// Nothing that happens to a request is thrown: a refused connection, a timeout and an HTTP 500 are all
/// values in the exchange. Cancelling the calling task aborts the request, which then ends with the failure
/// `cancelled`.
package protocol Transport: Sendable {
    /// Sends one request and returns what came of it. Many calls may be under way at once.
    func send(_ request: OutgoingRequest) async -> Exchange
}

/// One HTTP header as it stands on the wire; names keep their case.
package struct HTTPHeader: Sendable, Equatable {
    /// The name as written.
    package var name: String
    /// The value without surrounding white space.
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPHeader] {
    /// The value of the first header called `name`, whatever its case.
    package func first(_ name: String) -> String? {
        first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// An HTTP request to be sent, complete to the byte: the transport adds only what HTTP itself needs.
package struct OutgoingRequest: Sendable {
    /// The method, `POST` for every callback.
    package var method: String
    /// The absolute http or https URL.
    package var url: String
    /// The headers in order.
    ///
    /// The transport adds `Host` and `Content-Length`, and nothing else unasked.
    package var headers: [HTTPHeader]
    /// The body as it goes out.
    package var body: [UInt8]
    /// How long the whole exchange may take, connecting included.
    package var timeout: Duration
    /// How it goes over the wire when not as a good client would send it.
    package var wire = WireBehaviour()

    package init(
        method: String = "POST", url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(5)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

/// What came of one request: an answer, a failure, or both when the connection broke within the answer.
package struct Exchange: Sendable {
    /// The answer as far as it came; nil when not even a status line arrived.
    package var answer: Answer?
    /// Why the exchange did not end well; nil after a complete answer.
    package var failure: TransportFailure?
    /// When sending began, measured from the start of the transport.
    package var startedAt: Duration
    /// From the beginning of sending (connecting included) to the end of the answer or the failure.
    package var duration: Duration
    /// True when a connection of an earlier request served this one; nil when it never got a connection.
    package var connectionReused: Bool?
    /// How far the request came; connecting, a proxy and TLS come before its first byte.
    package var reach: Reach

    /// What came of a request; one with an answer counts as answered, whatever `reach` says.
    package init(
        answer: Answer? = nil, failure: TransportFailure? = nil, reach: Reach = .notSent,
        startedAt: Duration = .zero, duration: Duration = .zero, connectionReused: Bool? = nil
    ) {
        self.answer = answer
        self.failure = failure
        self.reach = answer == nil ? reach : .answered
        self.startedAt = startedAt
        self.duration = duration
        self.connectionReused = connectionReused
    }
}

/// An HTTP answer as it came.
package struct Answer: Sendable {
    /// The most body bytes that are kept of an answer; what follows is read and dropped.
    package static let bodyLimit = 1 << 20

    /// The status code.
    package var status: Int
    /// `1.0`, `1.1` or `2`.
    package var httpVersion: String
    /// The headers of the final answer in order; those of 1xx answers are not kept.
    package var headers: [HTTPHeader]
    /// The first `bodyLimit` bytes of the body.
    package var body: [UInt8]
    /// True when the body was longer than `bodyLimit`.
    package var isBodyTruncated: Bool

    package init(
        status: Int, httpVersion: String = "1.1", headers: [HTTPHeader] = [], body: [UInt8] = [],
        isBodyTruncated: Bool = false
    ) {
        self.status = status
        self.httpVersion = httpVersion
        self.headers = headers
        self.body = body
        self.isBodyTruncated = isBodyTruncated
    }
}

/// Why an exchange did not end with a complete answer.
package struct TransportFailure: Sendable, Equatable {
    /// The kind of failure; its raw value stands in reports.
    package enum Kind: String, Sendable {
        /// Nothing listens there.
        case refused
        /// The host name has no address.
        case unresolved
        /// No complete answer within the time allowed.
        case timeout
        /// The connection was closed or reset before the answer was complete.
        case closed
        /// The TLS handshake or the check of the certificate failed.
        case tls
        /// What came was not HTTP.
        case malformedAnswer
        /// The run was interrupted.
        case cancelled
        /// Anything else; the message says what.
        case other
    }

    /// The kind of failure.
    package let kind: Kind
    /// One line for people, such as `could not connect to 127.0.0.1 port 9: connection refused`.
    package let message: String
    /// The code of libcurl behind it, or nil.
    package let curlCode: Int?

    package init(_ kind: Kind, _ message: String, curlCode: Int? = nil) {
        self.kind = kind
        self.message = message
        self.curlCode = curlCode
    }
}
