/// A moment of scenario time: milliseconds since 1970 in UTC, with the formats in which vendors write it.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    /// A moment.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A moment from `yyyy-MM-ddTHH:mm:ss[.mmm]Z`, or nil for any other text or an impossible date.
    public init?(iso text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 || (22...24).contains(bytes.count), bytes.last == 0x5A else { return nil }
        let separators: [(Int, UInt8)] = [(4, 0x2D), (7, 0x2D), (10, 0x54), (13, 0x3A), (16, 0x3A)]
        guard separators.allSatisfy({ bytes[$0.0] == $0.1 }) else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction = 0
        if bytes.count > 20 {
            guard bytes[19] == 0x2E, let digits = number(20..<(bytes.count - 1)) else { return nil }
            fraction = digits * [0, 100, 10, 1][bytes.count - 21]
        }
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second
        milliseconds = Int64(seconds) * 1000 + Int64(fraction)
    }

    /// Whole seconds since 1970, rounded down.
    public var unixSeconds: Int64 { (milliseconds - (milliseconds % 1000 + 1000) % 1000) / 1000 }

    /// `2006-01-02T15:04:05Z`.
    public var isoSeconds: String {
        let c = civil(offsetHours: 0)
        return "\(date(c))T\(clock(c))Z"
    }

    /// `2006-01-02T15:04:05.000Z`.
    public var isoMilliseconds: String {
        let c = civil(offsetHours: 0)
        return "\(date(c))T\(clock(c)).\(pad(c.millisecond, 3))Z"
    }

    /// `2006-01-02T15:04:05:000Z`: the colon before the milliseconds that Alibaba's audit event prints.
    public var isoColonMilliseconds: String {
        let c = civil(offsetHours: 0)
        return "\(date(c))T\(clock(c)):\(pad(c.millisecond, 3))Z"
    }

    /// `20060102150405` in UTC+8, the head of Volcengine's older request ids.
    public var compactUTC8: String {
        let c = civil(offsetHours: 8)
        return
            "\(pad(c.date.year, 4))\(pad(c.date.month, 2))\(pad(c.date.day, 2))\(pad(c.hour, 2))\(pad(c.minute, 2))\(pad(c.second, 2))"
    }

    /// Go's `time.Time.String()` in UTC+8 with a monotonic reading, as Volcengine's VideoTrackComplete has it.
    public func goUTC8(nanoseconds: Int, monotonicSeconds: Int) -> String {
        let c = civil(offsetHours: 8)
        let fraction = pad(c.millisecond, 3) + pad(nanoseconds % 1_000_000, 6)
        return
            "\(date(c)) \(clock(c)).\(fraction) +0800 CST m=+\(monotonicSeconds).\(pad(nanoseconds % 1_000_000_000, 9))"
    }

    /// The moment `duration` later.
    public static func + (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + Int64(duration.milliseconds.rounded()))
    }

    /// The time between two moments.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }

    /// Order in time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    private typealias Civil = (date: CivilDate, hour: Int, minute: Int, second: Int, millisecond: Int)

    private func civil(offsetHours: Int) -> Civil {
        let shifted = milliseconds + Int64(offsetHours) * 3_600_000
        let days = Int((shifted - (shifted % 86_400_000 + 86_400_000) % 86_400_000) / 86_400_000)
        let rest = Int(shifted - Int64(days) * 86_400_000)
        return (
            CivilDate(daysSince1970: days), rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60,
            rest % 1000
        )
    }

    private func date(_ c: Civil) -> String {
        "\(pad(c.date.year, 4))-\(pad(c.date.month, 2))-\(pad(c.date.day, 2))"
    }
    private func clock(_ c: Civil) -> String { "\(pad(c.hour, 2)):\(pad(c.minute, 2)):\(pad(c.second, 2))" }
    private func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
