/// Columns of text, aligned.
public enum TextTable {
    /// The lines of a table; the last column is not padded.
    public static func lines(_ header: [String], _ rows: [[String]], indent: String = "  ") -> [String] {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        return ([header] + rows).map { row in
            let cells = zip(row, widths).map { text, width in
                text + String(repeating: " ", count: width - text.count)
            }
            return indent + cells.joined(separator: "  ").trimmingTrailingBlanks
        }
    }
}

extension String {
    var trimmingTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
