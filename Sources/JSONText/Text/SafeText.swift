/// Text from outside made fit for a terminal and a CI log: control characters become visible, lines stay one line, and
/// nothing is a command to the CI server.
public enum SafeText {
    /// Beginnings of commands to GitHub (`::error::x`), at the beginning of a line or not, and to others anywhere.
    private static let commands = ["##[", "##vso[", "##teamcity["]

    /// `text` with every control character as `\xNN`, every character that turns the direction of writing as `\uNNNN`,
    /// and the first character of what a CI server would take for a command as `\xNN`.
    public static func line(_ text: String) -> String {
        guarded(shown(text))
    }

    /// True for a character that is shown as an escape.
    private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F: true
        default: isDirection(scalar)
        }
    }

    /// True for the characters that change the direction in which others are shown, and for line ends of Unicode.
    private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func guarded(_ text: String) -> String {
        var text = text
        if text.utf8.contains(0x23) {
            for command in commands { text = text.replacing(command, with: "\\x23" + command.dropFirst()) }
        }
        guard let start = text.utf8.firstIndex(where: { $0 != 0x20 }),
            text[start...].utf8.starts(with: "::".utf8)
        else { return text }
        return String(text[..<start]) + "\\x3a" + text[start...].dropFirst()
    }

    private static func shown(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isEscaped) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": safe += "\\n"
            case "\r": safe += "\\r"
            case "\t": safe += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                safe += "\\x\(Hex.encode([UInt8(truncatingIfNeeded: scalar.value)]))"
            case _ where isDirection(scalar):
                let digits = String(scalar.value, radix: 16)
                safe += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
