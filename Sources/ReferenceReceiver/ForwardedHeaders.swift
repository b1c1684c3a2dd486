import VodHookCatalogue

/// The headers that a forwarding receiver passes on: all but those that belong to one connection.
enum ForwardedHeaders {
    private static let ofConnection: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "expect", "host", "content-length",
    ]

    /// `headers` without hop-by-hop ones, those that `Connection` names, and those that the next hop writes anew.
    static func passedOn(_ headers: [HTTPHeader]) -> [HTTPHeader] {
        let named = headers.filter { $0.name.lowercased() == "connection" }
            .flatMap { $0.value.split(separator: ",") }
            .map { String($0.filter { $0 != " " && $0 != "\t" }).lowercased() }
        return headers.filter { header in
            let name = header.name.lowercased()
            return !ofConnection.contains(name) && !named.contains(name)
        }
    }
}
