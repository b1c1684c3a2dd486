import JSONText

/// What a client deletes a message by; each receive gives a new one, which takes the place of the one before.
///
/// On the wire `1-` and the Base64 of `number-second-count-priority`, as the vendor's samples decode. The Base64 of digits
/// and hyphens has no `+` and no `/`, so that clients which do not escape it in a URL get through.
package struct ReceiptHandle: Sendable, Equatable {
    /// Added to numbers on the wire, where they begin at about 2³³.
    static let offset: UInt64 = 0x2_0000_0000

    /// The number of the message.
    package var number: UInt64
    /// The second since 1970 at which the message is visible again.
    package var visibleSecond: Int64
    /// Which of the message's handles it is, from 1.
    package var count: UInt32
    /// The priority of the message.
    package var priority: UInt8

    init(number: UInt64, visibleSecond: Int64, count: UInt32, priority: UInt8) {
        self.number = number
        self.visibleSecond = visibleSecond
        self.count = count
        self.priority = priority
    }

    /// The handle that `text` stands for; nil when this store has never given out such a text.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.starts(with: [0x31, 0x2D]),
            let inner = Base64.decode(String(decoding: bytes.dropFirst(2), as: UTF8.self))
        else { return nil }
        let parts = String(decoding: inner, as: UTF8.self).split(
            separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, let wired = UInt64(parts[0]), wired >= Self.offset,
            let second = Int64(parts[1]), let count = UInt32(parts[2]), let priority = UInt8(parts[3])
        else { return nil }
        self.init(number: wired - Self.offset, visibleSecond: second, count: count, priority: priority)
        // `+1` and `01` read as numbers too, and Base64 can be written with stray bits.
        guard hasText(text) else { return nil }
    }

    private func hasText(_ other: String) -> Bool { text.hasSameBytes(as: other) }

    /// The handle as clients see it.
    package var text: String {
        "1-" + Base64.encode(Array("\(number &+ Self.offset)-\(visibleSecond)-\(count)-\(priority)".utf8))
    }
}
