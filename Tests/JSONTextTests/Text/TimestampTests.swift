@testable import JSONText
import Testing

@Suite struct TimestampTests {
    static let instants: [(String, Int64)] = [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1970-01-01T00:00:00.5Z", 500),
        ("1970-01-01T00:00:00.05Z", 50), ("1969-12-31T23:59:59.999Z", -1),
        ("2000-02-29T00:00:00Z", 951_782_400_000),
        ("2016-12-31T23:59:59Z", 1_483_228_799_000), ("2026-01-15T08:00:00Z", 1_768_464_000_000),
        ("2024-02-29T12:34:56.789Z", 1_709_210_096_789), ("2038-01-19T03:14:08Z", 2_147_483_648_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
    ]

    @Test(arguments: instants) func `an ISO time is read`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(iso: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-01-15", "2026-01-15T08:00:00", "2026-01-15T08:00:00z", "2026-01-15 08:00:00Z",
        "2026-01-15T08:00:00+00:00",
        "2026-00-15T08:00:00Z", "2026-13-15T08:00:00Z", "2026-01-00T08:00:00Z", "2026-01-32T08:00:00Z",
        "2026-02-29T08:00:00Z",
        "1900-02-29T08:00:00Z", "2026-04-31T08:00:00Z", "2026-01-15T24:00:00Z", "2026-01-15T08:60:00Z",
        "2026-01-15T08:00:60Z",
        "2026-01-15T08:00:00.Z", "2026-01-15T08:00:00.1234Z", "2026-01-15T08:00:00,1Z",
        "-026-01-15T08:00:00Z",
        "2026-01-15T08:00:0٠Z", "20260-1-15T08:00:00Z",
    ])
    func `an impossible time is none`(_ text: String) { #expect(Timestamp(iso: text) == nil) }

    @Test func `every format shows the same moment`() {
        let time = Timestamp(milliseconds: 1_709_224_496_009)
        #expect(time.isoSeconds == "2024-02-29T16:34:56Z")
        #expect(time.isoMilliseconds == "2024-02-29T16:34:56.009Z")
        #expect(time.isoColonMilliseconds == "2024-02-29T16:34:56:009Z")
        #expect(time.compactUTC8 == "20240301003456")
        #expect(time.unixSeconds == 1_709_224_496)
        #expect(
            time.goUTC8(nanoseconds: 123_456_789, monotonicSeconds: 42)
                == "2024-03-01 00:34:56.009456789 +0800 CST m=+42.123456789")
        #expect(Timestamp(milliseconds: -1).unixSeconds == -1)
    }

    @Test func `random moments read back from what is written`() {
        var chance = SeededChance(seed: 6)
        for _ in 0..<3000 {
            let time = Timestamp(
                milliseconds: Int64(chance.int(in: -62_167_219_200_000...253_402_300_799_999)))
            #expect(Timestamp(iso: time.isoMilliseconds) == time)
            #expect(Timestamp(iso: time.isoSeconds)?.milliseconds == time.unixSeconds * 1000)
        }
    }

    @Test func `every day of a hundred and thirty years follows the one before`() {
        // From 1999-12-31 on, through the leap year 2000 and the ordinary year 2100.
        var (year, month, day) = (1999, 12, 31)
        let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var time = Timestamp(milliseconds: 946_598_400_000)
        for _ in 0..<(146_097 / 3) {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let length = month == 2 && isLeap ? 29 : days[month - 1]
            (day, month, year) =
                day < length ? (day + 1, month, year) : month < 12 ? (1, month + 1, year) : (1, 1, year + 1)
            time = Timestamp(milliseconds: time.milliseconds + 86_400_000)
            let expected = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
            if time.isoSeconds != expected { Issue.record("\(time.isoSeconds) should be \(expected)") }
        }
    }

    @Test func `durations add up`() {
        let time = Timestamp(milliseconds: 1000)
        #expect(time + .milliseconds(1500) == Timestamp(milliseconds: 2500))
        #expect(time + .microseconds(600) == Timestamp(milliseconds: 1001))
        #expect((time + .seconds(2)) - time == .seconds(2))
        #expect(time < time + .milliseconds(1))
    }
}
