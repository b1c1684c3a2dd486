import JSONText
package import VodHookCatalogue
package import VodHookPlan

/// Signs attempts: the scheme of the provider, the configured URL, the keys, and the faults of a scenario.
package struct Signer: Sendable {
    /// The URL as configured with the provider.
    package let url: String
    /// The key; nil sends no signature.
    package let key: String?
    /// The key before the last rotation.
    package let previousKey: String?

    /// A signer.
    package init(url: String, key: String?, previousKey: String? = nil) {
        self.url = url
        self.key = key
        self.previousKey = previousKey
    }

    /// The signature headers of one attempt that is sent at `unixSeconds`; empty when nothing is signed.
    package func headers(
        _ scheme: SignatureScheme?, body: [UInt8], id: String, unixSeconds: Int64, faults: [Fault] = []
    ) -> [HTTPHeader] {
        guard var scheme, let key else { return [] }
        var input = SigningInput(url: url, timestamp: String(unixSeconds), key: key, id: id, body: body)
        for fault in faults { bend(&input, &scheme, fault, unixSeconds) }
        var headers = scheme.headers(for: input)
        for fault in faults { bend(&headers, scheme, fault) }
        return headers
    }

    /// What is wrong before the digest is computed.
    private func bend(
        _ input: inout SigningInput, _ scheme: inout SignatureScheme, _ fault: Fault, _ now: Int64
    ) {
        let seconds = (fault.by ?? .seconds(3600)).components.seconds
        switch fault.kind {
        case .wrongKey: input.key = "not-\(input.key)"
        case .previousKey: input.key = previousKey ?? "previous-\(input.key)"
        case .staleSignature: input.timestamp = String(now.clampedDifference(seconds))
        case .futureSignature: input.timestamp = String(now.clampedSum(seconds))
        case .millisecondsTimestamp: input.timestamp = String(now.clampedProduct(1000))
        case .textTimestamp: input.timestamp = "yesterday"
        case .otherURL: input.url = fault.value ?? "https://other.example.test/callback"
        case .otherScheme: scheme = scheme.ofOtherVendor
        default: break
        }
    }

    /// What is wrong with the headers themselves.
    private func bend(_ headers: inout [HTTPHeader], _ scheme: SignatureScheme, _ fault: Fault) {
        func names(with slot: String) -> [String] {
            scheme.headers.filter { $0.value.contains(slot) }.map(\.name)
        }
        switch fault.kind {
        case .missingSignature: headers = []
        case .missingTimestamp: headers.removeAll { names(with: "{timestamp}").contains($0.name) }
        case .upperCaseSignature:
            for place in headers.indices where names(with: "{signature}").contains(headers[place].name) {
                headers[place].value = headers[place].value.uppercased()
            }
        default: break
        }
    }
}
