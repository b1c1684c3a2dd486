/// What stands in a body for an id that is written later: the identity and the name of its format.
///
/// The text begins and ends with characters for private use, which no vendor sends, and holds letters of both
/// cases, so that a filter that changes letters breaks the mark instead of going unnoticed.
package struct IdentityMark: Equatable {
    /// How ids are written that ask for no format.
    static let usualFormat = IdentityFormat(alphabet: .hex, length: 32)
    /// The name of the format of what is drawn for a file name; no provider can have a format of this name.
    static let fileStem = "/"
    /// The format of what is drawn for a file name.
    static let fileStemFormat = IdentityFormat(alphabet: .hex, length: 8)

    /// The UTF-8 bytes before and after a mark: U+E000 and U+E001.
    package static let opening: [UInt8] = [0xEE, 0x80, 0x80]
    package static let closing: [UInt8] = [0xEE, 0x80, 0x81]
    private static let letters = Array("aZ".utf8)

    package let identity: Identity
    /// A name among the provider's formats, `fileStem`, or empty for the usual format.
    let format: String

    package init(_ identity: Identity, format: String = "") {
        self.identity = identity
        self.format = format
    }

    /// The mark as it stands in a text.
    var text: String { "\u{E000}aZ\(String(identity.token, radix: 16)):\(format)\u{E001}" }

    /// The mark whose bytes stand between `opening` and `closing`, or nil when they are no whole mark.
    package init?(_ bytes: some BidirectionalCollection<UInt8>) {
        guard bytes.starts(with: Self.letters), let colon = bytes.firstIndex(of: 0x3A) else { return nil }
        let digits = bytes[..<colon].dropFirst(Self.letters.count)
        let format = bytes[bytes.index(after: colon)...]
        guard let token = UInt64(String(decoding: digits, as: UTF8.self), radix: 16),
            !format.contains(Self.opening[0])
        else { return nil }
        self.init(Identity(token: token), format: String(decoding: format, as: UTF8.self))
    }
}
