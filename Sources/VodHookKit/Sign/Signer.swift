/// Signs attempts: the scheme of the provider, the configured URL, the keys, and the faults of a scenario.
public struct Signer: Sendable {
    /// The URL as configured with the provider.
    public let url: String
    /// The key; nil sends no signature.
    public let key: String?
    /// The key before the last rotation.
    public let previousKey: String?

    /// A signer.
    public init(url: String, key: String?, previousKey: String? = nil) {
        self.url = url
        self.key = key
        self.previousKey = previousKey
    }

    /// The signature headers of one attempt that is sent at `unixSeconds`; empty when nothing is signed.
    public func headers(
        _ scheme: SignatureScheme?, body: [UInt8], id: String, unixSeconds: Int64, faults: [Fault] = []
    ) -> [HTTPHeader] {
        guard let scheme, let key, !faults.contains(.missingSignature) else { return [] }
        var input = SigningInput(url: url, timestamp: String(unixSeconds), key: key, id: id, body: body)
        for fault in faults {
            switch fault {
            case .wrongKey: input.key = "not-\(key)"
            case .previousKey: input.key = previousKey ?? "previous-\(key)"
            case .staleSignature: input.timestamp = String(unixSeconds - 3600)
            case .futureSignature: input.timestamp = String(unixSeconds + 3600)
            case .duplicate, .missingSignature: break
            }
        }
        return scheme.headers(for: input)
    }
}
