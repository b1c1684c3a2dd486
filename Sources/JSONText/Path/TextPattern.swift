/// A regular expression that takes time proportional to the text, whatever the expression.
///
/// Threads of a non-deterministic automaton run side by side, so nothing is ever tried twice; the price
/// is that look-around and back-references do not exist. It works on Unicode scalars. `\d`, `\w`, `\b`
/// know ASCII only, `.` leaves out line feed and carriage return, `$` is the end of the text.
public struct TextPattern: Sendable, CustomStringConvertible {
    /// Which expressions are accepted.
    public enum Dialect: Sendable {
        /// What PCRE and ECMAScript share, without look-around and back-references.
        case full
        /// I-Regexp (RFC 9485) and nothing more.
        case iRegexp
    }

    /// The longest expression accepted, in UTF-8 bytes.
    public static let lengthLimit = 65_536

    /// The expression as given.
    public let text: String
    private let program: TextPatternProgram

    /// Compiles `text`; throws for bad syntax and for expressions that would need too large a program.
    public init(_ text: String, dialect: Dialect = .full) throws(PatternError) {
        guard text.utf8.count <= Self.lengthLimit else {
            throw PatternError(
                offset: Self.lengthLimit, message: "the expression is longer than \(Self.lengthLimit) bytes",
                remedy: nil)
        }
        var parser = TextPatternParser(text, dialect: dialect)
        let tree = try parser.parse()
        self.text = text
        program = TextPatternProgram(
            tree, sets: parser.sets, names: parser.names, groupCount: parser.groupCount)
    }

    /// The expression as given.
    public var description: String { text }

    /// The number of capturing groups, the whole match not counted.
    public var groupCount: Int { program.groupCount }

    /// The leftmost match in `text`, with the priorities of a backtracking engine among equals.
    public func firstMatch(in text: String) -> TextMatch? {
        let scalars = Array(text.unicodeScalars)
        var machine = TextPatternMachine(program, scalars)
        guard let slots = machine.search() else { return nil }
        let groups = (0...program.groupCount).map { number -> String? in
            let (start, end) = (slots[number * 2], slots[number * 2 + 1])
            guard start >= 0, end >= start else { return nil }
            var group = String.UnicodeScalarView()
            group.append(contentsOf: scalars[start..<end])
            return String(group)
        }
        return TextMatch(groups: groups, names: program.names)
    }

    /// True when the expression occurs anywhere in `text`; cheaper than asking for the match.
    public func occurs(in text: String) -> Bool {
        var machine = TextPatternMachine(program, Array(text.unicodeScalars), capturing: false)
        return machine.search() != nil
    }

    /// True when the expression matches `text` from its first to its last scalar.
    public func matchesWhole(_ text: String) -> Bool {
        var machine = TextPatternMachine(program, Array(text.unicodeScalars), capturing: false)
        return machine.matchesWhole()
    }
}
