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
        guard let key, let recipe = recipe(scheme, body: body, id: id, faults: faults) else { return [] }
        return recipe.headers(key: key, previousKey: previousKey, unixSeconds: unixSeconds)
    }

    /// How a body is signed; nil when nothing is signed.
    package func recipe(
        _ scheme: SignatureScheme?, body: [UInt8], id: String, faults: [Fault] = []
    ) -> SigningRecipe? {
        guard let scheme, key != nil else { return nil }
        return SigningRecipe(scheme, url: url, id: id, body: body, faults: faults)
    }
}
