package import VodHookCatalogue

/// What a channel observed of one attempt.
package struct Observation: Sendable {
    /// What went to and fro, in the words of the channel; only reports look into it.
    package enum Record: Sendable {
        case http(HTTPRecord)
    }

    /// When it began, in wall time since the run began.
    package var startedAt: Duration
    /// True when the provider takes what was answered for an acknowledgement.
    package var isAccepted: Bool
    /// What went to and fro.
    package var record: Record

    package init(startedAt: Duration, isAccepted: Bool, record: Record) {
        self.startedAt = startedAt
        self.isAccepted = isAccepted
        self.record = record
    }

    /// How far the attempt came.
    package var reach: Reach {
        switch record {
        case .http(let http): http.exchange.reach
        }
    }

    /// What the other side said.
    package var reply: Reply {
        switch record {
        case .http(let http): Reply(http.exchange)
        }
    }

    /// Why there is no complete answer; nil when there is one.
    package var failure: TransportFailure? { reply.failure }
    /// From its beginning to the end of the answer or the failure.
    package var duration: Duration { reply.duration }
    /// What came of it in one word for people, such as `200` or `timeout`.
    package var shown: String { reply.shown }
}

/// What one attempt by HTTP sent and got.
package struct HTTPRecord: Sendable {
    /// The headers that were sent, signature included.
    package var requestHeaders: [HTTPHeader]
    /// What came of the request.
    package var exchange: Exchange

    package init(requestHeaders: [HTTPHeader], exchange: Exchange) {
        self.requestHeaders = requestHeaders
        self.exchange = exchange
    }
}
