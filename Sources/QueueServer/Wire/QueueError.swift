/// An error of the API: what the vendor calls it, what it says, and the status it comes with.
package struct QueueError: Error, Sendable, Equatable {
    /// The status of the answer.
    package let status: Int
    /// What stands in `Code`.
    package let code: String
    /// What stands in `Message`.
    package let message: String
    /// What stands in the log: the verdict, why, and the message it is about.
    let verdict: QueueVerdict
    let reason: String
    let about: String?

    package init(
        _ status: Int, _ code: String, _ message: String, verdict: QueueVerdict = .invalid,
        reason: String? = nil, about: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.verdict = verdict
        self.reason = reason ?? code
        self.about = about
    }

    static let invalidAuthorization = QueueError(
        400, "InvalidAuthorizationHeader", "The Authorization header format is invalid.")
    static let missingAuthorization = QueueError(
        400, "MissingAuthorizationHeader", "Authorization header is required.")
    static let invalidDate = QueueError(400, "InvalidDateHeader", "The Date header format is invalid.")
    static let missingDate = QueueError(400, "MissingDateHeader", "Date header is required.")
    static let timeExpired = QueueError(408, "TimeExpired", "The http request you sent is expired.")
    static let unknownKey = QueueError(
        403, "InvalidAccessKeyId", "The AccessKey Id you provided is not exist.")
    static let wrongSignature = QueueError(
        403, "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method."
    )
    static let invalidDigest = QueueError(400, "InvalidDegist", "The Content-MD5 you specified is invalid.")
    static let invalidURL = QueueError(400, "InvalidRequestURL", "Http request URL format invalid.")
    static let malformedXML = QueueError(
        400, "MalformedXML", "The XML you provided was not well-formed.")
    static let missingHandle = QueueError(400, "MissingReceiptHandle", "ReceiptHandle is required.")
    static let missingVisibility = QueueError(
        400, "MissingVisibilityTimeout", "VisibilityTimeout is required.")
    static let noMessage = QueueError(404, "MessageNotExist", "Message not exist.", verdict: .empty)
    static let noQueue = QueueError(404, "QueueNotExist", "The queue name you provided is not exist.")
    static let queueExists = QueueError(
        409, "QueueAlreadyExist", "The queue you want to create is already exist.")
    static let invalidQueueName = QueueError(
        400, "InvalidQueueName",
        "The queue name you provided is invalid. QueueName should start with alphabetic characters or digits and contain only letters, digits and -."
    )
    static let queueNameLength = QueueError(
        400, "QueueNameLengthError", "The length of queue name should between 1 and 120.")
    static let tooLarge = QueueError(
        400, "InvalidArgument", "The body of the request is longer than this server reads.")
    static let inner = QueueError(500, "InternalError", "Internal error.", verdict: .failed)

    static func invalidQuery(_ item: String) -> QueueError {
        QueueError(
            400, "InvalidQueryString", "Http request URL contains invalid querystring item \"\(item)\".")
    }

    static func schema(_ element: String) -> QueueError {
        QueueError(
            400, "InvalidArgument",
            "The XML you provided did not validate against our published schema, cause by \(element).")
    }

    static func range(_ element: String, _ range: ClosedRange<Int>, _ unit: String) -> QueueError {
        QueueError(
            400, "InvalidArgument",
            "The value of \(element) should between \(range.lowerBound) and \(range.upperBound)\(unit.isEmpty ? "" : " \(unit)")."
        )
    }

    /// What a client hears about a handle that is no good.
    static func handle(_ fault: HandleFault) -> QueueError {
        let expired = "The receipt handle you provide has expired."
        return switch fault {
        case .superseded(_, let id):
            QueueError(
                400, "ReceiptHandleError", expired, verdict: .stale, reason: "there is a newer handle",
                about: id)
        case .late(_, let id):
            QueueError(
                400, "ReceiptHandleError", expired, verdict: .stale, reason: "the visibility time is over",
                about: id)
        case .gone:
            QueueError(
                404, "MessageNotExist", "Message not exist.", verdict: .unknown,
                reason: "the message is no longer in the queue")
        case .malformed:
            QueueError(
                400, "ReceiptHandleError", "The receipt handle you provide is not valid.", verdict: .unknown,
                reason: "no handle of this queue")
        }
    }
}
