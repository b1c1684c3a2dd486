package import VodHookCatalogue
package import VodHookDelivery
import VodHookPlan

extension LoadScript.Event {
    /// True when head and signature are the same for all uploads in the same second.
    package var sharesItsHead: Bool {
        let scheme = delivery.rules.http.signature
        let signsEach = scheme.map { scheme in
            scheme.coversBody || scheme.text.contains("{id}")
                || scheme.headers.contains { $0.value.contains("{id}") }
        }
        return template != nil && signsEach != true && !delivery.sendsAnotherBody
    }
}

extension LoadScript {
    /// The request of event `number` for `upload` as it is signed at `unixSeconds`, with its body.
    package func request(_ number: Int, upload: Int, to target: RunTarget, unixSeconds: Int64)
        -> OutgoingRequest
    {
        request(
            number, upload: upload, body: body(number, upload: upload), to: target, unixSeconds: unixSeconds)
    }

    func request(
        _ number: Int, upload: Int, body: [UInt8], to target: RunTarget, unixSeconds: Int64
    ) -> OutgoingRequest {
        var delivery = events[number].delivery
        delivery.id = "\(upload)-\(delivery.id)"
        return RequestBuilder(target: target).request(delivery, body: body, unixSeconds: unixSeconds)
    }

    /// What the load engine cannot send of this scenario, in words for the user; nil when it can send all.
    package var obstacle: String? {
        for event in events {
            if let fault = event.delivery.faults.first(where: Self.isBeyondLoad) {
                return "load does not send the fault \"\(fault.word.text)\"; vodhook run does"
            }
        }
        return nil
    }

    /// True for a fault that holds a request open, or sends it in another way than a good client.
    private static func isBeyondLoad(_ fault: Fault) -> Bool {
        let wire = WireChanges([fault], bodySize: 0).wire
        return wire.isUnusual || wire.usesOwnConnection || OrderChanges([fault]).hold != nil
    }
}

/// The bodies of one worker: each is written into the memory of its template, and nothing is allocated for it.
package struct LoadBodies: Sendable {
    private let script: LoadScript
    private var templates: [BodyTemplate?]

    /// The bodies of a script.
    package init(_ script: LoadScript) {
        self.script = script
        templates = script.events.map(\.template)
    }

    /// Calls `use` with the body of event `number` for `upload`; the bytes are good for the call.
    @inline(__always)
    package mutating func with(_ number: Int, upload: Int, _ use: (UnsafeBufferPointer<UInt8>) -> Void) {
        if templates[number]?.fill(salt: script.salt(of: upload)) != nil {
            // The bytes do not leave the call.
            unsafe templates[number]?.withBody(0, use)
        } else {
            unsafe script.body(number, upload: upload).withUnsafeBufferPointer(use)
        }
    }

    /// The length of the body of event `number`; nil when it differs from upload to upload.
    package func length(_ number: Int) -> Int? { templates[number]?.bodies[0].count }
}
