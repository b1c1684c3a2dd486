/// Where deliveries go in one run.
public struct RunTarget: Sendable {
    /// The URL that is called.
    public var url: String
    /// Signs for the URL that is configured with the provider.
    public var signer: Signer
    /// The Content-Type instead of the provider's.
    public var contentType: String?
    /// Further headers.
    public var headers: [HTTPHeader]

    /// A target.
    public init(url: String, signer: Signer, contentType: String? = nil, headers: [HTTPHeader] = []) {
        self.url = url
        self.signer = signer
        self.contentType = contentType
        self.headers = headers
    }

    /// Scheme, host and port of the URL.
    public var origin: String { URLText(url)?.origin ?? url }

    /// The URL without user information and query; fit for reports.
    public var shownURL: String { URLText(url)?.withoutSecrets ?? url }
}
