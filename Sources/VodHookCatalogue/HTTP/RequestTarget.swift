import JSONText

/// What a request line and its headers say of the URL.
package struct RequestTarget: Sendable {
    /// Path and query.
    package var path: String
    /// The host, with the port unless it is the usual one.
    package var host: String
    /// The value for `Authorization` when the URL holds a user, or nil.
    package var authorization: String?

    package init(path: String, host: String, authorization: String? = nil) {
        self.path = path
        self.host = host
        self.authorization = authorization
    }

    /// The target of `url` as it is written; empty for what is no absolute URL.
    init(_ url: String) {
        let parts = URLText(url)
        let path = parts.flatMap { $0.path.isEmpty ? nil : $0.path } ?? "/"
        self.path = path + (parts?.query.map { "?\($0)" } ?? "")
        host = parts?.hostAndPort ?? ""
        authorization = parts?.userInformation.map { "Basic \(Base64.encode(Array($0.utf8)))" }
    }
}
