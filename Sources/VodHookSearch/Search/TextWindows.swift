/// Says fast whether a text may stand somewhere in some bodies: no is certain, yes is likely.
struct TextWindows {
    private static let length = 6
    private var windows: Set<UInt64> = []

    /// The windows of `bodies`, whatever the case of their letters.
    init(_ bodies: [[UInt8]]) {
        for body in bodies where body.count >= Self.length {
            var window: UInt64 = 0
            for (place, byte) in body.enumerated() {
                window = (window << 8 | UInt64(Self.lower(byte))) & 0xFFFF_FFFF_FFFF
                if place >= Self.length - 1 { windows.insert(window) }
            }
        }
    }

    /// True when the first bytes of `text` stand in one of the bodies.
    func mayHold(_ text: [UInt8]) -> Bool {
        guard text.count >= Self.length else { return false }
        return windows.contains(text.prefix(Self.length).reduce(0) { $0 << 8 | UInt64(Self.lower($1)) })
    }

    private static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
