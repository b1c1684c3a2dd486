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
        let head = SafeText.line("\(position): \(label)\(message)")
        let remedy = remedy.map(SafeText.line)
        if excerpt.isEmpty { return "\(head)\(remedy.map { "\n    \($0)" } ?? "")" }
        let (shown, column) = Self.window(excerpt, around: position.column)
        let indent = String(repeating: " ", count: column - 1)
        return "\(head)\n    \(shown)\n    \(indent)^\(remedy.map { " \($0)" } ?? "")"
    }

    /// The part of a long line around `column`, and the column in that part.
    ///
    /// Control characters become blanks, what else is no text for a terminal becomes escapes.
    private static func window(_ line: String, around column: Int) -> (String, Int) {
        let scalars = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        let start = scalars.count > 100 ? max(0, min(column - 60, scalars.count)) : 0
        let end = min(scalars.count, start + 100)
        let shown = SafeText.line(String(scalars[start..<end]))
        // The caret moves with the escapes before it, which are those that are not behind it.
        let place = min(max(1, column - start), end - start + 1)
        let rest = SafeText.line(":" + String(scalars[(start + place - 1)..<end])).unicodeScalars.count - 1
        return (shown, max(1, shown.unicodeScalars.count - rest + 1))
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
