/// Which of two versions of one fact wins: the later by the event's own time, not by arrival.
///
/// Arrival proves nothing, because every vendor retries and none promises an order. Two events of the same
/// second are decided by their digests: arbitrary, but the same in every order of arrival.
struct EventStamp: Sendable, Comparable {
    let time: EventTime
    let identity: [UInt8]

    static func < (left: EventStamp, right: EventStamp) -> Bool {
        if left.time != right.time { return left.time < right.time }
        return left.identity.lexicographicallyPrecedes(right.identity)
    }
}

/// A value with the stamp of the event that stated it.
struct Dated<Value: Sendable>: Sendable {
    let value: Value
    let stamp: EventStamp
}

extension Optional {
    /// Keeps the later of the present and the new value.
    mutating func keepLater<Value>(_ value: Value, _ stamp: EventStamp) where Wrapped == Dated<Value> {
        if let present = self, !(present.stamp < stamp) { return }
        self = Dated(value: value, stamp: stamp)
    }
}
