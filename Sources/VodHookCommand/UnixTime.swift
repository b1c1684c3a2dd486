import ArgumentParser

/// Unix times that flags give.
enum UnixTime {
    /// The seconds from 1970 to the end of the year 9999.
    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// Throws when `seconds` are none that can be meant, which are milliseconds or nanoseconds most of the time.
    static func check(_ seconds: Int64?, _ flag: String) throws {
        guard let seconds, !range.contains(seconds) else { return }
        throw ValidationError(
            "\(flag) \(seconds): give a Unix time in seconds, from 0 to \(range.upperBound)")
    }
}
