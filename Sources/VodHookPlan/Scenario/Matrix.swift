import JSONText

/// One row of a matrix: names and values in the order of the file.
typealias MatrixRow = [(name: String, value: JSONNode)]

/// Reads the table of a scenario: a cross product of columns, or a file of JSON Lines.
struct MatrixReader {
    /// More rows are a mistake rather than a wish.
    static let rowLimit = 10_000

    let source: SourceText
    let open: ScenarioLoader.Context.Open
    private(set) var findings: [Finding] = []

    init(source: SourceText, open: @escaping ScenarioLoader.Context.Open) {
        self.source = source
        self.open = open
    }

    /// The rows; a single empty one when there is no matrix.
    mutating func rows(_ node: JSONNode?) -> [MatrixRow] {
        guard let node else { return [[]] }
        if let file = node["file"], let name = file.string { return lines(name, file) }
        var rows: [MatrixRow] = [[]]
        for column in node["values"]?.members ?? [] where column.key != "$comment" {
            let values = column.value.elements
            if rows.count * max(values.count, 1) > Self.rowLimit {
                report(node, "the matrix has more than \(Self.rowLimit) rows")
                return [[]]
            }
            rows = rows.flatMap { row in values.map { row + [(column.key, $0)] } }
        }
        return rows.isEmpty ? [[]] : rows
    }

    private mutating func report(_ node: JSONNode, _ message: String, remedy: String? = nil) {
        findings.append(Finding(source, at: node.offset, message, remedy: remedy))
    }

    private mutating func lines(_ name: String, _ node: JSONNode) -> [MatrixRow] {
        let path = ScenarioFiles.path(name, from: source.name)
        let (table, problems) = ScenarioFiles.text(path, open, namedBy: node, of: source)
        findings += problems
        guard let table else { return [[]] }
        var rows: [MatrixRow] = []
        for (number, line) in table.bytes.split(separator: 0x0A).enumerated()
        where line.contains(where: { $0 > 0x20 }) {
            let (value, mistakes) = JSONReader.read(
                SourceText(name: "\(path) line \(number + 1)", bytes: Array(line)))
            findings += mistakes
            guard let value else { continue }
            guard case .object(let members) = value.kind else {
                report(node, "line \(number + 1) of \(path) is not an object")
                continue
            }
            rows.append(members.map { ($0.key, $0.value) })
            if rows.count > Self.rowLimit {
                report(node, "\(path) has more than \(Self.rowLimit) lines")
                break
            }
        }
        if rows.isEmpty { report(node, "\(path) has no line with an object") }
        return rows.isEmpty ? [[]] : rows
    }
}
