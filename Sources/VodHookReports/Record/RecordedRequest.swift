package import JSONText
package import VodHookCatalogue

/// One request as it came, what was made of it, and what was answered.
package struct RecordedRequest: Sendable {
    /// When its head arrived, in Unix microseconds.
    package var receivedAt: Int64
    package var method: String
    /// Path and query as received.
    package var target: String
    /// The headers in order; `Host` is the first.
    package var headers: [HTTPHeader]
    /// The bytes of the body.
    package var body: [UInt8]
    /// False when the sender went away within the body, or the body was longer than what is read.
    package var isComplete: Bool
    /// Who sent it, as far as it could be told.
    package var recognition = Recognition()
    /// What was answered.
    package var answer: RecordedAnswer

    /// A request that has not been looked at.
    package init(
        receivedAt: Int64, method: String, target: String, headers: [HTTPHeader], body: [UInt8],
        isComplete: Bool = true, answer: RecordedAnswer
    ) {
        self.receivedAt = receivedAt
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.isComplete = isComplete
        self.answer = answer
    }

    /// The request without secrets.
    package func scrubbed(by scrubber: Scrubber) -> RecordedRequest {
        var request = self
        request.target = scrubber.text(target)
        request.headers = headers.map(scrubber.header)
        request.body = scrubber.bytes(body)
        request.recognition.event = recognition.event.map(scrubber.text)
        request.answer.headers = answer.headers.map(scrubber.header)
        request.answer.body = scrubber.bytes(answer.body)
        request.answer.failure = answer.failure.map(scrubber.text)
        return request
    }
}

/// What went back to the sender of a recorded request.
package struct RecordedAnswer: Sendable {
    /// Who made the answer.
    package enum Origin: String, Sendable {
        /// The receiver itself.
        case own
        /// The script of `--respond`.
        case scripted
        /// The target of `--forward`.
        case forwarded
    }

    /// Who made it.
    package var origin: Origin
    /// The status; nil when the connection was closed without an answer.
    package var status: Int?
    package var headers: [HTTPHeader]
    package var body: [UInt8]
    /// From the arrival of the request to the answer, delays included.
    package var after: Duration
    /// Why the target of `--forward` gave no answer, or nil.
    package var failure: String?
    /// True when the receiver itself has refused the signature; the recording holds what follows from it.
    package var isRefused = false

    package init(
        origin: Origin, status: Int?, headers: [HTTPHeader] = [], body: [UInt8] = [], after: Duration = .zero,
        failure: String? = nil
    ) {
        self.origin = origin
        self.status = status
        self.headers = headers
        self.body = body
        self.after = after
        self.failure = failure
    }
}

/// Who sent a request, as far as signature and body tell.
package struct Recognition: Sendable, Equatable {
    /// What the signature says.
    package enum Signature: String, Sendable {
        /// It is right for one of the keys, and fresh.
        case valid
        /// It is wrong for all keys, made as another vendor makes it, too old, or cannot be read.
        case invalid
        /// There is none.
        case missing
        /// There is one, and no key to check it with.
        case unchecked
    }

    /// The provider, or nil.
    package var provider: String?
    /// The event, or nil.
    package var event: String?
    /// What the signature says.
    package var signature = Signature.missing
    /// The fault that makes such a signature, as scenarios write it, where it is known; else nil.
    package var signatureFault: JSONValue?

    /// Nothing is known.
    package init() {}
}
