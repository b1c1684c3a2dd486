/// Puts colours around words, or leaves them plain; the one place that knows escape sequences.
public struct TextStyle: Sendable {
    /// True when colours are used.
    public let usesColor: Bool

    /// A style.
    public init(usesColor: Bool) { self.usesColor = usesColor }

    func good(_ text: String) -> String { wrap(text, "32") }
    func bad(_ text: String) -> String { wrap(text, "31") }
    func warn(_ text: String) -> String { wrap(text, "33") }
    func faint(_ text: String) -> String { wrap(text, "2") }
    func strong(_ text: String) -> String { wrap(text, "1") }

    /// The sign before a line.
    func mark(_ verdict: Verdict) -> String {
        switch verdict {
        case .pass: good("✓")
        case .fail: bad("✗")
        case .interrupted: warn("!")
        }
    }

    private func wrap(_ text: String, _ code: String) -> String {
        usesColor && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// Text from outside made fit for a terminal: control characters become visible, lines stay one line.
public enum SafeText {
    /// `text` with every control character as `\xNN`.
    public static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
        else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": safe += "\\n"
            case "\r": safe += "\\r"
            case "\t": safe += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                safe += "\\x\(Hex.encode([UInt8(truncatingIfNeeded: scalar.value)]))"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}

/// Numbers for people.
public enum Shown {
    /// `0.4 ms`, `12 ms`, `1.25 s`, `2 m 5 s`.
    static func duration(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        if milliseconds < 10 { return "\(fixed(milliseconds, 1)) ms" }
        if milliseconds < 1000 { return "\(fixed(milliseconds, 0)) ms" }
        if milliseconds < 120_000 { return "\(fixed(milliseconds / 1000, 1)) s" }
        let minutes = Int(milliseconds / 60_000)
        if minutes < 120 { return "\(minutes) m \(Int(milliseconds / 1000) % 60) s" }
        return "\(minutes / 60) h \(minutes % 60) m"
    }

    /// `value` with `digits` decimals.
    static func fixed(_ value: Double, _ digits: Int) -> String {
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
