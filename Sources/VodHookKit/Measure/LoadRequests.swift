extension LoadScript.Event {
    /// True when head and signature are the same for all uploads in the same second.
    public var sharesItsHead: Bool {
        let scheme = delivery.rules.signature
        let signsEach = scheme.map { scheme in
            scheme.coversBody || scheme.text.contains("{id}")
                || scheme.headers.contains { $0.value.contains("{id}") }
        }
        return signsEach != true && !delivery.faults.contains { $0.kind == .changedBody }
    }

    /// The length of the body, the same for all uploads.
    public var bodyLength: Int { body.bytes.count }

    /// Writes the body for `upload` to the beginning of `target`, which must have room for `bodyLength` bytes.
    public func writeBody(upload: Int, seed: UInt64, into target: UnsafeMutableBufferPointer<UInt8>) {
        body.render(upload: UInt64(truncatingIfNeeded: upload), seed: seed, into: target)
    }

    /// The body for `upload`.
    public func body(upload: Int, seed: UInt64) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bodyLength) { target, count in
            writeBody(upload: upload, seed: seed, into: target)
            count = bodyLength
        }
    }

    /// The request for `upload` as it is signed at `unixSeconds`, with its body.
    public func request(upload: Int, seed: UInt64, to target: RunTarget, unixSeconds: Int64)
        -> OutgoingRequest
    {
        var delivery = delivery
        delivery.id = "\(upload)-\(delivery.id)"
        return RequestBuilder(target: target).request(
            delivery, body: body(upload: upload, seed: seed), unixSeconds: unixSeconds)
    }
}

extension LoadScript {
    /// What the load engine cannot send of this scenario, in words for the user; nil when it can send all.
    public var obstacle: String? {
        let kinds: [Fault.Kind] = [
            .chunked, .expectContinue, .slowBody, .slowHeaders, .reset, .halfClose, .ownConnection, .overlap,
        ]
        for event in events {
            if let fault = event.delivery.faults.first(where: { kinds.contains($0.kind) }) {
                return "load does not send the fault \"\(fault.kind.rawValue)\"; vodhook run does"
            }
        }
        return nil
    }
}
