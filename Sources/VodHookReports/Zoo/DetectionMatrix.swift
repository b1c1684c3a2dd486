/// Which command finds which planted bug, and with what.
package struct DetectionMatrix: Sendable, Equatable {
    /// The searches, in the order of the columns.
    package enum Search: String, Sendable, CaseIterable {
        case run, explore, fuzz
    }

    /// How a search found a bug.
    package struct Detection: Sendable, Equatable {
        /// What was run: a scenario below the folder of scenarios, or an event.
        package var subject: String
        /// What tells how it was found: `2 deliveries`, or a tier; empty when there is nothing to say.
        package var how: String

        package init(_ subject: String, how: String = "") {
            self.subject = subject
            self.how = how
        }
    }

    /// One bug.
    package struct Row: Sendable, Equatable {
        /// The bug's name.
        package var bug: String
        /// The searches that find it.
        package var found: [Search: Detection]

        package init(_ bug: String, _ found: [Search: Detection]) {
            self.bug = bug
            self.found = found
        }

        /// The row as a line of Markdown.
        package var markdown: String {
            DetectionMatrix.line(
                ["`\(bug)`"] + Search.allCases.map { DetectionMatrix.cell(found[$0]) })
        }
    }

    /// The rows, in the order of the bugs.
    package var rows: [Row]

    package init(_ rows: [Row] = []) { self.rows = rows }

    /// The table as Markdown, ending with a line break.
    package var markdown: String { Self.head + rows.map(\.markdown).joined() }

    /// The first two lines of the table.
    package static var head: String {
        let head = ["bug"] + Search.allCases.map { "`vodhook \($0.rawValue)`" }
        return line(head) + line(head.map { _ in "---" })
    }

    fileprivate static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

    fileprivate static func cell(_ detection: Detection?) -> String {
        guard let detection else { return "–" }
        return "`\(detection.subject)`\(detection.how.isEmpty ? "" : ", \(detection.how)")"
    }

    /// The matrix of a document that holds such a table; no rows when there is none.
    package init(markdown: String) {
        rows = []
        for line in markdown.split(separator: "\n") {
            let cells = line.split(separator: "|").map { String($0).trimmed }
            guard cells.count == Search.allCases.count + 1, let bug = Self.quoted(cells[0])?.quoted else {
                continue
            }
            var found: [Search: Detection] = [:]
            for (search, cell) in zip(Search.allCases, cells.dropFirst()) {
                guard let (subject, rest) = Self.quoted(cell) else { continue }
                found[search] = Detection(
                    subject, how: rest.hasPrefix(",") ? String(rest.dropFirst()).trimmed : "")
            }
            rows.append(Row(bug, found))
        }
    }

    /// The first text between two backticks, and what comes behind it.
    private static func quoted(_ text: String) -> (quoted: String, rest: String)? {
        let parts = text.split(separator: "`", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty else { return nil }
        return (String(parts[1]), String(parts[2]))
    }
}

extension String {
    /// The text without blanks at its ends.
    fileprivate var trimmed: String {
        let inner = drop { $0 == " " }
        return String(inner.reversed().drop { $0 == " " }.reversed())
    }
}
