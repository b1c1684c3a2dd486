extension JSONPathParser {
    /// Reads a logical expression.
    mutating func condition() throws(JSONPathError) -> JSONPathCondition {
        var parts = [try conjunction()]
        while takeAfterBlanks("||") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(JSONPathError) -> JSONPathCondition {
        var parts = [try basic()]
        while takeAfterBlanks("&&") { parts.append(try basic()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    /// Takes an operator and the blanks on both sides; leaves everything as it was when it is not there.
    private mutating func takeAfterBlanks(_ text: StaticString) -> Bool {
        let start = index
        skipBlanks()
        guard take(text) else {
            index = start
            return false
        }
        skipBlanks()
        return true
    }

    private mutating func basic() throws(JSONPathError) -> JSONPathCondition {
        let isNegated = peek == 0x21
        if isNegated {
            index += 1
            skipBlanks()
        }
        let start = index
        if take("(") {
            try enter(start)
            defer { depth -= 1 }
            skipBlanks()
            let inner = try condition()
            skipBlanks()
            guard take(")") else {
                throw JSONPathError(offset: index, "expected ), found \(described(index))")
            }
            try refuseComparison("a condition in brackets is not a value and cannot be compared")
            return isNegated ? .not(inner) : inner
        }
        let left = try operand()
        if isNegated {
            try refuseComparison(
                "! applies to tests, not to comparisons", remedy: "put the comparison into ( )")
            return .not(try test(left, at: start))
        }
        let end = index
        skipBlanks()
        guard let comparison = try comparison() else {
            index = end
            return try test(left, at: start)
        }
        try checkValue(left, at: start)
        skipBlanks()
        let place = index
        let right = try operand()
        try checkValue(right, at: place)
        return .comparison(left, comparison, right)
    }

    private mutating func comparison() throws(JSONPathError) -> JSONPathComparison? {
        let start = index
        if take("==") { return .equal }
        if take("!=") { return .notEqual }
        if take("<=") { return .lessOrEqual }
        if take(">=") { return .greaterOrEqual }
        if take("<") { return .less }
        if take(">") { return .greater }
        if peek == 0x3D {
            throw JSONPathError(offset: start, "unknown operator =", remedy: "write == for equality")
        }
        return nil
    }

    private mutating func refuseComparison(_ message: String, remedy: String? = nil) throws(JSONPathError) {
        let end = index
        skipBlanks()
        let place = index
        if try comparison() != nil { throw JSONPathError(offset: place, message, remedy: remedy) }
        index = end
    }

    /// The test that `operand` makes when it stands alone.
    private func test(_ operand: JSONPathOperand, at place: Int) throws(JSONPathError) -> JSONPathCondition {
        switch operand {
        case .query(let query): return .exists(query)
        case .call(let call) where call.function.isCondition: return .call(call)
        case .call(let call):
            throw JSONPathError(
                offset: place, "\(call.function.rawValue)() gives a value, not a condition",
                remedy: "compare it, as in \(call.function.rawValue)(…) == 1")
        case .literal:
            throw JSONPathError(
                offset: place, "a literal alone is not a condition", remedy: "compare it with something")
        }
    }

    private func checkValue(_ operand: JSONPathOperand, at place: Int) throws(JSONPathError) {
        switch operand {
        case .literal: break
        case .query(let query):
            if !query.isSingular {
                throw JSONPathError(
                    offset: place, "this query may select several nodes and cannot be compared",
                    remedy: "use names and indexes only, or count(…) or value(…)")
            }
        case .call(let call):
            if call.function.isCondition {
                throw JSONPathError(
                    offset: place, "\(call.function.rawValue)() is a condition and cannot be compared",
                    remedy: "write it alone, with ! for its opposite")
            }
        }
    }

    /// Reads a literal, a query or a function call.
    private mutating func operand() throws(JSONPathError) -> JSONPathOperand {
        let start = index
        switch peek {
        case 0x40:
            index += 1
            return .query(try query(isRelative: true))
        case 0x24:
            index += 1
            return .query(try query(isRelative: false))
        case 0x27, 0x22: return .literal(.string(try string()))
        case 0x2D, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39: return .literal(try number())
        case .some(0x61...0x7A): return try wordOrCall()
        case 0x21:
            throw JSONPathError(
                offset: start, "unexpected !", remedy: "! comes once, before a test or a bracket")
        default:
            throw JSONPathError(
                offset: start, "expected a query, a literal or a function, found \(described(start))",
                remedy: peek == 0x2E ? "write @ for the current node" : nil)
        }
    }

    private mutating func wordOrCall() throws(JSONPathError) -> JSONPathOperand {
        let start = index
        while let byte = peek, (0x61...0x7A).contains(byte) || byte == 0x5F || isDigit(byte) { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        guard peek == 0x28 else {
            switch word {
            case "true": return .literal(.bool(true))
            case "false": return .literal(.bool(false))
            case "null": return .literal(.null)
            default:
                throw JSONPathError(
                    offset: start, "unexpected word \(word)",
                    remedy: JSONPathCall.Function(rawValue: word) == nil
                        ? "put text into quotes, or write @.\(word) for a member"
                        : "write ( right after the function name")
            }
        }
        return .call(try call(word, at: start))
    }

    private mutating func call(_ word: String, at start: Int) throws(JSONPathError) -> JSONPathCall {
        guard let function = JSONPathCall.Function(rawValue: word) else {
            let known = JSONPathCall.Function.allCases.map(\.rawValue)
            throw JSONPathError(
                offset: start, "unknown function \(word)",
                remedy: Suggestion.didYouMean(word, among: known)
                    ?? "the functions are \(known.joined(separator: ", "))")
        }
        try enter(start)
        defer { depth -= 1 }
        index += 1
        skipBlanks()
        var arguments: [JSONPathOperand] = []
        if peek != 0x29 {
            repeat { arguments.append(try argument(of: function)) } while takeAfterBlanks(",")
            skipBlanks()
        }
        guard take(")") else {
            throw JSONPathError(offset: index, "expected , or ), found \(described(index))")
        }
        guard arguments.count == function.arity else {
            let wanted = function.arity == 1 ? "one argument" : "two arguments"
            throw JSONPathError(offset: start, "\(word)() takes \(wanted), not \(arguments.count)")
        }
        var call = JSONPathCall(function: function, arguments: arguments)
        if function.isCondition, case .literal(.string(let text)) = arguments[1] {
            do throws(PatternError) {
                call.pattern = try TextPattern(text, dialect: .iRegexp)
                noteAnchors(in: text, of: function, at: start)
            } catch {
                warnings.append(
                    JSONPathError(
                        offset: start, "\(word)() can never match: \(error.message)", remedy: error.remedy))
            }
        }
        return call
    }

    /// `^` and `$` are characters like others in I-Regexp, which is hardly ever meant.
    private mutating func noteAnchors(in text: String, of function: JSONPathCall.Function, at start: Int) {
        let bytes = Array(text.utf8)
        guard bytes.first == 0x5E || bytes.last == 0x24 else { return }
        let characters = "for the characters write \\^ and [$]"
        let whole =
            function == .match
            ? "it compares the whole text without them" : "match() compares the whole text"
        warnings.append(
            JSONPathError(
                offset: start, "\(function.rawValue)() takes ^ and $ for characters, not for the ends",
                remedy: "\(whole); \(characters)"))
    }

    private mutating func argument(of function: JSONPathCall.Function) throws(JSONPathError)
        -> JSONPathOperand
    {
        let start = index
        if peek == 0x21 || peek == 0x28 {
            throw JSONPathError(offset: start, "\(function.rawValue)() does not take a condition")
        }
        let operand = try operand()
        let end = index
        skipBlanks()
        let isCondition = [0x3D, 0x21, 0x3C, 0x3E, 0x26, 0x7C].contains(peek)
        if isCondition {
            throw JSONPathError(offset: start, "\(function.rawValue)() does not take a condition")
        }
        index = end
        guard function.takesNodes else {
            try checkValue(operand, at: start)
            return operand
        }
        guard case .query = operand else {
            throw JSONPathError(
                offset: start, "\(function.rawValue)() takes a query",
                remedy: "write a query such as @.* or $..name")
        }
        return operand
    }
}
