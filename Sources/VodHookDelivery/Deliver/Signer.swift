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

    package init(url: String, key: String?, previousKey: String? = nil) {
        self.url = url
        self.key = key
        self.previousKey = previousKey
    }

    /// The signature headers of one attempt that is sent at `unixSeconds`; empty when nothing is signed.
    package func headers(
        _ scheme: SignatureScheme?, body: [UInt8], id: String, unixSeconds: Int64, faults: [Fault] = []
    ) -> [HTTPHeader] {
        guard let scheme, let key else { return [] }
        var signing = Signing(
            scheme: scheme,
            input: SigningInput(url: url, timestamp: String(unixSeconds), key: key, id: id, body: body))
        for fault in faults {
            if case .signature(let fault) = fault.kind { apply(fault, to: &signing, unixSeconds) }
        }
        return signing.headers
    }

    private func apply(_ fault: SignatureFault, to signing: inout Signing, _ now: Int64) {
        switch fault {
        case .wrongKey: signing.input.key = "not-\(signing.input.key)"
        case .previousKey: signing.input.key = previousKey ?? "previous-\(signing.input.key)"
        case .missingSignature: signing.changes.append { _, headers in headers = [] }
        case .missingTimestamp:
            signing.changes.append { scheme, headers in
                let names = Self.names(with: "{timestamp}", in: scheme)
                headers.removeAll { names.contains($0.name) }
            }
        case .staleSignature(let by):
            signing.input.timestamp = String(now.clampedDifference(by.components.seconds))
        case .futureSignature(let by):
            signing.input.timestamp = String(now.clampedSum(by.components.seconds))
        case .millisecondsTimestamp: signing.input.timestamp = String(now.clampedProduct(1000))
        case .textTimestamp: signing.input.timestamp = "yesterday"
        case .upperCaseSignature:
            signing.changes.append { scheme, headers in
                let names = Self.names(with: "{signature}", in: scheme)
                for place in headers.indices where names.contains(headers[place].name) {
                    headers[place].value = headers[place].value.uppercased()
                }
            }
        case .otherScheme: signing.scheme = signing.scheme.ofOtherVendor
        // The signature is right; `PlannedDelivery.sent` makes the body another.
        case .changedBody: break
        case .otherURL(let url): signing.input.url = url
        }
    }

    /// The names of the headers that hold `slot`.
    private static func names(with slot: String, in scheme: SignatureScheme) -> [String] {
        scheme.headers.filter { $0.value.contains(slot) }.map(\.name)
    }

    /// A signature that is being made.
    private struct Signing {
        var scheme: SignatureScheme
        var input: SigningInput
        /// What is wrong with the headers themselves, once they are there.
        var changes: [(SignatureScheme, inout [HTTPHeader]) -> Void] = []

        var headers: [HTTPHeader] {
            var headers = scheme.headers(for: input)
            for change in changes { change(scheme, &headers) }
            return headers
        }
    }
}
