/// Steps of a store as bytes: length, checksum, then one step.
///
/// Numbers are little-endian.
///
/// A record that was not written to its end fails by length or checksum; nobody was answered for it.
enum JournalRecord {
    /// What a journal file begins with; the digit is the version of the format.
    static let magic = Array("vodhook queue journal 1\n".utf8)
    /// The bytes before the step itself.
    private static let head = 8

    /// Adds the record of `change` to `bytes`.
    static func write(_ change: QueueChange, to bytes: inout [UInt8]) {
        var body = JournalWriter()
        switch change {
        case .created(let queue, let attributes, let at):
            body.head(1, queue)
            body.attributes(attributes, at)
        case .changed(let queue, let attributes, let at):
            body.head(2, queue)
            body.attributes(attributes, at)
        case .dropped(let queue): body.head(3, queue)
        case .put(let queue, let message):
            body.head(4, queue)
            body.message(message)
        case .hidden(let queue, let number, let until, let receivedAt):
            body.head(5, queue)
            body.number(number)
            body.number(until)
            body.number(receivedAt ?? .min)
        case .removed(let queue, let number):
            body.head(6, queue)
            body.number(number)
        case .counted(let next):
            body.head(7, "")
            body.number(next)
        }
        var head = JournalWriter()
        head.number(UInt32(body.bytes.count))
        head.number(Checksum.of(body.bytes[...]))
        bytes += head.bytes
        bytes += body.bytes
    }

    /// The step that begins at `place`, which moves behind it; nil when there is no whole and sound one.
    static func read(_ bytes: [UInt8], at place: inout Int) -> QueueChange? {
        var reader = JournalReader(bytes: bytes[place...])
        guard let length = reader.number(UInt32.self), let checksum = reader.number(UInt32.self),
            bytes.count - place - head >= Int(length)
        else { return nil }
        let body = bytes[(place + head)..<(place + head + Int(length))]
        guard Checksum.of(body) == checksum else { return nil }
        reader = JournalReader(bytes: body)
        guard let change = reader.change(), reader.isAtEnd else { return nil }
        place += head + Int(length)
        return change
    }
}

/// CRC-32 as zip and PNG have it.
enum Checksum {
    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        let table = table
        var value: UInt32 = .max
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ value >> 8 }
        return ~value
    }
}

private struct JournalWriter {
    var bytes: [UInt8] = []

    mutating func number<Number: FixedWidthInteger>(_ number: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func text(_ text: [UInt8]) {
        number(UInt32(text.count))
        bytes += text
    }

    mutating func head(_ kind: UInt8, _ queue: String) {
        number(kind)
        text(Array(queue.utf8))
    }

    mutating func attributes(_ attributes: QueueAttributes, _ at: QueueTime) {
        for one in QueueAttributes.numbers { number(Int64(attributes[keyPath: one.path])) }
        number(UInt8(attributes.loggingEnabled ? 1 : 0))
        number(at)
    }

    mutating func message(_ message: QueueMessage) {
        number(message.number)
        text(message.body)
        text(message.extras)
        number(message.enqueuedAt)
        number(message.firstReceivedAt ?? .min)
        number(message.visibleAt)
        number(message.handles)
        number(message.dequeueCount)
        number(message.priority)
        number(message.place.rawValue)
    }
}

private struct JournalReader {
    var bytes: ArraySlice<UInt8>

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = Number.bitWidth / 8
        guard bytes.count >= size else { return nil }
        var value: Number = 0
        for (place, byte) in bytes.prefix(size).enumerated() {
            value |= Number(truncatingIfNeeded: byte) << (8 * place)
        }
        bytes = bytes.dropFirst(size)
        return value
    }

    mutating func text() -> [UInt8]? {
        guard let count = number(UInt32.self), bytes.count >= Int(count) else { return nil }
        defer { bytes = bytes.dropFirst(Int(count)) }
        return Array(bytes.prefix(Int(count)))
    }

    mutating func change() -> QueueChange? {
        guard let kind = number(UInt8.self), let name = text() else { return nil }
        let queue = String(decoding: name, as: UTF8.self)
        switch kind {
        case 1, 2:
            guard let (attributes, at) = attributes() else { return nil }
            return kind == 1
                ? .created(queue: queue, attributes, at: at) : .changed(queue: queue, attributes, at: at)
        case 3: return .dropped(queue: queue)
        case 4: return message().map { .put(queue: queue, $0) }
        case 5:
            guard let number = number(UInt64.self), let until = self.number(Int64.self),
                let receivedAt = self.number(Int64.self)
            else { return nil }
            return .hidden(
                queue: queue, number: number, until: until, receivedAt: receivedAt == .min ? nil : receivedAt)
        case 6: return number(UInt64.self).map { .removed(queue: queue, number: $0) }
        case 7: return number(UInt64.self).map { .counted(next: $0) }
        case _: return nil
        }
    }

    private mutating func attributes() -> (QueueAttributes, QueueTime)? {
        var attributes = QueueAttributes()
        for one in QueueAttributes.numbers {
            guard let value = number(Int64.self) else { return nil }
            attributes[keyPath: one.path] = Int(value)
        }
        guard let logging = number(UInt8.self), let at = number(Int64.self) else { return nil }
        attributes.loggingEnabled = logging == 1
        return (attributes, at)
    }

    private mutating func message() -> QueueMessage? {
        guard let number = number(UInt64.self), let body = text(), let extras = text(),
            let enqueuedAt = self.number(Int64.self), let firstReceivedAt = self.number(Int64.self),
            let visibleAt = self.number(Int64.self), let handles = self.number(UInt32.self),
            let dequeueCount = self.number(UInt32.self), let priority = self.number(UInt8.self),
            let place = self.number(UInt8.self).flatMap(QueueMessage.Place.init)
        else { return nil }
        return QueueMessage(
            number: number, body: body, extras: extras, enqueuedAt: enqueuedAt,
            firstReceivedAt: firstReceivedAt == .min ? nil : firstReceivedAt, visibleAt: visibleAt,
            handles: handles, dequeueCount: dequeueCount, priority: priority, place: place)
    }
}
