/// Says which known word a misspelt one was probably meant to be.
public enum Suggestion {
    /// `did you mean "x"?` for the nearest of `known`, or nil when none is near.
    public static func didYouMean(_ word: String, among known: some Sequence<String>) -> String? {
        nearest(to: word, among: known).map { "did you mean \"\($0)\"?" }
    }

    /// The known word with the fewest edits, ignoring case; nil when more than a third would have to change.
    public static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased().unicodeScalars.prefix(64))
        var best: (word: String, distance: Int)?
        for candidate in known {
            let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars.prefix(64)))
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        if let best, best.distance <= max(1, max(wanted.count, best.word.count) / 3) { return best.word }
        // A part of a name is meant as that name, if only one has it.
        guard wanted.count >= 3 else { return nil }
        let whole = known.filter { $0.lowercased().contains(word.lowercased()) }
        return whole.count == 1 ? whole[0] : nil
    }

    /// Edit distance with transposition of neighbours counted once.
    private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
