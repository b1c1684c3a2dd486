/// All queues with their messages: a value, fed with requests and the time, answering with what a client gets.
///
/// Nothing here waits, reads a clock or writes. The steps that a caller may want to keep stand in `changes`, and what
/// happened to messages in `events`; both are taken out by `takeChanges` and `takeEvents`, or not collected at all.
package struct QueueStore: Sendable {
    /// What came of creating a queue.
    package enum Creation: Sendable, Equatable {
        case created
        /// It is there, with the same attributes.
        case same
        /// It is there, with other attributes.
        case different
    }

    /// A message that was given to a client.
    package struct Received: Sendable {
        /// The message as it is now.
        package var message: QueueMessage
        /// Its name for clients.
        package var id: String
    }

    /// What is known of a queue.
    package struct Facts: Sendable, Equatable {
        package var attributes: QueueAttributes
        package var counts: QueueCounts
        package var createdAt: QueueTime
        package var modifiedAt: QueueTime
    }

    var queues: [String: MessageQueue] = [:]
    private(set) var nextNumber: UInt64 = 1
    private let keepsChanges: Bool
    private let keepsEvents: Bool
    private var changes: [QueueChange] = []
    private var events: [QueueEvent] = []

    /// An empty store; `keepsChanges` and `keepsEvents` say what it collects.
    package init(keepsChanges: Bool = false, keepsEvents: Bool = false) {
        self.keepsChanges = keepsChanges
        self.keepsEvents = keepsEvents
    }

    /// The steps since the last call.
    package mutating func takeChanges() -> [QueueChange] {
        defer { changes.removeAll(keepingCapacity: true) }
        return changes
    }

    /// What happened since the last call.
    package mutating func takeEvents() -> [QueueEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    // MARK: Queues

    /// Creates a queue; one that is there stays as it is.
    package mutating func create(_ name: String, _ attributes: QueueAttributes, at now: QueueTime) -> Creation
    {
        if let queue = queues[name] { return queue.attributes == attributes ? .same : .different }
        make(.created(queue: name, attributes, at: now))
        return .created
    }

    /// Deletes a queue and all messages in it; false when there is none.
    package mutating func drop(_ name: String) -> Bool {
        guard queues[name] != nil else { return false }
        make(.dropped(queue: name))
        return true
    }

    /// Sets the attributes of a queue; false when there is none.
    package mutating func set(_ name: String, _ attributes: QueueAttributes, at now: QueueTime) -> Bool {
        guard queues[name] != nil else { return false }
        make(.changed(queue: name, attributes, at: now))
        return true
    }

    /// What is known of a queue; nil when there is none.
    package mutating func facts(_ name: String, at now: QueueTime) -> Facts? {
        advance(name, to: now)
        return queues[name].map {
            Facts(
                attributes: $0.attributes, counts: $0.counts, createdAt: $0.createdAt,
                modifiedAt: $0.modifiedAt)
        }
    }

    /// The attributes of a queue; nil when there is none.
    package func attributes(_ name: String) -> QueueAttributes? { queues[name]?.attributes }

    /// The names of all queues, sorted by bytes.
    package var names: [String] { queues.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// How many messages are in all queues.
    package var count: Int { queues.values.reduce(0) { $0 + $1.count } }

    // MARK: Messages

    /// Puts messages into a queue and returns them; nil when there is no such queue.
    package mutating func put(_ new: [NewMessage], into name: String, at now: QueueTime) -> [Received]? {
        guard let usual = queues[name]?.attributes.delaySeconds else { return nil }
        return new.map { one in
            let delay = one.delaySeconds ?? usual
            let message = QueueMessage(
                number: nextNumber, body: one.body, extras: one.extras, enqueuedAt: now, firstReceivedAt: nil,
                visibleAt: now + Int64(delay) * 1000, handles: delay > 0 ? 1 : 0, priority: one.priority,
                place: delay > 0 ? .delayed : .ready)
            make(.put(queue: name, message))
            let id = message.id(in: name)
            record(name, now, .put(number: message.number, id: id, visibleAt: message.visibleAt))
            return Received(message: message, id: id)
        }
    }

    /// Gives out up to `limit` messages and hides them; nil when there is no such queue.
    package mutating func receive(_ limit: Int, from name: String, at now: QueueTime) -> [Received]? {
        advance(name, to: now)
        guard let seconds = queues[name]?.attributes.visibilityTimeout else { return nil }
        let until = now + Int64(seconds) * 1000
        let numbers = queues[name]?.takeReady(limit) ?? []
        return numbers.compactMap { number in
            make(.hidden(queue: name, number: number, until: until, receivedAt: now))
            guard let message = queues[name]?.message(number) else { return nil }
            let id = message.id(in: name)
            if keepsEvents {
                record(
                    name, now,
                    .received(
                        number: number, id: id, handle: message.handle.text, count: Int(message.dequeueCount),
                        visibleAt: until))
            }
            return Received(message: message, id: id)
        }
    }

    /// Shows up to `limit` messages that could be received, and changes nothing; nil when there is no such queue.
    package mutating func peek(_ limit: Int, into name: String, at now: QueueTime) -> [Received]? {
        advance(name, to: now)
        guard queues[name] != nil else { return nil }
        let numbers = queues[name]?.takeReady(limit) ?? []
        queues[name]?.putBack(numbers)
        return numbers.compactMap { number in
            queues[name]?.message(number).map { Received(message: $0, id: $0.id(in: name)) }
        }
    }

    /// Deletes a message by its handle and returns it; nil when there is no such queue.
    package mutating func delete(
        _ handle: String, from name: String, at now: QueueTime
    ) -> Result<QueueMessage, HandleFault>? {
        check(handle, name, now).map { checked in
            checked.map { message in
                make(.removed(queue: name, number: message.number))
                record(name, now, .deleted(number: message.number, id: message.id(in: name)))
                return message
            }
        }
    }

    /// Hides a message for so many seconds from now on, under a new handle; nil when there is no such queue.
    package mutating func changeVisibility(
        _ handle: String, in name: String, to seconds: Int, at now: QueueTime
    ) -> Result<QueueMessage, HandleFault>? {
        check(handle, name, now).map { checked in
            checked.map { message in
                let until = now + Int64(seconds) * 1000
                make(.hidden(queue: name, number: message.number, until: until, receivedAt: nil))
                let changed = queues[name]?.message(message.number) ?? message
                record(
                    name, now,
                    .extended(
                        number: message.number, id: message.id(in: name), handle: changed.handle.text,
                        visibleAt: until))
                return changed
            }
        }
    }

    /// Notes that a client asked for messages and got none.
    package mutating func notePolledEmpty(_ name: String, waited: Int64, at now: QueueTime) {
        record(name, now, .polledEmpty(waited: waited))
    }

    private mutating func check(
        _ text: String, _ name: String, _ now: QueueTime
    ) -> Result<QueueMessage, HandleFault>? {
        advance(name, to: now)
        guard queues[name] != nil else { return nil }
        let fault: HandleFault
        if let handle = ReceiptHandle(text) {
            if let message = queues[name]?.message(handle.number) {
                if message.handle == handle, message.place != .ready { return .success(message) }
                let id = message.id(in: name)
                fault =
                    message.handle == handle
                    ? .late(number: message.number, id: id)
                    : handle.count < message.handles
                        ? .superseded(number: message.number, id: id) : .malformed
            } else {
                fault = .gone(number: handle.number)
            }
        } else {
            fault = .malformed
        }
        record(name, now, .refused(handle: text, fault))
        return .failure(fault)
    }

    // MARK: Time

    /// When the next message of a queue becomes visible by itself; nil when none will.
    package mutating func nextVisible(in name: String) -> QueueTime? { queues[name]?.nextVisible() }

    /// Makes visible what is due, and removes what was kept long enough.
    package mutating func advance(_ name: String, to now: QueueTime) {
        let expired = queues[name]?.advance(to: now) ?? []
        for number in expired {
            if keepsEvents, let message = queues[name]?.message(number) {
                record(name, now, .expired(number: number, id: message.id(in: name)))
            }
            make(.removed(queue: name, number: number))
        }
    }

    // MARK: Steps

    private mutating func make(_ change: QueueChange) {
        apply(change)
        if keepsChanges { changes.append(change) }
    }

    private mutating func record(_ queue: String, _ now: QueueTime, _ kind: QueueEvent.Kind) {
        if keepsEvents { events.append(QueueEvent(queue: queue, at: now, kind: kind)) }
    }

    /// Makes a step again, as a journal has it.
    ///
    /// Steps about what is not there have no effect.
    package mutating func apply(_ change: QueueChange) {
        switch change {
        case .created(let name, let attributes, let now):
            if queues[name] == nil { queues[name] = MessageQueue(attributes: attributes, createdAt: now) }
        case .changed(let name, let attributes, let now):
            queues[name]?.attributes = attributes
            queues[name]?.modifiedAt = now
        case .dropped(let name): queues[name] = nil
        case .put(let name, let message):
            nextNumber = max(nextNumber, message.number + 1)
            queues[name]?.insert(message)
        case .hidden(let name, let number, let until, let receivedAt):
            queues[name]?.hide(number, until: until, receivedAt: receivedAt)
        case .removed(let name, let number): _ = queues[name]?.remove(number)
        case .counted(let next): nextNumber = max(nextNumber, next)
        }
    }
}
