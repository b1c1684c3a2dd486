package import VodHookCatalogue
package import VodHookPlan

/// Makes the HTTP request of one attempt: headers, a fresh signature, and the faults of the scenario.
package struct RequestBuilder: Sendable {
    let target: RunTarget

    /// A builder of requests to `target`.
    package init(target: RunTarget) { self.target = target }

    /// The request of an attempt that is sent at `unixSeconds`; `gate` holds it open in the middle of its body.
    package func request(
        _ delivery: PlannedDelivery, body: [UInt8], unixSeconds: Int64, holdingAt gate: RequestGate? = nil
    ) -> OutgoingRequest {
        let rules = delivery.rules
        var headers: [HTTPHeader] = []
        if target.headers.first("Content-Type") == nil {
            headers.append(HTTPHeader("Content-Type", contentType(of: delivery)))
        }
        headers += rules.headers.filter { target.headers.first($0.name) == nil }
        headers += target.headers
        headers += target.signer.headers(
            rules.signature, body: body, id: delivery.id, unixSeconds: unixSeconds, faults: delivery.faults)
        var request = OutgoingRequest(
            method: rules.method, url: target.url, headers: headers, body: body, timeout: rules.timeout)
        for fault in delivery.faults { bend(&request, fault) }
        if let gate, let hold = delivery.holdAfterBytes {
            request.wire.hold = (min(hold, max(0, body.count - 1)), gate)
        }
        return request
    }

    private func contentType(of delivery: PlannedDelivery) -> String {
        let fault = delivery.faults.last { $0.kind == .contentType }
        return fault.map { $0.value ?? "text/plain" } ?? target.contentType ?? delivery.rules.contentType
    }

    private func bend(_ request: inout OutgoingRequest, _ fault: Fault) {
        switch fault.kind {
        case .changedBody: BodyFaults.changeOneByte(of: &request.body)
        case .chunked: request.wire.chunkBytes = fault.bytes ?? 16
        case .expectContinue: request.wire.expectsContinue = true
        case .slowBody: request.wire.bodyBytesPerSecond = fault.bytesPerSecond ?? 1000
        case .slowHeaders: request.wire.headerBytesPerSecond = fault.bytesPerSecond ?? 1000
        case .reset:
            request.wire.resetAfterBodyBytes = min(fault.bytes ?? request.body.count / 2, request.body.count)
        case .halfClose:
            request.wire.halfCloseAfterBodyBytes = min(fault.bytes ?? request.body.count, request.body.count)
        case .ownConnection: request.wire.usesOwnConnection = true
        case .method: request.method = fault.value ?? "PUT"
        default: break
        }
    }
}
