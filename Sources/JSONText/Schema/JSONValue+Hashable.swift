extension JSONValue: Hashable {
    /// Agrees with JSON equality: neither the spelling of numbers nor the order of members counts.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let truth): hasher.combine(truth)
        case .number(let number): hasher.combine(number)
        case .string(let text): hasher.combine(ByteKey(text))
        case .array(let elements): hasher.combine(elements)
        case .object(let object):
            var sum = 0
            for (place, member) in object.members.enumerated() where object.position(of: member.key) == place
            {
                var inner = Hasher()
                inner.combine(ByteKey(member.key))
                inner.combine(member.value)
                sum &+= inner.finalize()
            }
            hasher.combine(sum)
        }
    }

    /// About how much work it is to hash or compare the value once.
    var weight: Int {
        switch self {
        case .null, .bool: 1
        case .number(let number): 1 + number.literal.utf8.count / 16
        case .string(let text): 1 + text.utf8.count / 16
        case .array(let elements): elements.reduce(1) { $0 + $1.weight }
        case .object(let object):
            object.members.reduce(1) { $0 + 1 + $1.key.utf8.count / 16 + $1.value.weight }
        }
    }
}
