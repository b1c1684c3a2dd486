import JSONText
package import VodHookCatalogue

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

    /// A target.
    package init(url: String, signer: Signer, contentType: String? = nil, headers: [HTTPHeader] = []) {
        self.url = url
        self.signer = signer
        self.contentType = contentType
        self.headers = headers
    }

    /// Scheme, host and port of the URL.
    package var origin: String { URLText(url)?.origin ?? url }

    /// The URL without user information and query; fit for reports.
    package var shownURL: String { URLText(url)?.withoutSecrets ?? url }
}
