package import VodHookCatalogue
package import VodHookPlan

/// Makes the HTTP request of one attempt: headers, a fresh signature, and the faults of the scenario.
package struct RequestBuilder: Sendable {
    let target: RunTarget

    /// A builder of requests to `target`.
    package init(target: RunTarget) { self.target = target }

    /// How a delivery is signed; nil when nothing is signed.
    package func recipe(_ delivery: PlannedDelivery) -> SigningRecipe? {
        target.target(for: delivery).signer.recipe(
            delivery.rules.http.signature, body: delivery.body, id: delivery.id, faults: delivery.faults)
    }

    /// The method that a delivery is sent by, faults included.
    package static func method(of delivery: PlannedDelivery) -> String {
        WireChanges(delivery.faults, bodySize: delivery.body.count).method ?? delivery.rules.http.method
    }

    /// The request of an attempt that is sent at `unixSeconds`; `gate` holds it open in the middle of its body.
    package func request(
        _ delivery: PlannedDelivery, body: [UInt8], unixSeconds: Int64, holdingAt gate: RequestGate? = nil
    ) -> OutgoingRequest {
        let target = target.target(for: delivery)
        let rules = delivery.rules
        let sent = delivery.sent(body)
        let changes = WireChanges(delivery.faults, bodySize: sent.count)
        var headers: [HTTPHeader] = []
        if target.headers.first("Content-Type") == nil {
            let type = changes.contentType ?? target.contentType ?? rules.http.contentType
            headers.append(HTTPHeader("Content-Type", type))
        }
        headers += rules.http.headers.filter { target.headers.first($0.name) == nil }
        headers += target.headers
        headers += target.signer.headers(
            rules.http.signature, body: body, id: delivery.id, unixSeconds: unixSeconds,
            faults: delivery.faults)
        var request = OutgoingRequest(
            method: Self.method(of: delivery), url: target.url, headers: headers, body: sent,
            timeout: rules.timeout)
        request.wire = changes.wire
        if let gate, let hold = delivery.holdAfterBytes {
            request.wire.hold = (min(hold, max(0, body.count - 1)), gate)
        }
        return request
    }
}
