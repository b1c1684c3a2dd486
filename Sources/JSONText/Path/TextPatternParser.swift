/// Reads an expression into a tree; the sets and groups it meets are collected beside the tree.
struct TextPatternParser {
    /// The deepest nesting of groups accepted.
    static let depthLimit = 200
    /// The most instructions an expression may compile to.
    static let sizeLimit = 20_000
    static let groupLimit = 500

    let scalars: [Unicode.Scalar]
    let dialect: TextPattern.Dialect
    var index = 0
    private(set) var sets: [TextPatternSet] = []
    private(set) var names: [(name: String, number: Int)] = []
    private(set) var groupCount = 0
    private var depth = 0
    private var ignoresCase = false
    private var dotTakesAll = false
    private var isMultiline = false

    init(_ text: String, dialect: TextPattern.Dialect) {
        scalars = Array(text.unicodeScalars)
        self.dialect = dialect
    }

    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    func peek(_ ahead: Int) -> Unicode.Scalar? {
        index + ahead < scalars.count ? scalars[index + ahead] : nil
    }

    /// True, and moves on, when the expression goes on with `text`.
    mutating func take(_ text: String) -> Bool {
        let wanted = text.unicodeScalars
        guard scalars[min(index, scalars.count)...].starts(with: wanted) else { return false }
        index += wanted.count
        return true
    }

    func error(at place: Int, _ message: String, remedy: String? = nil) -> PatternError {
        let offset = scalars[..<min(place, scalars.count)].reduce(0) { $0 + UTF8.width($1) }
        return PatternError(offset: offset, message: message, remedy: remedy)
    }

    mutating func parse() throws(PatternError) -> TextPatternTree {
        if dialect == .full { try options() }
        let tree = try choice()
        if index < scalars.count {
            throw error(at: index, "unexpected ), no group is open", remedy: "write \\)")
        }
        return tree
    }

    /// Reads `(?i)` and the like at the start of the expression.
    private mutating func options() throws(PatternError) {
        guard peek == "(", peek(1) == "?", let first = peek(2), "ims".unicodeScalars.contains(first) else {
            return
        }
        index = 2
        while let letter = peek, letter != ")" {
            switch letter {
            case "i": ignoresCase = true
            case "s": dotTakesAll = true
            case "m": isMultiline = true
            default:
                throw error(
                    at: index, "unknown option \(letter)", remedy: "the options are i, m and s, as in (?i)")
            }
            index += 1
        }
        guard take(")") else { throw error(at: 0, "this group has no closing )") }
    }

    private mutating func choice() throws(PatternError) -> TextPatternTree {
        let start = index
        var parts = [try sequence()]
        while take("|") { parts.append(try sequence()) }
        if parts.count == 1 { return parts[0] }
        return try checked(TextPatternTree(.choice(parts)), at: start)
    }

    private mutating func sequence() throws(PatternError) -> TextPatternTree {
        let start = index
        var parts: [TextPatternTree] = []
        while let next = peek, next != "|", next != ")" {
            let place = index
            let atom = try atom()
            parts.append(try quantified(atom, from: place))
        }
        switch parts.count {
        case 0: return TextPatternTree(.empty)
        case 1: return parts[0]
        default: return try checked(TextPatternTree(.sequence(parts)), at: start)
        }
    }

    private func checked(_ tree: TextPatternTree, at place: Int) throws(PatternError) -> TextPatternTree {
        if tree.size > Self.sizeLimit {
            throw error(at: place, "the expression is too large", remedy: "use smaller repeat counts")
        }
        return tree
    }

    private mutating func atom() throws(PatternError) -> TextPatternTree {
        let start = index
        guard let scalar = peek else { return TextPatternTree(.empty) }
        index += 1
        switch scalar {
        case "(": return try group(from: start)
        case "[": return set(try characterClass(from: start))
        case ".":
            if dotTakesAll { return set(TextPatternSet().complement) }
            return set(TextPatternSet.lineEnds.complement)
        case "^": return TextPatternTree(.assertion(isMultiline ? .lineStart : .textStart))
        case "$": return TextPatternTree(.assertion(isMultiline ? .lineEnd : .textEnd))
        case "\\": return try escaped(from: start)
        case "*", "+", "?":
            throw error(at: start, "nothing to repeat before \(scalar)", remedy: "write \\\(scalar)")
        case "{" where dialect == .iRegexp || isCount(at: start):
            throw error(at: start, "nothing to repeat before {", remedy: "write \\{")
        case "}", "]":
            if dialect == .iRegexp {
                throw error(at: start, "unexpected \(scalar)", remedy: "write \\\(scalar)")
            }
        default: break
        }
        return literal(scalar)
    }

    private mutating func literal(_ scalar: Unicode.Scalar) -> TextPatternTree {
        if ignoresCase, scalar.properties.isCased {
            var both = TextPatternSet()
            for text in [
                String(scalar), scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping,
            ] {
                let mapped = text.unicodeScalars
                if let only = mapped.first, mapped.count == 1 { both.insert(only.value...only.value) }
            }
            return set(both)
        }
        return TextPatternTree(.scalar(scalar.value))
    }

    private mutating func set(_ members: TextPatternSet, negated: Bool = false) -> TextPatternTree {
        set((members, negated))
    }

