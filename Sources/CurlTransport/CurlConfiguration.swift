extension CurlEngine {
    /// How an engine connects; the same for all its requests.
    package struct Configuration: Sendable {
        /// Which HTTP versions are spoken.
        package enum HTTP2: Sendable {
            /// HTTP/1.1 only.
            case off
            /// HTTP/2 where TLS negotiates it, and without asking over plain http.
            ///
            /// With libcurl 7.88 every request over plain http then has a connection of its own, because that
            /// version fails to use such a connection again.
            case on
        }

        /// A PEM file of certificates to trust besides those of the system, or nil.
        package var caCertificateFile: String?
        /// True to accept any certificate.
        package var insecure: Bool
        /// Whether HTTP/2 is spoken.
        package var http2: HTTP2
        /// True to obey `http_proxy`, `https_proxy` and `no_proxy`; otherwise no proxy is ever used.
        package var proxyFromEnvironment: Bool
        /// The most connections open at once, or nil for no limit; requests beyond it wait.
        package var maxConnections: Int?
        /// True to open a connection for every request and to close it afterwards.
        package var connectionPerRequest: Bool

        /// A configuration; the defaults are HTTP/1.1, checked certificates, no proxy, kept connections.
        package init(
            caCertificateFile: String? = nil, insecure: Bool = false, http2: HTTP2 = .off,
            proxyFromEnvironment: Bool = false, maxConnections: Int? = nil, connectionPerRequest: Bool = false
        ) {
            self.caCertificateFile = caCertificateFile
            self.insecure = insecure
            self.http2 = http2
            self.proxyFromEnvironment = proxyFromEnvironment
            self.maxConnections = maxConnections
            self.connectionPerRequest = connectionPerRequest
        }
    }
}
