/// The lines that differ between two texts, with three lines around them.
package enum UnifiedDiff {
    private static let context = 3
    private static let limit = 80

    /// `-` lines are only in `old`, `+` lines only in `new`; cut after 80 lines.
    package static func text(_ old: String, _ new: String) -> String {
        let old = lines(old)
        let new = lines(new)
        let changes = new.difference(from: old)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in changes {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var merged: [(mark: Character, text: String)] = []
        var left = 0
        var right = 0
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                merged.append(("-", old[left]))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                merged.append(("+", new[right]))
                right += 1
            } else {
                merged.append((" ", left < old.count ? old[left] : ""))
                left += 1
                right += 1
            }
        }
        let near = Set(
            merged.indices.filter { merged[$0].mark != " " }.flatMap { ($0 - context)...($0 + context) })
        var shown: [String] = []
        for place in merged.indices where near.contains(place) {
            if place > 0, !near.contains(place - 1) { shown.append("@@ line \(place + 1) @@") }
            shown.append("\(merged[place].mark)\(merged[place].text)")
        }
        let rest = shown.count - limit
        return shown.prefix(limit).joined(separator: "\n") + (rest > 0 ? "\n… and \(rest) lines more" : "")
    }

    /// Lines by bytes: a carriage return stays visible at the end of its line.
    private static func lines(_ text: String) -> [String] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
