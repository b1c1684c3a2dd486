/// Where a running server listens.
package struct ServerAddress: Sendable, Equatable {
    /// The host as configured.
    package let host: String
    /// The port that was bound.
    package let port: Int
    /// `http://host:port`, without a slash at the end.
    package var url: String { "http://\(host.utf8.contains(0x3A) ? "[\(host)]" : host):\(port)" }

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}
