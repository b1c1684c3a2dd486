import JSONText

/// A sink that compares with files that are there already, and says in words what is different.
package struct FixtureComparison: FixtureSink {
    /// One part of a file that is there: from `offset`, at most `count` bytes; nil when there is no such file.
    package typealias Reading = (_ path: String, _ offset: Int, _ count: Int) throws -> [UInt8]?

    /// At most so many differences are told; the others are counted.
    package static let shownLimit = 20
    /// So many bytes are shown before and after the first byte that differs.
    private static let context = 60

    /// The first differences, a few lines each.
    package private(set) var differences: [String] = []
    /// How many differences there are.
    package private(set) var count = 0
    /// The paths that were compared, for finding files that nobody writes.
    package private(set) var paths: Set<String> = []

    private let read: Reading
    private var growing: [String: (offset: Int, line: Int, isDifferent: Bool)] = [:]

    /// Compares with what `read` gives.
    package init(read: @escaping Reading) { self.read = read }

    /// Compares a whole file.
    package mutating func write(_ bytes: [UInt8], to path: String) throws {
        paths.insert(path)
        guard let found = try read(path, 0, bytes.count + 1) else { return tell("\(path): missing") }
        if found != bytes { tell(Self.difference(path, wanted: bytes, found: found, line: 1, isWhole: true)) }
    }

    /// Compares the next part of a file.
    package mutating func append(_ bytes: [UInt8], to path: String) throws {
        paths.insert(path)
        var state = growing[path] ?? (0, 1, false)
        if !state.isDifferent {
            let found = try read(path, state.offset, bytes.count)
            if found != bytes {
                state.isDifferent = true
                tell(
                    found.map { found in
                        Self.difference(path, wanted: bytes, found: found, line: state.line, isWhole: false)
                    } ?? "\(path): missing")
            }
            state.offset += bytes.count
            state.line += bytes.count { $0 == 0x0A }
        }
        growing[path] = state
    }

    /// Tells of what follows the last part of growing files, and of files among `existing` that nobody wrote.
    package mutating func finish(existing: [String]) throws {
        for (path, state) in growing.sorted(by: { $0.key < $1.key }) where !state.isDifferent {
            guard let more = try read(path, state.offset, 1), !more.isEmpty else { continue }
            tell("\(path): goes on after line \(state.line - 1), where it should end")
        }
        for path in existing.sorted() where !paths.contains(path) { tell("\(path): should not be there") }
    }

    private mutating func tell(_ difference: String) {
        count += 1
        if count <= Self.shownLimit { differences.append(difference) }
    }

    // MARK: In words

    /// `PATH:LINE:COLUMN: differs`, with what is wanted and what is there around the first byte that differs.
    private static func difference(
        _ path: String, wanted: [UInt8], found: [UInt8], line: Int, isWhole: Bool
    ) -> String {
        let place =
            zip(wanted, found).enumerated().first { $1.0 != $1.1 }?.offset ?? min(wanted.count, found.count)
        let before = wanted[..<place]
        let number = line + before.count { $0 == 0x0A }
        let column = place - (before.lastIndex(of: 0x0A) ?? -1)
        let what =
            place == found.count
            ? "ends too early" : place == wanted.count && isWhole ? "goes on where it should end" : "differs"
        return """
            \(path):\(number):\(column): \(what)
              - \(excerpt(found, around: place))
              + \(excerpt(wanted, around: place))
            """
    }

    /// The bytes around `place` on its line, safe for a terminal.
    private static func excerpt(_ bytes: [UInt8], around place: Int) -> String {
        let begin = bytes[..<min(place, bytes.count)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = bytes[min(place, bytes.count)...].firstIndex(of: 0x0A) ?? bytes.count
        let shown = max(begin, place - context)..<max(min(end, place + context), max(begin, place - context))
        let text = SafeText.line(String(decoding: bytes[shown], as: UTF8.self))
        return "\(shown.lowerBound > begin ? "…" : "")\(text)\(shown.upperBound < end ? "…" : "")"
    }
}
