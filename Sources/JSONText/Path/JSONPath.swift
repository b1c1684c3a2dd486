/// A JSONPath query (RFC 9535).
///
/// A repeated key counts once, with its last value, so that each node has its own path.
public struct JSONPath: Sendable, CustomStringConvertible {
    /// A selected value and its place.
    public struct Node: Sendable {
        /// The place in the document.
        public let path: NormalizedPath
        /// The value there.
        public let value: JSONValue
    }

    /// The longest expression accepted, in UTF-8 bytes.
    public static let lengthLimit = 65_536
    /// A segment stops selecting soon after so many nodes; `$..*..*..*` on a deep document would fill the memory.
    public static let nodeLimit = 1_000_000

    let query: JSONPathQuery
    /// The expression as given.
    public let description: String
    /// Expressions for `match` and `search` that are no I-Regexp and so can never match, or that take `^` and `$`
    /// for what they are not there.
    public let warnings: [JSONPathError]

    /// Reads an expression; throws at the first place that does not follow the standard.
    public init(_ text: String) throws(JSONPathError) {
        var parser = JSONPathParser(text)
        query = try parser.parse()
        warnings = parser.warnings
        description = text
    }

    /// True when the expression can select one node at most, whatever the document.
    public var isSingular: Bool { query.isSingular }

    /// The place that the expression names when it only goes from member to member; nil for any other.
    package var memberPath: NormalizedPath? {
        var steps: [NormalizedPath.Step] = []
        for segment in query.segments {
            guard !segment.isDescendant, segment.selectors.count == 1,
                case .name(let name) = segment.selectors[0]
            else { return nil }
            steps.append(.name(name))
        }
        return NormalizedPath(steps)
    }

    /// The selected nodes in the order of the standard; a node selected twice is there twice.
    public func nodes(in root: JSONValue) -> [Node] {
        var evaluator = JSONPathEvaluator(root: root)
        let places = evaluator.places(query, from: root, keepsTrail: true)
        return places.map { Node(path: NormalizedPath($0.trail), value: $0.value) }
    }

    /// The selected values, in the same order as `nodes(in:)`.
    public func values(in root: JSONValue) -> [JSONValue] {
        var evaluator = JSONPathEvaluator(root: root)
        return evaluator.values(query, from: root)
    }
}
