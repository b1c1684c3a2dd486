/// A mistake in an input file: where it is, what is wrong, and what to do about it.
public struct Finding: Sendable, Equatable {
    /// How bad a finding is; only errors make a file invalid.
    public enum Severity: String, Sendable {
        case error, warning
    }

    /// Where the mistake begins.
    public let position: SourcePosition
    /// What is wrong: lower-case start, no final stop.
    public let message: String
    /// What to do about it, or nil when the message says it all.
    public let remedy: String?
    /// Error unless said otherwise.
    public let severity: Severity
    /// The line of the file the finding is on.
    public let excerpt: String

    /// A finding at byte `offset` of `source`.
    public init(
        _ source: SourceText, at offset: Int, _ message: String, remedy: String? = nil,
        severity: Severity = .error
    ) {
        position = source.position(of: offset)
        self.message = message
        self.remedy = remedy
        self.severity = severity
        excerpt = source.line(position.line)
    }

    /// A finding at a place that is known already.
    public init(
        _ source: SourceText, at position: SourcePosition, _ message: String, remedy: String? = nil,
        severity: Severity = .error
    ) {
        self.position = position
        self.message = message
        self.remedy = remedy
        self.severity = severity
        // A place in an included file has no line here.
        excerpt = position.file == source.name ? source.line(position.line) : ""
    }

    /// `file:line:column: message`, the line with a caret under the place, and the remedy.
    ///
    /// ```
    /// a.json:3:5: unknown key "statsu"
    ///     "statsu": 200
    ///     ^ did you mean "status"?
    /// ```
    public var text: String {
        let label = severity == .warning ? "warning: " : ""
        if excerpt.isEmpty { return "\(position): \(label)\(message)\(remedy.map { "\n    \($0)" } ?? "")" }
        let (shown, column) = Self.window(excerpt, around: position.column)
        let indent = String(repeating: " ", count: column - 1)
        return "\(position): \(label)\(message)\n    \(shown)\n    \(indent)^\(remedy.map { " \($0)" } ?? "")"
    }

    /// The part of a long line around `column`, and the column in that part.
    ///
    /// Control characters become blanks.
    private static func window(_ line: String, around column: Int) -> (String, Int) {
        let scalars = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        let start = scalars.count > 100 ? max(0, min(column - 60, scalars.count)) : 0
        let end = min(scalars.count, start + 100)
        return (String(scalars[start..<end]), max(1, column - start))
    }
}

extension [Finding] {
    /// True when one of them is an error.
    public var containsError: Bool { contains { $0.severity == .error } }

    /// By position, then message; the order in which they are shown.
    public var inOrder: [Finding] {
        sorted { ($0.position, $0.message) < ($1.position, $1.message) }
    }
}

/// Says which known word a misspelt one was probably meant to be.
public enum Suggestion {
    /// `did you mean "x"?` for the nearest of `known`, or nil when none is near.
    public static func didYouMean(_ word: String, among known: some Sequence<String>) -> String? {
        nearest(to: word, among: known).map { "did you mean \"\($0)\"?" }
    }

    /// The known word with the fewest edits, ignoring case; nil when more than a third would have to change.
    public static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased().unicodeScalars.prefix(64))
        var best: (word: String, distance: Int)?
        for candidate in known {
            let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars.prefix(64)))
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        if let best, best.distance <= max(1, max(wanted.count, best.word.count) / 3) { return best.word }
        // A part of a name is meant as that name, if only one has it.
        guard wanted.count >= 3 else { return nil }
        let whole = known.filter { $0.lowercased().contains(word.lowercased()) }
        return whole.count == 1 ? whole[0] : nil
    }

    /// Edit distance with transposition of neighbours counted once.
    private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
