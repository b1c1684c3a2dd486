/// A parsed query: where it starts and which segments follow.
struct JSONPathQuery: Sendable {
    /// True for `@`, false for `$`.
    var isRelative: Bool
    var segments: [JSONPathSegment]
    /// Tells the queries of one expression apart, so that results of absolute ones can be kept.
    var number: Int

    /// True when the syntax allows one node at most: only names and indexes, one at a time.
    var isSingular: Bool {
        segments.allSatisfy { segment in
            guard !segment.isDescendant, segment.selectors.count == 1 else { return false }
            switch segment.selectors[0] {
            case .name, .index: return true
            default: return false
            }
        }
    }
}

/// One segment: selectors applied to each node, or to each node and all its descendants.
struct JSONPathSegment: Sendable {
    var isDescendant: Bool
    var selectors: [JSONPathSelector]
}

/// One selector of a segment.
enum JSONPathSelector: Sendable {
    case name(String)
    case wildcard
    case index(Int)
    case slice(start: Int?, end: Int?, step: Int)
    case filter(JSONPathCondition)
}

/// A logical expression of a filter.
indirect enum JSONPathCondition: Sendable {
    case any([JSONPathCondition])
    case all([JSONPathCondition])
    case not(JSONPathCondition)
    case exists(JSONPathQuery)
    case comparison(JSONPathOperand, JSONPathComparison, JSONPathOperand)
    case call(JSONPathCall)
}

/// The six comparison operators.
enum JSONPathComparison: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"

}

/// What yields a value, or Nothing, inside a filter.
indirect enum JSONPathOperand: Sendable {
    case literal(JSONValue)
    case query(JSONPathQuery)
    case call(JSONPathCall)
}

/// A call of one of the five functions, arguments already checked against its signature.
struct JSONPathCall: Sendable {
    enum Function: String, Sendable, CaseIterable {
        case length, count, match, search, value

        /// True for a function that is a condition by itself, false for one that yields a value.
        var isCondition: Bool { self == .match || self == .search }
        /// True when the argument is a list of nodes rather than one value.
        var takesNodes: Bool { self == .count || self == .value }
        var arity: Int { isCondition ? 2 : 1 }
    }

    var function: Function
    var arguments: [JSONPathOperand]
    /// The compiled expression when the second argument of `match` or `search` is a literal.
    var pattern: TextPattern?
}
