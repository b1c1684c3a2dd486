/// How a provider delivers a callback: data from the catalogue with its source.
package struct DeliveryRules: Sendable, Equatable {
    /// The ways by which the provider can deliver, the usual one first; never empty.
    package var channels: [DeliveryChannel]
    /// How long the provider waits for the whole answer.
    package var timeout: Duration
    /// When failed attempts are repeated.
    package var retries: RetrySchedule
    /// What is so only when it delivers by HTTP.
    package var http: HTTPRules

    package init(
        channels: [DeliveryChannel] = [.http], timeout: Duration, retries: RetrySchedule, http: HTTPRules
    ) {
        self.channels = channels
        self.timeout = timeout
        self.retries = retries
        self.http = http
    }
}

/// The delivery rules that HTTP alone has.
package struct HTTPRules: Sendable, Equatable {
    /// The method.
    package var method: String
    /// The Content-Type of a callback.
    package var contentType: String
    /// Other headers of a callback, in order.
    package var headers: [HTTPHeader]
    /// The answers that count as success.
    package var successStatuses: [Int]
    /// How attempts are signed; nil when they are not.
    package var signature: SignatureScheme?

    package init(
        method: String = "POST", contentType: String, headers: [HTTPHeader] = [],
        successStatuses: [Int] = [200], signature: SignatureScheme?
    ) {
        self.method = method
        self.contentType = contentType
        self.headers = headers
        self.successStatuses = successStatuses
        self.signature = signature
    }

    /// True when the provider takes a complete answer with `status` for an acknowledgement.
    package func accepts(status: Int) -> Bool { successStatuses.contains(status) }
}

/// The gaps between the attempts of one delivery.
package struct RetrySchedule: Sendable, Equatable {
    /// The gap before the second attempt, the third, and so on.
    package var gaps: [Duration]
    /// The gap between all later attempts; nil when there are none.
    package var thenEvery: Duration?
    /// The sum of gaps that is never exceeded; nil when only `gaps` limits the attempts.
    package var until: Duration?

    package init(gaps: [Duration], thenEvery: Duration? = nil, until: Duration? = nil) {
        self.gaps = gaps
        self.thenEvery = thenEvery
        self.until = until
    }

    /// The gap after `attempt` failed (from 1), `waited` being the sum of gaps so far; nil when it was the last.
    package func gap(after attempt: Int, waited: Duration) -> Duration? {
        let gap = attempt - 1 < gaps.count ? gaps[attempt - 1] : thenEvery
        guard let gap else { return nil }
        if let until, waited + gap > until { return nil }
        return gap
    }

    /// So many attempts are not counted any further, and no provider may ask for them.
    static let attemptLimit = 100_000

    /// How many attempts there are at most, and how long all gaps take together.
    package var extent: (attempts: Int, total: Duration) {
        var attempts = 1
        var total = Duration.zero
        while attempts < Self.attemptLimit, let gap = gap(after: attempts, waited: total) {
            attempts += 1
            total += gap
        }
        return (attempts, total)
    }
}
