/// Which hosts may be put under load without saying so.
enum HostSafety {
    /// True for this machine and for addresses that are private by RFC 1918, RFC 4193 or link-local.
    static func isNear(_ host: String) -> Bool {
        let name = host.lowercased().drop { $0 == "[" }.prefix { $0 != "]" }
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        if name.contains(":") {
            return ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { name.hasPrefix($0) }
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt8($0) }
        guard parts.count == 4, numbers.count == 4 else { return false }
        switch (numbers[0], numbers[1]) {
        case (127, _), (10, _), (192, 168), (169, 254): return true
        case (172, 16...31): return true
        default: return false
        }
    }
}
