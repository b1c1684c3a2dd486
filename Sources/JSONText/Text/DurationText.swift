/// Durations as people write them: a number and a unit, `"250ms"`, `"1.5s"`, `"2m"`, `"1h"`.
public enum DurationText {
    private static let units: [(suffix: String, milliseconds: Double)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
    ]

    /// The longest duration that is taken from outside: 10 years.
    public static let longest = Duration.seconds(3650 * 24 * 3600)

    /// The duration that `text` names, to the microsecond, or nil when it is not one (or beyond 10 years).
    public static func parse(_ text: String) -> Duration? {
        guard let milliseconds = milliseconds(text), milliseconds <= longest.milliseconds else { return nil }
        return .microseconds(Int64((milliseconds * 1000).rounded()))
    }

    /// True when `text` names a duration, yet one beyond 10 years.
    package static func isTooLong(_ text: String) -> Bool {
        milliseconds(text).map { $0 > longest.milliseconds } ?? false
    }

    private static func milliseconds(_ text: String) -> Double? {
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard let first = digits.utf8.first, first >= 0x30, first <= 0x39,
            digits.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }),
            digits.utf8.last != 0x2E, let number = Double(digits)
        else { return nil }
        return number * unit.milliseconds
    }

    /// The shortest text that `parse` reads back: `5s`, `250ms`, `1.5s`, `48h`.
    public static func text(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        if milliseconds == 0 { return "0s" }
        for unit in units.reversed() where unit.milliseconds > 1 {
            let count = milliseconds / unit.milliseconds
            if count >= 1, (count * 1000).rounded() == count * 1000 {
                return "\(JSONNumber(shortest: count)?.literal ?? "0")\(unit.suffix)"
            }
        }
        return "\(JSONNumber(shortest: milliseconds)?.literal ?? "0")ms"
    }
}

extension Duration {
    /// The duration in milliseconds.
    public var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }

    /// The duration in seconds.
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

    /// `seconds` to the microsecond; nil when they are no number, or more than 10 years either way.
    public static func fractional(_ seconds: Double) -> Duration? {
        guard abs(seconds) <= DurationText.longest.inSeconds else { return nil }
        return .microseconds(Int64((seconds * 1e6).rounded()))
    }

    /// The duration in whole nanoseconds; an end of the range when it is beyond 292 years.
    public var nearestNanoseconds: Int64 { Int64(nearest: inSeconds * 1e9) }
}
