extension TextPatternParser {
    /// What an escape stands for.
    enum Escape {
        case scalar(Unicode.Scalar)
        case set(TextPatternSet)
    }

    /// Reads an escape whose backslash, at `start`, is already taken.
    mutating func escape(from start: Int) throws(PatternError) -> Escape {
        guard let letter = peek else {
            throw error(at: start, "unfinished escape", remedy: "write \\\\ for a backslash")
        }
        index += 1
        switch letter {
        case "n": return .scalar("\n")
        case "r": return .scalar("\r")
        case "t": return .scalar("\t")
        case "p", "P": return .set(try category(from: start, negated: letter == "P"))
        default: break
        }
        if dialect == .iRegexp {
            guard "()*+-.?[\\]^{|}".unicodeScalars.contains(letter) else {
                throw error(
                    at: start, "unknown escape \\\(letter)", remedy: "use a class such as [0-9] instead")
            }
            return .scalar(letter)
        }
        switch letter {
        case "d": return .set(.digits)
        case "D": return .set(TextPatternSet.digits.complement)
        case "w": return .set(.word)
        case "W": return .set(TextPatternSet.word.complement)
        case "s": return .set(.space)
        case "S": return .set(TextPatternSet.space.complement)
        case "f": return .scalar("\u{C}")
        case "v": return .scalar("\u{B}")
        case "x": return .scalar(try hexadecimal(from: start, digits: 2))
        case "u": return .scalar(try unicode(from: start))
        case "0":
            if let next = peek, isDigit(next) {
                throw error(at: start, "octal escapes are not supported", remedy: "write \\xHH")
            }
            return .scalar("\0")
        case "1"..."9", "k": throw error(at: start, "back-references are not supported")
        case "A"..."Z", "a"..."z": throw error(at: start, "unknown escape \\\(letter)")
        default: return .scalar(letter)
        }
    }

    private mutating func category(from start: Int, negated: Bool) throws(PatternError) -> TextPatternSet {
        guard take("{") else { throw error(at: start, "expected a category, as in \\p{Lu}") }
        var name = ""
        while let scalar = peek, scalar != "}", name.utf8.count < 40 {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard take("}") else { throw error(at: start, "expected } after the category") }
        guard let set = TextPatternSet(category: name), dialect == .full || name != "Cs" else {
            throw error(
                at: start, "unknown category \(name)",
                remedy: "use a general category such as L, Lu, Nd, P or Zs")
        }
        return negated ? set.complement : set
    }

    private mutating func hexadecimal(from start: Int, digits: Int) throws(PatternError) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(try hexadecimalValue(from: start, digits: digits)) else {
            throw error(
                at: start, "half of a surrogate pair", remedy: "write \\u{…} with the whole code point")
        }
        return scalar
    }

    private mutating func hexadecimalValue(from start: Int, digits: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let scalar = peek, let byte = UInt8(exactly: scalar.value), let digit = Hex.digit(byte)
            else {
                throw error(at: start, "expected \(digits) hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    /// Reads what follows `\u`: four digits, two halves of a surrogate pair, or digits in braces.
    private mutating func unicode(from start: Int) throws(PatternError) -> Unicode.Scalar {
        if take("{") {
            var count = 0
            while let scalar = peek(count), scalar != "}" { count += 1 }
            guard (1...6).contains(count) else {
                throw error(at: start, "expected one to six hexadecimal digits in \\u{…}")
            }
            let value = try hexadecimalValue(from: start, digits: count)
            index += 1
            guard let scalar = Unicode.Scalar(value) else { throw error(at: start, "no such code point") }
            return scalar
        }
        let value = try hexadecimalValue(from: start, digits: 4)
        if let scalar = Unicode.Scalar(value) { return scalar }
        if value < 0xDC00, take("\\u") {
            let low = try hexadecimalValue(from: start, digits: 4)
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (value - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw error(at: start, "half of a surrogate pair", remedy: "write \\u{…} with the whole code point")
    }

    /// Reads a class whose opening bracket, at `start`, is already taken.
    mutating func characterClass(
        from start: Int
    ) throws(PatternError) -> (members: TextPatternSet, isNegated: Bool) {
        var members = TextPatternSet()
        let isNegated = take("^")
        guard peek != "]" else { throw error(at: start, "empty class", remedy: "write \\] for a bracket") }
        var isFirst = true
        while let next = peek, next != "]" {
            let place = index
            let low = try classMember(isFirst: isFirst)
            isFirst = false
            guard peek == "-", let after = peek(1), after != "]" else {
                switch low {
                case .scalar(let scalar): members.insert(scalar.value...scalar.value)
                case .set(let set): members.formUnion(set)
                }
                continue
            }
            index += 1
            if dialect == .iRegexp, scalars[place] == "-" || peek == "-" {
                throw error(at: place, "a hyphen cannot begin or end a range", remedy: "write \\-")
            }
            guard case .scalar(let first) = low, case .scalar(let last) = try classMember(isFirst: false)
            else {
                throw error(
                    at: place, "a range takes a character on both sides", remedy: "write \\- for a hyphen")
            }
            guard first <= last else { throw error(at: place, "the range is in the wrong order") }
            members.insert(first.value...last.value)
        }
        guard take("]") else {
            throw error(at: start, "this class has no closing ]", remedy: "write \\[ for a bracket")
        }
        return (members, isNegated)
    }

    private mutating func classMember(isFirst: Bool) throws(PatternError) -> Escape {
        let start = index
        guard let scalar = peek else { throw error(at: start, "unfinished class") }
        index += 1
        if scalar == "\\" {
            if dialect == .full, take("b") { return .scalar("\u{8}") }
            return try escape(from: start)
        }
        if scalar == "[" {
            if dialect == .iRegexp { throw error(at: start, "unexpected [ in a class", remedy: "write \\[") }
            if let next = peek, next == ":" || next == "=" || next == "." {
                throw error(
                    at: start, "named classes such as [:alpha:] are not supported", remedy: "write \\[")
            }
        }
        if scalar == "-", dialect == .iRegexp, !isFirst, peek != "]" {
            throw error(at: start, "a hyphen must come first or last in a class", remedy: "write \\-")
        }
        return .scalar(scalar)
    }
}
