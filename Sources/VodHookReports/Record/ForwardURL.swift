package import JSONText

/// Where a request goes that is passed on.
package enum ForwardURL {
    /// The URL for a request with `requestTarget` (path and query as received).
    ///
    /// A target without a path gets path and query of the request. One with a path keeps it, as a callback URL that is
    /// configured somewhere; the query of the request follows its own.
    package static func url(of requestTarget: String, to target: URLText) -> String {
        let user = target.userInformation.map { "\($0)@" } ?? ""
        let origin = "\(target.scheme)://\(user)\(target.hostAndPort)"
        let mark = requestTarget.utf8.firstIndex(of: 0x3F)
        let path = mark.map { String(requestTarget[..<$0]) } ?? requestTarget
        let query = mark.map { String(requestTarget[requestTarget.utf8.index(after: $0)...]) }
        let isBare = (target.path.isEmpty || target.path == "/")
        let queries = [target.query, query].compactMap { $0 }.filter { !$0.isEmpty }
        let tail = queries.isEmpty ? "" : "?\(queries.joined(separator: "&"))"
        return origin + (isBare ? (path.hasPrefix("/") ? path : "/\(path)") : target.path) + tail
    }
}
