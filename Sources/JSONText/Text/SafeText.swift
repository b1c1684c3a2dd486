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
