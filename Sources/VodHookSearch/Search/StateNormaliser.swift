import JSONText
import VodHookDelivery

/// Makes the states of two instances of one scenario comparable: ids become those of the base instance.
package struct StateNormaliser: Sendable {
    private struct Entry {
        let own: [UInt8]
        let base: [UInt8]
    }

    /// Shorter texts could stand for anything.
    private static let shortest = 6

    /// What is replaced, by its first six bytes; the longest first.
    private var entries: [UInt64: [Entry]] = [:]
    /// What is taken out before states are compared.
    private let volatile: [JSONPath]

    /// A normaliser that writes `base` for `own`, text by text.
    init(own: [String], base: [String], volatile: [JSONPath]) {
        self.volatile = volatile
        var known: Set<[UInt8]> = []
        for (own, base) in zip(own, base) {
            let entry = Entry(own: Array(own.utf8), base: Array(base.utf8))
            guard entry.own.count >= Self.shortest, entry.own != entry.base, known.insert(entry.own).inserted
            else { continue }
            entries[Self.head(entry.own, at: 0), default: []].append(entry)
        }
        for key in entries.keys { entries[key]?.sort { $0.own.count > $1.own.count } }
    }

    /// The state with its ids replaced, without what is volatile, and with arrays in an order of their own.
    ///
    /// The order of an array is not compared: receivers list what they have as it came, and that is no fault.
    func comparable(_ state: JSONValue) -> JSONValue {
        Self.sorted(volatile.reduce(withBaseIDs(state)) { $1.removing(from: $0).0 })
    }

    /// The state with its ids replaced and nothing else.
    func withBaseIDs(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(withBaseIDs(text))
        case .array(let elements): .array(elements.map(withBaseIDs))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map {
                        JSONObject.Member(key: withBaseIDs($0.key), value: withBaseIDs($0.value))
                    }))
        default: value
        }
    }

    /// The check with the ids in what it says replaced.
    func withBaseIDs(_ check: Check) -> Check {
        var check = check
        check.complaint = withBaseIDs(check.complaint)
        check.answer = withBaseIDs(check.answer)
        return check
    }

    /// The text with its ids replaced.
    func withBaseIDs(_ text: String) -> String {
        guard !entries.isEmpty, text.utf8.count >= Self.shortest else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var place = 0
        var isChanged = false
        while place < bytes.count {
            if place + Self.shortest <= bytes.count,
                let entry = entries[Self.head(bytes, at: place)]?.first(where: {
                    bytes[place...].starts(with: $0.own)
                })
            {
                result += entry.base
                place += entry.own.count
                isChanged = true
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return isChanged ? String(decoding: result, as: UTF8.self) : text
    }

    private static func head(_ bytes: [UInt8], at place: Int) -> UInt64 {
        var head: UInt64 = 0
        for byte in bytes[place..<(place + shortest)] { head = head << 8 | UInt64(byte) }
        return head
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements):
            let keyed = elements.map(sorted).map { ($0, JSONWriter.bytes(of: $0)) }
            return .array(keyed.sorted { $0.1.lexicographicallyPrecedes($1.1) }.map(\.0))
        case .object(let object):
            let members = object.members.map { JSONObject.Member(key: $0.key, value: sorted($0.value)) }
            return .object(JSONObject(members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }))
        default: return value
        }
    }
}
