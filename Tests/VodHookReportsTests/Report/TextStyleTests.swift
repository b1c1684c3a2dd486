@testable import JSONText
import Testing
@testable import VodHookReports

@Suite struct TextStyleTests {
    @Test(arguments: [
        ("plain 中é😀", "plain 中é😀"), ("a\nb\r\n\tc", "a\\nb\\r\\n\\tc"), ("\u{1B}[31mred", "\\x1b[31mred"),
        ("\u{0}\u{7F}", "\\x00\\x7f"),
        ("\u{85}\u{9B}31m", "\\x85\\x9b31m"), ("", ""),
    ])
    func `control characters become visible`(_ text: String, _ safe: String) {
        #expect(SafeText.line(text).hasSameBytes(as: safe))
    }

    @Test func `colours stand around words or not at all`() {
        #expect(TextStyle(usesColor: true).bad("x") == "\u{1B}[31mx\u{1B}[0m")
        #expect(TextStyle(usesColor: true).good("") == "")
        #expect(TextStyle(usesColor: false).strong("x") == "x")
    }

    static let durations: [(Duration, String)] = [
        (.zero, "0.0 ms"), (.microseconds(449), "0.4 ms"), (.microseconds(9900), "9.9 ms"),
        (.milliseconds(12), "12 ms"),
        (.milliseconds(999), "999 ms"), (.milliseconds(1250), "1.3 s"), (.seconds(119), "119.0 s"),
        (.seconds(125), "2 m 5 s"),
        (.seconds(7199), "119 m 59 s"), (.seconds(171_946), "47 h 45 m"),
    ]

    @Test(arguments: durations) func `durations are shown in the unit that fits`(
        _ duration: Duration, _ shown: String
    ) {
        #expect(Shown.duration(duration) == shown)
    }

    @Test(arguments: [(0, "0 deliveries"), (1, "1 delivery"), (2, "2 deliveries")])
    func `counts have their plural`(_ count: Int, _ shown: String) {
        #expect(Shown.count(count, "delivery") == shown)
        #expect(Shown.count(count, "attempt") == "\(count) attempt\(count == 1 ? "" : "s")")
    }
}
