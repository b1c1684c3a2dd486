@testable import JSONText
import Testing

@Suite struct EncodingTests {
    /// The vectors of RFC 4648, section 10.
    static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: vectors) func `Base64 follows RFC 4648`(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=", "====", "Z===", "Zg==Zg==", "Zm9v\n", "Zm9 ", "Zm-_", "Zm9\u{E9}",
    ])
    func `other texts are not Base64`(_ text: String) { #expect(Base64.decode(text) == nil) }

    @Test func `all bytes survive Base64 at every length`() {
        let bytes = (0...255).map { UInt8($0) }
        for count in 0...bytes.count {
            #expect(Base64.decode(Base64.encode(Array(bytes.suffix(count)))) == bytes.suffix(count))
        }
    }

    @Test func `hexadecimal text is lower case with two digits a byte`() {
        #expect(Hex.encode([0x00, 0x0F, 0xA0, 0xFF]) == "000fa0ff")
        #expect(Hex.encode([]) == "")
    }

    @Test func `a hexadecimal digit has its value in either case`() {
        let digits = Array("0123456789abcdef".utf8)
        for byte in UInt8(0)...255 {
            let lower = byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte
            #expect(Hex.digit(byte) == digits.firstIndex(of: lower).map { UInt8($0) })
        }
    }
}
