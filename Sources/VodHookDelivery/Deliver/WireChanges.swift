package import VodHookCatalogue
package import VodHookPlan

/// What the faults of the wire make of one request.
package struct WireChanges: Sendable {
    /// The Content-Type that is sent in place of the usual one.
    var contentType: String?
    /// The method that is sent in place of the usual one.
    var method: String?
    /// How the request goes over the wire.
    package var wire = WireBehaviour()

    /// What these faults make of a request with a body of so many bytes; those that are not of the wire make nothing.
    package init(_ faults: [Fault], bodySize: Int) {
        for fault in faults {
            guard case .wire(let fault) = fault.kind else { continue }
            switch fault {
            case .contentType(let value): contentType = value
            case .chunked(let bytes): wire.chunkBytes = bytes
            case .expectContinue: wire.expectsContinue = true
            case .slowBody(let rate): wire.bodyBytesPerSecond = rate
            case .slowHeaders(let rate): wire.headerBytesPerSecond = rate
            case .reset(let after): wire.resetAfterBodyBytes = min(after ?? bodySize / 2, bodySize)
            case .halfClose(let after): wire.halfCloseAfterBodyBytes = min(after ?? bodySize, bodySize)
            case .ownConnection: wire.usesOwnConnection = true
            case .method(let name): method = name
            }
        }
    }
}
