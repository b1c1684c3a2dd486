import JSONText
package import VodHookCatalogue
package import VodHookPlan

/// Where deliveries go in one run.
package struct RunTarget: Sendable {
    /// The URL that is called.
    package var url: String
    /// Signs for the URL that is configured with the provider.
    package var signer: Signer
    /// The Content-Type instead of the provider's.
    package var contentType: String?
    /// Further headers.
    package var headers: [HTTPHeader]

    package init(url: String, signer: Signer, contentType: String? = nil, headers: [HTTPHeader] = []) {
        self.url = url
        self.signer = signer
        self.contentType = contentType
        self.headers = headers
    }

    /// A target as it was resolved, with `defaultURL` and `defaultKey` for what nothing names.
    package init(_ target: ResolvedTarget, defaultURL: String, defaultKey: String? = nil) {
        let spec = target.spec
        url = spec.url ?? defaultURL
        signer = Signer(
            url: spec.signedURL ?? url, key: spec.key ?? defaultKey, previousKey: spec.previousKey)
        contentType = spec.contentType
        headers = spec.headers
    }

    /// The target of a delivery that names a path: an origin alone takes it, any other URL keeps its own.
    func target(for delivery: PlannedDelivery) -> RunTarget {
        guard let path = delivery.path, let parts = URLText(url), parts.query == nil,
            parts.path.isEmpty || parts.path == "/"
        else { return self }
        var target = self
        target.url = (parts.path.isEmpty ? url : String(url.dropLast())) + path
        if signer.url.hasSameBytes(as: url) {
            target.signer = Signer(url: target.url, key: signer.key, previousKey: signer.previousKey)
        }
        return target
    }

    /// Scheme, host and port of the URL.
    package var origin: String { URLText(url)?.origin ?? url }

    /// The URL without user information and query; fit for reports.
    package var shownURL: String { URLText(url)?.withoutSecrets ?? url }
}
