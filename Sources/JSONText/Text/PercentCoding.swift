/// Percent escapes of URLs: `%3A` stands for `:`.
public enum PercentCoding {
    /// `text` with every `%XX` replaced by its byte; what is not a complete escape stays as it is.
    public static func decoded(_ text: some StringProtocol) -> String {
        String(decoding: decoding(Array(text.utf8)).bytes, as: UTF8.self)
    }

    /// `text` with every `%XX` replaced by its byte, or nil when an escape is wrong or the bytes are no UTF-8.
    public static func strictlyDecoded(_ text: String) -> String? {
        let (bytes, isWhole) = decoding(Array(text.utf8))
        return isWhole ? String(validating: bytes, as: UTF8.self) : nil
    }

    /// `text` with every byte as `%XX` but letters, digits and `-._~`, fit for any part of a URL.
    public static func encoded(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: encoded.append(byte)
            default: encoded += Array("%\(Hex.encode([byte]).uppercased())".utf8)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The bytes that `text` stands for; `isWhole` is false when a percent sign begins no escape.
    private static func decoding(_ text: [UInt8]) -> (bytes: [UInt8], isWhole: Bool) {
        var bytes: [UInt8] = []
        var isWhole = true
        var place = 0
        while place < text.count {
            guard text[place] == 0x25 else {
                bytes.append(text[place])
                place += 1
                continue
            }
            if place + 2 < text.count, let high = Hex.digit(text[place + 1]),
                let low = Hex.digit(text[place + 2])
            {
                bytes.append(high << 4 | low)
                place += 3
            } else {
                isWhole = false
                bytes.append(0x25)
                place += 1
            }
        }
        return (bytes, isWhole)
    }
}
