import JSONText
package import VodHookCatalogue

/// Requests of a recording that are the attempts of one delivery.
package struct RecordedDelivery: Sendable {
    /// The attempts in order; never empty.
    package private(set) var attempts: [RecordedRequest]
    /// True when an attempt was accepted and none can follow.
    private var hasEnded = false

    private init(_ first: RecordedRequest) { attempts = [first] }

    /// Whether the provider took the last answer for an acknowledgement.
    package private(set) var isDelivered = false

    /// True when the target of `--forward` has answered an attempt as the provider wants it.
    private(set) var isAcceptedByTarget = false

    /// The first arrival and the last answer, in Unix microseconds.
    var span: ClosedRange<Int64> {
        let ends = attempts.map { $0.receivedAt + Int64(($0.answer.after.milliseconds * 1000).rounded()) }
        let start = attempts.first?.receivedAt ?? 0
        return start...max(start, ends.max() ?? start)
    }

    /// The deliveries of `requests`, which are in the order of their arrival.
    ///
    /// A request is a further attempt when it has provider, target and body of a delivery whose last answer the
    /// provider does not accept, or that was answered later than the provider waits, and that may still be repeated
    /// by its rules. One that comes before the last attempt has ended is a delivery of its own, sent side by side.
    package static func deliveries(
        of requests: [RecordedRequest], catalogue: Catalogue
    ) -> [RecordedDelivery] {
        var deliveries: [RecordedDelivery] = []
        var open: [Key: [Int]] = [:]
        for request in requests {
            let rules = request.recognition.provider.flatMap { catalogue.provider($0)?.rules }
            let key = Key(request, rules)
            let place = open[key]?.first { deliveries[$0].canContinue(with: request, rules) }
            if let place {
                deliveries[place].attempts.append(request)
                deliveries[place].judge(request, rules)
                if deliveries[place].hasEnded { open[key]?.removeAll { $0 == place } }
            } else {
                var delivery = RecordedDelivery(request)
                delivery.judge(request, rules)
                if !delivery.hasEnded { open[key, default: []].append(deliveries.count) }
                deliveries.append(delivery)
            }
        }
        return deliveries
    }

    private struct Key: Hashable {
        let provider: String
        let target: [UInt8]
        let body: [UInt8]
        /// The id of the message, where the signature scheme has one.
        let id: String

        init(_ request: RecordedRequest, _ rules: DeliveryRules?) {
            provider = request.recognition.provider ?? ""
            target = Array(request.target.utf8)
            body = request.body
            let header = rules?.http.signature?.headers.first { $0.value == "{id}" }
            id = header.flatMap { request.headers.first($0.name) } ?? ""
        }
    }

    private func canContinue(with request: RecordedRequest, _ rules: DeliveryRules?) -> Bool {
        guard let last = attempts.last else { return false }
        let timeout = rules?.timeout ?? .seconds(5)
        let took = min(last.answer.after, timeout)
        return last.receivedAt + Int64(took.milliseconds * 1000) <= request.receivedAt
    }

    private mutating func judge(_ request: RecordedRequest, _ rules: DeliveryRules?) {
        let isInTime = request.answer.after <= rules?.timeout ?? .seconds(5)
        isDelivered =
            isInTime
            && (request.answer.status.map { rules?.http.accepts(status: $0) ?? ($0 == 200) } ?? false)
        if isDelivered, request.answer.origin == .forwarded { isAcceptedByTarget = true }
        let most = rules?.retries.extent.attempts ?? Int.max
        hasEnded = isDelivered || attempts.count >= most
    }
}
