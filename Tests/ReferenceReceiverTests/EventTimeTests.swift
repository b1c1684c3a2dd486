@testable import ReferenceReceiver
import Testing

@Suite struct EventTimeTests {
    @Test(
        arguments: [
            ("an absent time is the earliest", nil, "1970-01-01T00:00:00Z"),
            ("a text that is no time is earlier than every time", "yesterday", "1970-01-01T00:00:00Z"),
            ("seconds", "2026-01-02T10:00:00Z", "2026-01-02T10:00:01Z"),
            ("the turn of a leap year", "2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z"),
            ("milliseconds after a colon", "2022-10-20T10:29:46Z", "2022-10-20T10:29:46:540Z"),
            (
                "a local time with an offset", "2022-10-25T03:12:13Z",
                "2022-10-25 11:12:13.502796743 +0800 CST m=+5.0"
            ),
            ("the same in the other direction", "2022-10-25 11:12:13.5 +0800 CST", "2022-10-25T03:12:14Z"),
        ] as [(String, String?, String)])
    func `times are ordered by the instant they name`(label: String, earlier: String?, later: String) {
        #expect(EventTime(earlier) < EventTime(later), "\(label)")
        #expect(!(EventTime(later) < EventTime(earlier)), "\(label)")
    }

    @Test(arguments: [
        "", "2026", "2026-01-02T10:00", "2026-13-02T10:00:00Z", "2026-01-02T10:00:00.", "----------T--:--:--",
    ])
    func `no text makes the reading of a time fail`(text: String) {
        #expect(EventTime(text) == EventTime(text))
        #expect(EventTime(text).text == text)
    }
}
