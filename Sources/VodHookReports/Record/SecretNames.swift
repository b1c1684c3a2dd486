/// Tells by the name of a header, a field or a query parameter what kind of secret its value is.
enum SecretNames {
    /// The kind of the value of a header.
    static func kind(ofHeader name: String) -> SecretKind? {
        let plain = plain(name.utf8)
        if plain.contains("signature") { return .signatures }
        if plain.contains("authorization") || plain.contains("cookie") { return .credentials }
        return common(plain)
    }

    /// The kind of the value of a JSON field.
    static func kind(ofField name: some Sequence<UInt8>) -> SecretKind? {
        let plain = plain(name)
        if plain.hasSuffix("signature") { return .signatures }
        return common(plain)
    }

    /// The kind of the value of a query parameter.
    static func kind(ofParameter name: some Sequence<UInt8>) -> SecretKind? {
        let plain = plain(name)
        if plain.contains("signature") || shortParameters.contains(plain) { return .urls }
        switch common(plain) {
        case .credentials?, .accessKeys?: return .urls
        case let other: return other
        }
    }

    private static let shortParameters: Set<String> = ["key", "sig", "sign", "pwd", "pass", "jwt", "auth"]
    private static let userData: Set<String> = ["extend", "userdata", "callbackargs"]
    private static let accounts: Set<String> = [
        "userid", "accountid", "ownerid", "aliuid", "aliyunuid", "uid", "topaccountid", "owneraccountid",
        "xaccountid", "xuserid", "parentid",
    ]
    private static let credentials = [
        "token", "secret", "password", "passwd", "authkey", "apikey", "privatekey", "credential", "session",
    ]

    private static func common(_ plain: String) -> SecretKind? {
        if userData.contains(plain) { return .userData }
        if accounts.contains(plain) { return .accountIDs }
        // Names a request, not a person: the client makes it up so that a call can be repeated.
        if plain == "clienttoken" { return nil }
        if credentials.contains(where: plain.contains) { return .credentials }
        return plain.contains("accesskey") ? .accessKeys : nil
    }

    /// Lower case without hyphens, underscores and dots, so that `Access-Key_Id` and `accessKeyId` are one.
    private static func plain(_ name: some Sequence<UInt8>) -> String {
        let bytes = name.compactMap { byte -> UInt8? in
            switch byte {
            case 0x2D, 0x2E, 0x5F: nil
            case 0x41...0x5A: byte | 0x20
            default: byte
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
