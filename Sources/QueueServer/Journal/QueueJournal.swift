import FoundationEssentials
import Glibc

/// Keeps the steps of a store in a folder: files that are only written at their ends, in the order of their numbers.
///
/// Each file begins with all queues as they are then, so that the oldest can go once none of its messages is left. What a
/// client was answered for stands in a file before: a killed server loses nothing, and handles stay good.
package struct QueueJournal: QueueKeeper {
    /// A file that is full, and the first number that was not taken when it was.
    private struct Closed: Sendable {
        let path: String
        let end: UInt64
    }

    private let folder: String
    private let lock: OpenFile
    private let limit: Int
    private var closed: [Closed] = []
    private var number: Int
    private var file: JournalFile

    /// What was found in a folder.
    package struct Opened: Sendable {
        /// Writes on.
        package let journal: QueueJournal
        /// What the files lead to.
        package let store: QueueStore
        /// A sentence about a last record that was cut off; nil when all were whole.
        package let note: String?
    }

    /// Reads what `folder` holds, which is made when it is not there, and goes on behind it.
    ///
    /// A new file is begun after `limit` bytes. Throws when the folder cannot be used, when another server uses it, or when a
    /// file is damaged before its end.
    package static func open(
        _ folder: String, keepsEvents: Bool = false, limit: Int = 64 << 20
    ) throws(QueueJournalError) -> Opened {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw QueueJournalError("cannot create the folder \(folder)")
        }
        let path = folder + "/lock"
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .system("open", path) }
        let lock = OpenFile(descriptor)
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            throw QueueJournalError(
                "another server keeps its queues in \(folder); stop it, or name another folder")
        }
        return try read(folder, lock, keepsEvents, limit)
    }

    private static func read(
        _ folder: String, _ lock: OpenFile, _ keepsEvents: Bool, _ limit: Int
    ) throws(QueueJournalError) -> Opened {
        var store = QueueStore(keepsChanges: true, keepsEvents: keepsEvents)
        var closed: [Closed] = []
        var note: String?
        let numbers = try fileNumbers(in: folder)
        for number in numbers {
            let path = path(number, in: folder)
            guard let data = FileManager.default.contents(atPath: path) else {
                throw .system("read", path)
            }
            let bytes = Array(data)
            var place = JournalRecord.magic.count
            guard bytes.starts(with: JournalRecord.magic) else {
                // Killed before the first line stood there.
                if number == numbers.last, JournalRecord.magic.starts(with: bytes) {
                    closed.append(Closed(path: path, end: 0))
                    continue
                }
                throw QueueJournalError("\(path) is no journal of this version; move it away")
            }
            while place < bytes.count {
                guard let change = JournalRecord.read(bytes, at: &place) else { break }
                store.apply(change)
            }
            if place < bytes.count {
                guard number == numbers.last else {
                    throw QueueJournalError(
                        "\(path) is damaged at byte \(place); move the folder away to begin with empty queues"
                    )
                }
                note =
                    "\(path): left out \(bytes.count - place) bytes of a record that was not written to its end"
                // Once another file follows, an end like this would be damage.
                if unsafe truncate(path, off_t(place)) != 0 { throw .system("shorten", path) }
            }
            closed.append(Closed(path: path, end: store.nextNumber))
        }
        let next = (numbers.last ?? 0) + 1
        let file = try begin(next, in: folder, store)
        var journal = QueueJournal(
            folder: folder, lock: lock, limit: limit, closed: closed, number: next, file: file)
        try journal.dropOld(store)
        return Opened(journal: journal, store: store, note: note)
    }

    private static func path(_ number: Int, in folder: String) -> String {
        let digits = String(number)
        return "\(folder)/queue-" + String(repeating: "0", count: max(0, 8 - digits.utf8.count))
            + "\(digits).journal"
    }

    private static func fileNumbers(in folder: String) throws(QueueJournalError) -> [Int] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
                guard name.hasPrefix("queue-"), name.hasSuffix(".journal") else { return nil }
                return Int(name.dropFirst(6).dropLast(8))
            }.sorted()
        } catch {
            throw QueueJournalError("cannot read the folder \(folder)")
        }
    }

    /// A new file with all queues as they are.
    private static func begin(
        _ number: Int, in folder: String, _ store: QueueStore
    ) throws(QueueJournalError) -> JournalFile {
        var head = JournalRecord.magic
        JournalRecord.write(.counted(next: store.nextNumber), to: &head)
        for name in store.names {
            guard let queue = store.queues[name] else { continue }
            JournalRecord.write(.created(queue: name, queue.attributes, at: queue.createdAt), to: &head)
            JournalRecord.write(.changed(queue: name, queue.attributes, at: queue.modifiedAt), to: &head)
        }
        var file = try JournalFile(creating: path(number, in: folder))
        try file.append(head)
        return file
    }

    package mutating func keep(_ changes: [QueueChange], of store: QueueStore) throws {
        // Before anything is written: what fails here leaves no trace of the steps.
        if file.size >= limit { try turn(store) }
        var bytes: [UInt8] = []
        for change in changes { JournalRecord.write(change, to: &bytes) }
        try file.append(bytes)
    }

    /// Goes on in a new file.
    private mutating func turn(_ store: QueueStore) throws(QueueJournalError) {
        let next = try Self.begin(number + 1, in: folder, store)
        // The steps that come now are in the store already, which only keeps the file a little longer.
        closed.append(Closed(path: file.path, end: store.nextNumber))
        number += 1
        file = next
        try dropOld(store)
    }

    /// Deletes the oldest files as long as no message in the queues stands in them.
    private mutating func dropOld(_ store: QueueStore) throws(QueueJournalError) {
        let oldest = store.queues.values.compactMap(\.oldestNumber).min() ?? .max
        while let first = closed.first, first.end <= oldest {
            if unsafe unlink(first.path) != 0, errno != ENOENT { throw .system("delete", first.path) }
            closed.removeFirst()
        }
    }
}
