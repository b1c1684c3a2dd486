import Crypto

/// Makes stand-ins for secrets: the same for the same secret, of the same shape, and of no use to anybody.
struct Placeholder: Sendable {
    private let key: SymmetricKey

    /// `pepper` keeps outsiders from trying all secrets of a short kind, such as account numbers.
    init(pepper: String) {
        key = SymmetricKey(data: SHA256.hash(data: Array("vodhook scrub \(pepper)".utf8)))
    }

    /// The stand-in for `secret`: digits for digits, letters for letters, all other characters as they are.
    ///
    /// Escapes of JSON and of URLs stay escapes, so that what was readable stays readable.
    func bytes(for secret: ArraySlice<UInt8>) -> [UInt8] {
        let made = made(of: secret, shift: 0)
        // A short secret can come out as itself by chance.
        return made.elementsEqual(secret) ? self.made(of: secret, shift: 1) : made
    }

    private func made(of secret: ArraySlice<UInt8>, shift: UInt8) -> [UInt8] {
        var chance = Chance(key: key, block: HMAC<SHA256>.authenticationCode(for: secret, using: key))
        var result: [UInt8] = []
        result.reserveCapacity(secret.count)
        var index = secret.startIndex
        while index < secret.endIndex {
            let byte = secret[index]
            index += 1
            switch byte {
            case 0x30...0x39:
                // A number keeps its count of digits.
                let isLeading = result.isEmpty && byte != 0x30
                let digit = (chance.next() &+ shift) % (isLeading ? 9 : 10)
                result.append(0x30 + digit + (isLeading ? 1 : 0))
            case 0x41...0x5A: result.append(0x41 + (chance.next() &+ shift) % 26)
            case 0x61...0x7A: result.append(0x61 + (chance.next() &+ shift) % 26)
            case 0x5C: result += escape(secret, &index, &chance, shift)
            case 0x25 where index + 1 < secret.endIndex && isHex(secret[index]) && isHex(secret[index + 1]):
                result += [0x25, 0x36, 0x31 + (chance.next() &+ shift) % 9]
                index += 2
            case 0x80...:
                while index < secret.endIndex, secret[index] & 0xC0 == 0x80 { index += 1 }
                result.append(0x61 + (chance.next() &+ shift) % 26)
            default: result.append(byte)
            }
        }
        return result
    }

    /// What follows a backslash, the backslash included.
    private func escape(
        _ secret: ArraySlice<UInt8>, _ index: inout Int, _ chance: inout Chance, _ shift: UInt8
    ) -> [UInt8] {
        guard index < secret.endIndex else { return [0x5C] }
        let letter = secret[index]
        if letter == 0x75, index + 4 < secret.endIndex, secret[(index + 1)...(index + 4)].allSatisfy(isHex) {
            index += 5
            return Array("\\u006".utf8) + [0x31 + (chance.next() &+ shift) % 9]
        }
        guard "nrtbf".utf8.contains(letter) else { return [0x5C] }
        index += 1
        return [0x5C, letter]
    }

    private func isHex(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// Bytes without end, drawn from one code.
    private struct Chance {
        let key: SymmetricKey
        var block: HMAC<SHA256>.MAC
        var rest: [UInt8] = []

        init(key: SymmetricKey, block: HMAC<SHA256>.MAC) {
            self.key = key
            self.block = block
            rest = Array(block)
        }

        mutating func next() -> UInt8 {
            if let byte = rest.popLast() { return byte }
            block = HMAC<SHA256>.authenticationCode(for: Array(block), using: key)
            rest = Array(block)
            return rest.popLast() ?? 0
        }
    }
}
