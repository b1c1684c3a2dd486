/// What is put into a queue.
package struct NewMessage: Sendable {
    /// The body as it stands between the tags, unescaped; UTF-8.
    package var body: [UInt8]
    /// From 1, which is received first, to 16.
    package var priority = QueueMessage.defaultPriority
    /// How many seconds nobody can receive it; nil takes the queue's.
    package var delaySeconds: Int?
    /// XML elements that come back as they were sent, such as `UserProperties`.
    package var extras: [UInt8] = []

    package init(body: [UInt8]) { self.body = body }
}

/// One message as the store keeps it.
package struct QueueMessage: Sendable, Equatable {
    /// The priority of a message that names none.
    package static let defaultPriority: UInt8 = 8

    /// Where a message is.
    package enum Place: UInt8, Sendable {
        /// It can be received.
        case ready
        /// It was put with a delay and not received yet.
        case delayed
        /// Somebody received it, and its visibility time runs.
        case hidden
    }

    /// Unique in the store, rising from 1 with each put.
    package var number: UInt64
    /// The body as it was put.
    package var body: [UInt8]
    /// XML elements to give back beside it.
    package var extras: [UInt8]
    /// When it was put.
    package var enqueuedAt: QueueTime
    /// When it was received first; nil before.
    package var firstReceivedAt: QueueTime?
    /// From when it can be received.
    package var visibleAt: QueueTime
    /// How many handles were given out for it; only the last one is good.
    package var handles: UInt32 = 0
    /// How often it was received.
    package var dequeueCount: UInt32 = 0
    /// From 1, which is received first, to 16.
    package var priority: UInt8
    /// Where it is.
    package var place: Place

    /// The name of the message for clients, in the form of the vendor's; the same after a restart.
    package func id(in queue: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in queue.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        func hex(_ number: UInt64) -> String { String(number, radix: 16, uppercase: true) }
        let head = hex(hash)
        return String(repeating: "0", count: 16 - head.count) + head
            + "-1-\(hex(UInt64(clamping: enqueuedAt)))-\(hex(number &+ ReceiptHandle.offset))"
    }

    /// The handle that is good now.
    package var handle: ReceiptHandle {
        ReceiptHandle(number: number, visibleSecond: visibleAt / 1000, count: handles, priority: priority)
    }
}
