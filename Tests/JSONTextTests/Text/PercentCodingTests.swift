import JSONText
import Testing

struct PercentCodingTests {
    @Test(arguments: [
        ("a-._~Z9", "a-._~Z9"), ("a b/c?d=e&f#%", "a%20b%2Fc%3Fd%3De%26f%23%25"), ("\u{e4}", "%C3%A4"),
    ])
    func `every byte that means something in a URL is encoded`(_ text: String, _ encoded: String) {
        #expect(PercentCoding.encoded(text) == encoded)
        #expect(PercentCoding.decoded(encoded) == text)
    }

    @Test(
        arguments: [
            ("bb%3Acc", "bb:cc", "bb:cc"), ("%e8%A7%86", "视", "视"), ("a+b", "a+b", "a+b"), ("", "", ""),
            ("100%", "100%", nil), ("%4", "%4", nil), ("%zz", "%zz", nil), ("%%41", "%A", nil),
            ("%2525", "%25", "%25"),
            ("%ff", "\u{FFFD}", nil),
        ] as [(String, String, String?)])
    func `escapes are replaced by their bytes`(_ text: String, _ decoded: String, _ strictly: String?) {
        #expect(PercentCoding.decoded(text) == decoded)
        #expect(PercentCoding.strictlyDecoded(text) == strictly)
    }
}
