extension SchemaURI {
    /// True when all parts have the characters that RFC 3986 allows there.
    func isValid(absolute: Bool) -> Bool {
        if absolute, scheme == nil { return false }
        let pathExtra = Array(":@/".utf8)
        guard Self.hasOnly(path, pathExtra), Self.hasOnly(query ?? "", pathExtra + [0x3F]),
            Self.hasOnly(fragment ?? "", pathExtra + [0x3F])
        else { return false }
        if scheme == nil, authority == nil,
            path.utf8.prefix(while: { $0 != 0x2F }).contains(0x3A)
        {
            return false
        }
        return authority.map(Self.isAuthority) ?? true
    }

    private static func isAuthority(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        if let at = rest.lastIndex(of: 0x40) {
            guard hasOnly(String(decoding: rest[..<at], as: UTF8.self), [0x3A]) else { return false }
            rest = rest[(at + 1)...]
        }
        if rest.first == 0x5B {
            guard let end = rest.firstIndex(of: 0x5D) else { return false }
            let address = rest[..<end].dropFirst()
            let isFuture = (address.first ?? 0) | 0x20 == 0x76 && address.contains(0x2E)
            guard isFuture || SchemaFormat.isIPv6(address) else { return false }
            rest = rest[(end + 1)...]
            guard rest.isEmpty || rest.first == 0x3A else { return false }
        } else {
            let end = rest.firstIndex(of: 0x3A) ?? rest.endIndex
            guard hasOnly(String(decoding: rest[..<end], as: UTF8.self), []) else { return false }
            rest = rest[end...]
        }
        return rest.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    /// True for unreserved characters, sub-delimiters, percent escapes and the `extra` ones.
    private static func hasOnly(_ text: String, _ extra: [UInt8]) -> Bool {
        let bytes = Array(text.utf8)
        let plain = Array("-._~!$&'()*+,;=".utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x25 {
                guard index + 2 < bytes.count, Hex.digit(bytes[index + 1]) != nil,
                    Hex.digit(bytes[index + 2]) != nil
                else { return false }
                index += 2
            } else if !SchemaFormat.isAlphanumeric(byte), !plain.contains(byte), !extra.contains(byte) {
                return false
            }
            index += 1
        }
        return true
    }
}
