/// The parts of an absolute URL as written; nothing is decoded or normalised.
public struct URLText: Sendable, Equatable {
    /// `http` or `https`, as written.
    public let scheme: String
    /// What stands before `@`, or nil.
    public let userInformation: String?
    /// Host and port as written.
    public let hostAndPort: String
    /// From the first slash to before the query; may be empty.
    public let path: String
    /// What follows the question mark, without the fragment; nil when there is none.
    public let query: String?

    /// The parts of `url`, or nil when it has no scheme or no host.
    public init?(_ url: String) {
        let bytes = Array(url.utf8)
        guard
            let mark = (0..<max(0, bytes.count - 2)).first(where: {
                bytes[$0...].starts(with: [0x3A, 0x2F, 0x2F])
            })
        else { return nil }
        func text(_ part: ArraySlice<UInt8>) -> String { String(decoding: part, as: UTF8.self) }
        let rest = bytes[(mark + 3)...].prefix { $0 != 0x23 }
        let authority = rest.prefix { $0 != 0x2F && $0 != 0x3F }
        let tail = rest[authority.endIndex...]
        let pathPart = tail.prefix { $0 != 0x3F }
        scheme = text(bytes[..<mark])
        if let at = authority.lastIndex(of: 0x40) {
            userInformation = text(authority[..<at])
            hostAndPort = text(authority[(at + 1)...])
        } else {
            userInformation = nil
            hostAndPort = text(authority)
        }
        path = text(pathPart)
        query = pathPart.endIndex < tail.endIndex ? text(tail[(pathPart.endIndex + 1)...]) : nil
        if scheme.isEmpty || hostAndPort.isEmpty { return nil }
    }

    /// What a URL that can be called has and `text` has not, to be read after "a URL that"; nil when it has all.
    public static func lack(in text: String) -> String? {
        guard let parts = URLText(text), ["http", "https"].contains(parts.scheme.lowercased()) else {
            return "begins with http:// or https://"
        }
        if parts.host.isEmpty { return "names a host" }
        if text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { return "has %20 in place of blanks" }
        let behindHost = parts.hostAndPort.utf8.reversed().prefix { $0 != 0x3A && $0 != 0x5D }
        let hasPort = behindHost.count < parts.hostAndPort.utf8.count && !parts.hostAndPort.hasSuffix("]")
        guard hasPort, parts.hostAndPort.utf8.dropLast(behindHost.count).last == 0x3A else { return nil }
        let port = String(decoding: behindHost.reversed(), as: UTF8.self)
        return (1...65535).contains(Int(port) ?? 0) ? nil : "has a port from 1 to 65535"
    }

    /// Scheme, host and port.
    public var origin: String { "\(scheme)://\(hostAndPort)" }

    /// The host without port and without the brackets of an IPv6 address.
    public var host: String {
        if hostAndPort.hasPrefix("["), let close = hostAndPort.firstIndex(of: "]") {
            return String(hostAndPort[hostAndPort.index(after: hostAndPort.startIndex)..<close])
        }
        return String(hostAndPort.prefix { $0 != ":" })
    }

    /// Origin and path: the URL without what may be secret; fit for reports.
    public var withoutSecrets: String { origin + path }
}
