/// Numbers for people.
public enum Shown {
    /// `0.4 ms`, `12 ms`, `1.25 s`, `2 m 5 s`.
    package static func duration(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        if milliseconds < 10 { return "\(fixed(milliseconds, 1)) ms" }
        if milliseconds < 1000 { return "\(fixed(milliseconds, 0)) ms" }
        if milliseconds < 120_000 { return "\(fixed(milliseconds / 1000, 1)) s" }
        let minutes = Int(milliseconds / 60_000)
        if minutes < 120 { return "\(minutes) m \(Int(milliseconds / 1000) % 60) s" }
        return "\(minutes / 60) h \(minutes % 60) m"
    }

    /// `value` with `digits` decimals.
    package static func fixed(_ value: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let rounded = Int((value * scale).rounded())
        guard digits > 0 else { return String(rounded) }
        let fraction = String(abs(rounded) % Int(scale))
        let padding = String(repeating: "0", count: digits - fraction.count)
        return "\(rounded < 0 ? "-" : "")\(abs(rounded) / Int(scale)).\(padding)\(fraction)"
    }

    /// `1 attempt`, `2 attempts`.
    public static func count(_ count: Int, _ noun: String) -> String {
        if count == 1 { return "1 \(noun)" }
        return noun.hasSuffix("y") ? "\(count) \(noun.dropLast())ies" : "\(count) \(noun)s"
    }
}
