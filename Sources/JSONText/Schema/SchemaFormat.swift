/// The formats that can be asserted, by their names in schemas.
enum SchemaFormat: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date
    case time
    case uri
    case uriReference = "uri-reference"
    case email
    case ipv4
    case ipv6
    case uuid
    case regex
    case jsonPointer = "json-pointer"

    /// The name with its article, as sentences have it.
    var sentence: String {
        switch self {
        case .dateTime: "a date and time such as 2006-01-02T15:04:05Z"
        case .date: "a date such as 2006-01-02"
        case .time: "a time such as 15:04:05Z"
        case .uri: "an absolute URI"
        case .uriReference: "a URI reference"
        case .email: "an email address"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .uuid: "a UUID"
        case .regex: "a regular expression that is understood here"
        case .jsonPointer: "a JSON Pointer"
        }
    }

    func accepts(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        switch self {
        case .dateTime:
            guard bytes.count > 10, bytes[10] | 0x20 == 0x74 else { return false }
            return Self.isDate(bytes[..<10]) && Self.isTime(bytes[11...])
        case .date: return Self.isDate(bytes[...])
        case .time: return Self.isTime(bytes[...])
        case .uri: return SchemaURI(text).isValid(absolute: true)
        case .uriReference: return SchemaURI(text).isValid(absolute: false)
        case .email: return Self.isEmail(bytes)
        case .ipv4: return Self.isIPv4(bytes[...])
        case .ipv6: return Self.isIPv6(bytes[...])
        case .uuid: return Self.isUUID(bytes)
        case .regex: return Self.isExpression(text)
        case .jsonPointer: return Self.isPointer(bytes)
        }
    }
}

// MARK: - Times

extension SchemaFormat {
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard !bytes.isEmpty, bytes.count < 10, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        let start = bytes.startIndex
        guard bytes.count == 10, bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D,
            let year = number(bytes[start..<start + 4]), let month = number(bytes[start + 5..<start + 7]),
            let day = number(bytes[(start + 8)...])
        else { return false }
        return CivilDate(year: year, month: month, day: day) != nil
    }

    /// `hh:mm:ss[.fraction](Z|±hh:mm)` of RFC 3339; second 60 only where leap seconds fall.
    private static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        func clock() -> (hour: Int, minute: Int)? {
            let start = rest.startIndex
            guard rest.count >= 5, rest[start + 2] == 0x3A, let hour = number(rest[start..<start + 2]),
                let minute = number(rest[start + 3..<start + 5]), hour < 24, minute < 60
            else { return nil }
            rest = rest.dropFirst(5)
            return (hour, minute)
        }
        guard let time = clock(), rest.count >= 4, rest.first == 0x3A,
            let second = number(rest.dropFirst().prefix(2)), second <= 60
        else { return false }
        rest = rest.dropFirst(3)
        if rest.first == 0x2E {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }.count
            guard digits > 0 else { return false }
            rest = rest.dropFirst(1 + digits)
        }
        guard let sign = rest.popFirst() else { return false }
        var offset = 0
        if sign == 0x2B || sign == 0x2D {
            guard let zone = clock() else { return false }
            offset = (zone.hour * 60 + zone.minute) * (sign == 0x2B ? 1 : -1)
        } else if sign | 0x20 != 0x7A {
            return false
        }
        let minuteUTC = (time.hour * 60 + time.minute - offset + 2880) % 1440
        return rest.isEmpty && (second < 60 || minuteUTC == 1439)
    }
}

// MARK: - Names and addresses

extension SchemaFormat {
    static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: 0x2E, omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                number(part).map { $0 < 256 && part.count <= 3 && (part.count == 1 || part.first != 0x30) }
                    ?? false
            }
    }

    static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        var groups = 0
        var isShort = false
        var rest = bytes
        if rest.starts(with: [0x3A, 0x3A]) {
            isShort = true
            rest = rest.dropFirst(2)
        } else if rest.first == 0x3A {
            return false
        }
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x3A) ?? rest.endIndex
            let group = rest[..<end]
            if end == rest.endIndex, group.contains(0x2E) {
                guard isIPv4(group) else { return false }
                groups += 2
                break
            }
            guard (1...4).contains(group.count), group.allSatisfy({ Hex.digit($0) != nil }) else {
                return false
            }
            groups += 1
            rest = rest[end...].dropFirst()
            guard end < bytes.endIndex else { break }
            if rest.isEmpty { return false }
            if rest.first == 0x3A {
                guard !isShort else { return false }
                isShort = true
                rest = rest.dropFirst()
            }
        }
        return isShort ? groups < 8 : groups == 8
    }

    private static func isExpression(_ text: String) -> Bool {
        do {
            _ = try TextPattern(text, dialect: .full)
            return true
        } catch {
            return false
        }
    }

    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { place, byte in
            [8, 13, 18, 23].contains(place) ? byte == 0x2D : Hex.digit(byte) != nil
        }
    }

    private static func isPointer(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        return first == 0x2F && SchemaInstancePath.name(ofPointerToken: bytes) != nil
    }

    /// `local@domain` of RFC 5321 in ASCII, the local part also quoted, the domain also an address in brackets.
    private static func isEmail(_ bytes: [UInt8]) -> Bool {
        guard let at = bytes.lastIndex(of: 0x40) else { return false }
        let (local, domain) = (bytes[..<at], bytes[(at + 1)...])
        guard isLocalPart(local) else { return false }
        if domain.first == 0x5B, domain.last == 0x5D {
            let address = domain.dropFirst().dropLast()
            let isSix = address.starts(with: Array("IPv6:".utf8))
            return isSix ? isIPv6(address.dropFirst(5)) : isIPv4(address)
        }
        return domain.count <= 253
            && domain.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { label in
                (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                    && label.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
            }
    }

    private static func isLocalPart(_ local: ArraySlice<UInt8>) -> Bool {
        if local.count > 1, local.first == 0x22, local.last == 0x22 {
            var isEscaped = false
            for byte in local.dropFirst().dropLast() {
                guard (0x20...0x7E).contains(byte), isEscaped || byte != 0x22 else { return false }
                isEscaped = !isEscaped && byte == 0x5C
            }
            return !isEscaped
        }
        let special = Array("!#$%&'*+-/=?^_`{|}~".utf8)
        return local.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy { isAlphanumeric($0) || special.contains($0) }
        }
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }
}
