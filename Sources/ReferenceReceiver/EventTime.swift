import JSONText

/// The `EventTime` of an event, ordered by the instant it names.
///
/// Three spellings are in use: `2020-07-10T06:49:51Z`, Alibaba's `2022-10-20T10:29:46:540Z` with a colon before
/// the milliseconds, and Volcengine's `2022-10-25 11:12:13.502796743 +0800 CST m=+…` in local time. A text that
/// is none of them, or an absent one, is earlier than every time.
struct EventTime: Sendable, Comparable {
    /// The text as received, empty when there was none.
    let text: String
    private let seconds: Int
    private let nanoseconds: Int

    init(_ text: String?) {
        self.text = text ?? ""
        let bytes = Array(self.text.utf8)
        if let seconds = Self.seconds(bytes) {
            var rest = bytes[19...]
            nanoseconds = Self.fraction(&rest)
            self.seconds = seconds - Self.offset(rest)
        } else {
            seconds = .min
            nanoseconds = 0
        }
    }

    static func < (left: EventTime, right: EventTime) -> Bool {
        if left.seconds != right.seconds { return left.seconds < right.seconds }
        if left.nanoseconds != right.nanoseconds { return left.nanoseconds < right.nanoseconds }
        return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    static func == (left: EventTime, right: EventTime) -> Bool { !(left < right) && !(right < left) }

    /// The seconds of `yyyy-MM-dd?HH:mm:ss`, read as UTC; nil when the text does not start like this.
    private static func seconds(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 19, bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[13] == 0x3A, bytes[16] == 0x3A
        else {
            return nil
        }
        guard let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
            let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]), (1...12).contains(month)
        else { return nil }
        let days = CivilDate.daysSince1970(year: year, month: month, day: day)
        return ((days * 24 + hour) * 60 + minute) * 60 + second
    }

    /// Takes `.502796743` or `:540` off the front, as nanoseconds.
    private static func fraction(_ rest: inout ArraySlice<UInt8>) -> Int {
        guard let mark = rest.first, mark == 0x2E || mark == 0x3A else { return 0 }
        let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count + 1)
        let padded = digits.prefix(9) + Array(repeating: 0x30, count: max(0, 9 - digits.count))
        return number(padded) ?? 0
    }

    /// The offset of a leading ` +0800`, in seconds; 0 for `Z`.
    private static func offset(_ rest: ArraySlice<UInt8>) -> Int {
        let zone = rest.drop { $0 == 0x20 }
        guard let sign = zone.first, sign == 0x2B || sign == 0x2D else { return 0 }
        let digits = zone.dropFirst().filter { $0 != 0x3A }.prefix(4)
        guard digits.count == 4, let hours = number(digits.prefix(2)), let minutes = number(digits.suffix(2))
        else {
            return 0
        }
        let offset = (hours * 60 + minutes) * 60
        return sign == 0x2B ? offset : -offset
    }

    private static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
