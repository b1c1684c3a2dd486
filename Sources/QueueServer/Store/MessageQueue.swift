import HeapModule

/// The messages of one queue and where each of them is.
///
/// Every call brings the time along. What costs memory is what is in the queue: heaps and orders keep entries of messages
/// that have left, but never more of them than of messages that are there.
struct MessageQueue: Sendable {
    /// A message that becomes visible at a time.
    ///
    /// Outdated when the message has left or its time has changed.
    private struct Waiting: Comparable, Sendable {
        let time: QueueTime
        let number: UInt64
        static func < (left: Waiting, right: Waiting) -> Bool {
            (left.time, left.number) < (right.time, right.number)
        }
    }

    var attributes: QueueAttributes
    let createdAt: QueueTime
    var modifiedAt: QueueTime
    /// How many messages can be received, were put with a delay that runs, and are received by somebody.
    private(set) var counts = QueueCounts()

    /// The messages, in no order, and the place of each by its number.
    private var slots: [QueueMessage] = []
    private var places: [UInt64: Int] = [:]
    /// What can be received: priority and number in one, so that the least comes first.
    private var ready = Heap<UInt64>()
    private var waiting = Heap<Waiting>()
    /// Numbers in the order of their puts, from `oldest` on; each queue keeps its messages equally long.
    private var order: [UInt64] = []
    private var oldest = 0

    init(attributes: QueueAttributes, createdAt: QueueTime) {
        self.attributes = attributes
        self.createdAt = createdAt
        modifiedAt = createdAt
    }

    /// How many messages it holds.
    var count: Int { slots.count }

    /// How many entries heaps and orders hold, outdated ones included.
    var entryCount: Int { ready.count + waiting.count + order.count }

    /// The message with that number; nil when there is none.
    func message(_ number: UInt64) -> QueueMessage? { places[number].map { slots[$0] } }

    /// The number of the message that was put first of those that are there.
    var oldestNumber: UInt64? { order[oldest...].first { places[$0] != nil } }

    /// All messages, in the order of their puts.
    var messages: [QueueMessage] { order[oldest...].compactMap { message($0) } }

    // MARK: Changes

    mutating func insert(_ message: QueueMessage) {
        places[message.number] = slots.count
        slots.append(message)
        order.append(message.number)
        enter(message)
    }

    /// Takes a message out; false when it is not there.
    mutating func remove(_ number: UInt64) -> Bool {
        guard let place = places.removeValue(forKey: number) else { return false }
        counts[slots[place].place] -= 1
        let last = slots.removeLast()
        if last.number != number {
            slots[place] = last
            places[last.number] = place
        }
        sweep()
        return true
    }

    /// Hides a message until a time and gives out one more handle for it.
    mutating func hide(_ number: UInt64, until time: QueueTime, receivedAt: QueueTime?) {
        guard let place = places[number] else { return }
        counts[slots[place].place] -= 1
        slots[place].handles &+= 1
        slots[place].visibleAt = time
        if let receivedAt {
            slots[place].dequeueCount &+= 1
            slots[place].firstReceivedAt = slots[place].firstReceivedAt ?? receivedAt
        }
        // A delayed message whose handle is used before anybody received it stays a delayed one.
        let isDelayed = slots[place].place == .delayed && receivedAt == nil
        slots[place].place = isDelayed ? .delayed : .hidden
        enter(slots[place])
    }

    private mutating func enter(_ message: QueueMessage) {
        counts[message.place] += 1
        switch message.place {
        case .ready: ready.insert(Self.rank(message))
        case .delayed, .hidden: waiting.insert(Waiting(time: message.visibleAt, number: message.number))
        }
    }

    private static func rank(_ message: QueueMessage) -> UInt64 {
        UInt64(message.priority) << 56 | (message.number & 0xFF_FFFF_FFFF_FFFF)
    }

    // MARK: Time

    /// Makes visible what is due, and returns the numbers of those that were kept long enough; they are still there.
    mutating func advance(to now: QueueTime) -> [UInt64] {
        while let next = waiting.min, next.time <= now {
            waiting.removeMin()
            guard let place = places[next.number], isWaiting(slots[place], next) else { continue }
            counts[slots[place].place] -= 1
            slots[place].place = .ready
            enter(slots[place])
        }
        var expired: [UInt64] = []
        var at = oldest
        while at < order.count {
            if let place = places[order[at]] {
                if slots[place].enqueuedAt + Int64(attributes.messageRetentionPeriod) * 1000 > now { break }
                expired.append(order[at])
            }
            at += 1
        }
        return expired
    }

    private func isWaiting(_ message: QueueMessage, _ entry: Waiting) -> Bool {
        message.place != .ready && message.visibleAt == entry.time
    }

    /// When the next message becomes visible by itself; nil when none will.
    mutating func nextVisible() -> QueueTime? {
        while let next = waiting.min {
            if let place = places[next.number], isWaiting(slots[place], next) { return next.time }
            waiting.removeMin()
        }
        return nil
    }

    /// The numbers of the next messages to receive, at most `limit`; they are taken out of the line.
    mutating func takeReady(_ limit: Int) -> [UInt64] {
        var taken: [UInt64] = []
        while taken.count < limit, let rank = ready.popMin() {
            let number = rank & 0xFF_FFFF_FFFF_FFFF
            // A journal hides messages that were not taken out of the line before: they stand in it once more.
            guard let place = places[number], slots[place].place == .ready, number != taken.last else {
                continue
            }
            taken.append(number)
        }
        return taken
    }

    /// Puts messages back into the line that were taken out of it to look at them.
    mutating func putBack(_ numbers: [UInt64]) {
        for number in numbers {
            if let place = places[number] { ready.insert(Self.rank(slots[place])) }
        }
    }

    /// Throws outdated entries away once there are more of them than of messages.
    private mutating func sweep() {
        let bound = 2 * slots.count + 1024
        if waiting.count > bound {
            waiting = Heap(
                waiting.unordered.filter { entry in
                    places[entry.number].map { isWaiting(slots[$0], entry) } ?? false
                })
        }
        if ready.count > bound {
            ready = Heap(ready.unordered.filter { places[$0 & 0xFF_FFFF_FFFF_FFFF] != nil })
        }
        while oldest < order.count, places[order[oldest]] == nil { oldest += 1 }
        if order.count > bound {
            order = order[oldest...].filter { places[$0] != nil }
            oldest = 0
        }
        // What a backlog took is given back once it is gone.
        if slots.isEmpty, slots.capacity > 4096 {
            slots = []
            places = [:]
            ready = Heap()
            waiting = Heap()
            order = []
            oldest = 0
        }
    }
}

/// How many messages of a queue are where.
package struct QueueCounts: Sendable, Equatable {
    /// Can be received.
    package var ready = 0
    /// Put with a delay that runs.
    package var delayed = 0
    /// Received by somebody.
    package var hidden = 0

    subscript(place: QueueMessage.Place) -> Int {
        get {
            switch place {
            case .ready: ready
            case .delayed: delayed
            case .hidden: hidden
            }
        }
        set {
            switch place {
            case .ready: ready = newValue
            case .delayed: delayed = newValue
            case .hidden: hidden = newValue
            }
        }
    }

    /// All together.
    package var all: Int { ready + delayed + hidden }
}