    private mutating func set(_ found: (members: TextPatternSet, isNegated: Bool)) -> TextPatternTree {
        sets.append(found.members.sealed(negated: found.isNegated, ignoringCase: ignoresCase))
        return TextPatternTree(.set(sets.count - 1))
    }

    private mutating func escaped(from start: Int) throws(PatternError) -> TextPatternTree {
        if dialect == .full {
            if take("b") { return TextPatternTree(.assertion(.wordEdge)) }
            if take("B") { return TextPatternTree(.assertion(.notWordEdge)) }
        }
        switch try escape(from: start) {
        case .scalar(let scalar): return literal(scalar)
        case .set(let members): return set(members)
        }
    }

    private mutating func group(from start: Int) throws(PatternError) -> TextPatternTree {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw error(at: start, "groups are nested deeper than \(Self.depthLimit) levels")
        }
        var number: Int?
        if peek == "?" {
            if try !groupKind(from: start) { number = groupCount }
        } else {
            number = try newGroup(from: start)
        }
        let inner = try choice()
        guard take(")") else {
            throw error(at: start, "this group has no closing )", remedy: "write \\( for a bracket")
        }
        guard let number else { return inner }
        return try checked(TextPatternTree(.capture(number, inner)), at: start)
    }

    private mutating func newGroup(from start: Int) throws(PatternError) -> Int {
        guard groupCount < Self.groupLimit else {
            throw error(
                at: start, "more than \(Self.groupLimit) groups",
                remedy: "write (?:…) where no capture is needed")
        }
        groupCount += 1
        return groupCount
    }

    /// Reads what follows `(?`; true for a group that does not capture.
    private mutating func groupKind(from start: Int) throws(PatternError) -> Bool {
        guard dialect == .full else {
            throw error(at: start, "only plain groups ( ) exist in this kind of expression")
        }
        if take("?:") { return true }
        for ahead in ["?=", "?!", "?<=", "?<!"] where take(ahead) {
            throw error(at: start, "look-around (\(ahead) is not supported")
        }
        guard take("?<") || take("?P<") else {
            throw error(
                at: start, "unknown kind of group",
                remedy: "use ( ), (?: ), (?<name> ), or (?i) at the very start of the expression")
        }
        let nameStart = index
        while let scalar = peek, scalar.properties.isAlphabetic || scalar == "_" || isDigit(scalar) {
            index += 1
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[nameStart..<index])
        guard let first = name.first, !isDigit(first), take(">") else {
            throw error(at: nameStart, "a group name takes letters, digits and _, then >")
        }
        let number = try newGroup(from: start)
        guard !names.contains(where: { $0.name.hasSameBytes(as: String(name)) }) else {
            throw error(at: nameStart, "a second group named \(String(name))")
        }
        names.append((String(name), number))
        return false
    }
}

// MARK: - Repetition

extension TextPatternParser {
    private static let countLimit = 100_000

    func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar >= "0" && scalar <= "9" }

    /// Reads the quantifier after `atom`, if there is one.
    private mutating func quantified(
        _ atom: TextPatternTree, from start: Int
    ) throws(PatternError) -> TextPatternTree {
        let place = index
        guard let (least, most) = try quantifier() else { return atom }
        if case .assertion = atom.kind, scalars[start] != "(" {
            throw error(at: place, "nothing to repeat before the quantifier")
        }
        var isLazy = false
        if dialect == .full {
            isLazy = take("?")
            if peek == "+" {
                throw error(at: index, "possessive quantifiers are not supported", remedy: "remove the +")
            }
        }
        if let next = peek, next == "*" || next == "+" || next == "?" || (next == "{" && isCount(at: index)) {
            throw error(at: index, "two quantifiers in a row", remedy: "put the first into a group (?: )")
        }
        return try checked(
            TextPatternTree(.repetition(atom, least: least, most: most, isLazy: isLazy)), at: start)
    }

    private mutating func quantifier() throws(PatternError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard peek == "{" else { return nil }
        let start = index
        guard isCount(at: start) else {
            if dialect == .iRegexp {
                throw error(at: start, "expected {n}, {n,} or {n,m}", remedy: "write \\{")
            }
            return nil
        }
        index += 1
        let least = try count()
        var most: Int? = least
        if take(",") { most = peek == "}" ? nil : try count() }
        index += 1
        if let most, most < least { throw error(at: start, "the repeat counts are in the wrong order") }
        return (least, most)
    }

    private mutating func count() throws(PatternError) -> Int {
        let start = index
        var value = 0
        while let scalar = peek, isDigit(scalar) {
            value = value * 10 + Int(scalar.value - 0x30)
            if value > Self.countLimit { throw error(at: start, "the repeat count is too large") }
            index += 1
        }
        return value
    }

    /// True when `{n}`, `{n,}` or `{n,m}` stands at `place`.
    private func isCount(at place: Int) -> Bool {
        var place = place + 1
        func digits() -> Int {
            let start = place
            while place < scalars.count, isDigit(scalars[place]) { place += 1 }
            return place - start
        }
        guard digits() > 0, place < scalars.count else { return false }
        if scalars[place] == "," {
            place += 1
            _ = digits()
        }
        return place < scalars.count && scalars[place] == "}"
    }
}
