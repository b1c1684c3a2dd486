import Foundation
import Testing

@testable import QueueServer

/// What a folder keeps of the queues.
@Suite struct QueueJournalTests {
    /// A folder for the time of `body`.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "vodhook-\(UUID().uuidString)")
        defer {
            do { try FileManager.default.removeItem(at: url) } catch { print("cannot remove \(url.path)") }
        }
        try body(url.path + "/queue")
    }

    /// The files of messages, oldest first.
    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".journal") }
            .sorted()
            .map { folder + "/" + $0 }
    }

    /// A service whose journal is in `folder`; `limit` bytes a file.
    private func service(_ folder: String, _ clock: ManualQueueClock, limit: Int = 64 << 20) throws
        -> QueueService
    {
        let opened = try QueueJournal.open(folder, limit: limit)
        return QueueService(clock: clock, keeper: opened.journal, store: opened.store)
    }

    private func put(_ service: QueueService, _ range: ClosedRange<Int>) throws {
        for number in range {
            let message = NewMessage(
                body: Array("message \(number) \(String(repeating: ".", count: 100))".utf8))
            _ = try service.perform(on: "q") { store, now in store.put([message], into: "q", at: now) }
        }
    }

    private func create(_ service: QueueService) throws {
        _ = try service.perform { store, now in store.create("q", QueueAttributes(), at: now) }
    }

    private func receive(_ service: QueueService, _ limit: Int) throws -> [QueueStore.Received] {
        try service.perform(on: "q") { store, now in store.receive(limit, from: "q", at: now) } ?? []
    }

    private func delete(_ service: QueueService, _ handle: String) throws -> Bool {
        let result = try service.perform(on: "q") { store, now in store.delete(handle, from: "q", at: now) }
        if case .success? = result { return true }
        return false
    }

    @Test func `a store opened again goes on where it was`() throws {
        try withFolder { folder in
            let clock = ManualQueueClock()
            var handles: [String] = []
            do {
                let first = try service(folder, clock)
                try create(first)
                try put(first, 1...10)
                handles = try receive(first, 4).map(\.handle)
                #expect(try delete(first, handles[0]))
            }
            let second = try service(folder, clock)
            #expect(try !delete(second, handles[0]))
            #expect(try delete(second, handles[1]))
            let texts = try receive(second, 16).map(\.text)
            #expect(texts.map { $0.split(separator: " ")[1] } == ["5", "6", "7", "8", "9", "10"])
            clock.advance(30_000)
            let again = try receive(second, 16)
            #expect(again.map(\.message.number) == [3, 4, 5, 6, 7, 8, 9, 10])
            #expect(again.map(\.message.dequeueCount) == Array(repeating: 2, count: 8))
        }
    }

    @Test func `numbers are not used twice, also when all messages are gone`() throws {
        try withFolder { folder in
            let clock = ManualQueueClock()
            for round in 1...3 {
                let one = try service(folder, clock)
                try create(one)
                try put(one, 1...2)
                let received = try receive(one, 2)
                #expect(received.map(\.message.number) == [UInt64(2 * round - 1), UInt64(2 * round)])
                for message in received { #expect(try delete(one, message.handle)) }
            }
            #expect(try files(folder).count <= 2)
        }
    }

    @Test func `old files go when their messages are gone`() throws {
        try withFolder { folder in
            let clock = ManualQueueClock()
            let one = try service(folder, clock, limit: 4096)
            try create(one)
            try put(one, 1...5)
            let held = try receive(one, 1)[0]
            for start in stride(from: 10, to: 500, by: 10) {
                try put(one, start...(start + 9))
                for message in try receive(one, 10) { #expect(try delete(one, message.handle)) }
            }
            #expect(try files(folder).count > 10)
            #expect(try delete(one, held.handle))
            try put(one, 1...100)
            #expect(try files(folder).count < 8)
        }
    }

    @Test func `every length of a broken off file gives the whole records before the cut`() throws {
        try withFolder { folder in
            let clock = ManualQueueClock()
            do {
                let one = try service(folder, clock)
                try create(one)
                try put(one, 1...3)
            }
            let file = try #require(try files(folder).last)
            let whole = try Data(contentsOf: URL(fileURLWithPath: file))
            var counts: [Int] = []
            for length in 0...whole.count {
                let copy = folder + "-cut"
                try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
                try whole.prefix(length).write(to: URL(fileURLWithPath: copy + "/queue-00000001.journal"))
                let opened = try QueueJournal.open(copy)
                counts.append(opened.store.count)
                try FileManager.default.removeItem(atPath: copy)
            }
            #expect(counts == counts.sorted() && Set(counts) == [0, 1, 2, 3])
        }
    }

    @Test func `a cut off end is reported and written over in a new file`() throws {
        try withFolder { folder in
            let clock = ManualQueueClock()
            do {
                let one = try service(folder, clock)
                try create(one)
                try put(one, 1...3)
            }
            let file = try #require(try files(folder).last)
            let whole = try Data(contentsOf: URL(fileURLWithPath: file))
            try whole.dropLast(7).write(to: URL(fileURLWithPath: file))
            let opened = try QueueJournal.open(folder)
            #expect(opened.note?.hasSuffix("bytes of a record that was not written to its end") == true)
            #expect(opened.store.count == 2)
        }
    }

    @Test func `damage before the end is an error that names the place`() throws {
        try withFolder { folder in
            let clock = ManualQueueClock()
            for _ in 1...2 {
                let one = try service(folder, clock)
                try create(one)
                try put(one, 1...3)
            }
            let file = try #require(try files(folder).first)
            var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            bytes[bytes.count - 20] ^= 1
            try bytes.write(to: URL(fileURLWithPath: file))
            let error = #expect(throws: QueueJournalError.self) { try QueueJournal.open(folder) }
            #expect(error?.description.contains("queue-00000001.journal is damaged at byte") == true)
        }
    }

    @Test func `one folder serves one server`() throws {
        try withFolder { folder in
            let one = try QueueJournal.open(folder)
            let error = #expect(throws: QueueJournalError.self) { try QueueJournal.open(folder) }
            #expect(
                error?.description
                    == "another server keeps its queues in \(folder); stop it, or name another folder")
            withExtendedLifetime(one) {}
        }
    }
}
