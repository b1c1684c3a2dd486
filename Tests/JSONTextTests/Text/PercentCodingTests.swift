import JSONText
import Testing

struct PercentCodingTests {
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
