import JSONText

extension StringProtocol {
    /// The text with every `%XX` replaced by its byte; a RunId such as `bb:…` may come as `bb%3A…`.
    ///
    /// What is not a complete escape stays as it is.
    var percentDecoded: String {
        let bytes = Array(utf8)
        var decoded: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == 0x25, place + 2 < bytes.count, let high = Hex.digit(bytes[place + 1]),
                let low = Hex.digit(bytes[place + 2])
            {
                decoded.append(high << 4 | low)
                place += 3
            } else {
                decoded.append(bytes[place])
                place += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
