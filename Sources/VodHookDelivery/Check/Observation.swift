package import JSONText
package import VodHookCatalogue

/// What a channel observed of one attempt, in words and parts that are the same for every channel.
package struct Observation: Sendable {
    /// When it began, in wall time since the run began.
    package var startedAt: Duration
    /// How far the attempt came.
    package var reach: Reach
    /// True when the provider takes what was answered for an acknowledgement.
    package var isAccepted: Bool
    /// What was answered where the provider reads it differently from what its author probably means, as the middle of
    /// a sentence: `answered 204, but only 200 counts as success`; nil when there is nothing to say.
    package var misreading: String?
    /// Where to look first when all attempts came out like this one, as a sentence; nil when there is nothing to say.
    package var advice: String?
    /// What was sent before the body.
    package var sent: MessageHead
    /// What the other side said.
    package var reply: Reply
    /// What else people may want to know, such as `connection reused`.
    package var remarks: [String]
    /// What the channel adds to the attempt in the JSON report, in order.
    package var fields: [ReportField]

    package init(
        startedAt: Duration, reach: Reach, isAccepted: Bool, misreading: String? = nil, advice: String? = nil,
        sent: MessageHead, reply: Reply, remarks: [String] = [], fields: [ReportField] = []
    ) {
        self.startedAt = startedAt
        self.reach = reach
        self.isAccepted = isAccepted
        self.misreading = misreading
        self.advice = advice
        self.sent = sent
        self.reply = reply
        self.remarks = remarks
        self.fields = fields
    }

    /// Why there is no complete answer; nil when there is one.
    package var failure: TransportFailure? { reply.failure }
    /// From its beginning to the end of the answer or the failure.
    package var duration: Duration { reply.duration }
    /// What came of it in one word for people, such as `200` or `timeout`.
    package var shown: String { reply.shown }
}

/// What stands before the body of what was sent.
package struct MessageHead: Sendable {
    /// What was done, and to whom, without secrets: `POST http://127.0.0.1:8080/vod`.
    package var line: String
    /// The named values that went with it, signature included, in order.
    package var headers: [HTTPHeader]

    package init(line: String, headers: [HTTPHeader] = []) {
        self.line = line
        self.headers = headers
    }
}

/// A member that a channel adds to an attempt in the JSON report.
package struct ReportField: Sendable {
    /// What stands there: a value of its own, or a part of the observation.
    package enum Value: Sendable {
        case value(JSONValue)
        case sentHeaders
        case answerHeaders
        case answerBody
    }

    /// The key.
    package var name: String
    package var value: Value

    package init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}
