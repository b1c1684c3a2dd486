import JSONText

/// Dates as HTTP headers have them: `Wed, 04 Jun 2025 06:33:37 GMT`.
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Milliseconds since 1970; nil for any other text or an impossible date.
    ///
    /// The day of the week is not compared.
    static func milliseconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].utf8.last == 0x2C, ["GMT", "UTC", "+0000"].contains(parts[5]),
            let day = number(parts[1]), let month = months.firstIndex(of: String(parts[2])),
            let year = number(parts[3]), let date = CivilDate(year: year, month: month + 1, day: day)
        else { return nil }
        let clock = parts[4].split(separator: ":", omittingEmptySubsequences: false).map { number($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            hour < 24, minute < 60, second < 61
        else { return nil }
        return Int64(date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second) * 1000
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// `20250604T063337Z`.
    static func compact(_ milliseconds: Int64) -> String {
        var text = ""
        for byte in Timestamp(milliseconds: milliseconds).isoSeconds.unicodeScalars
        where byte != "-" && byte != ":" {
            text.unicodeScalars.append(byte)
        }
        return text
    }
}
