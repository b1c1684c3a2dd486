import JSONText
import VodHookCatalogue

/// Places of the state that change from one documented run to the next, as they are noticed.
final class VolatilePlaces: Sendable {
    private let known = Guarded<[String]>([])

    /// The places, each once, in the order in which they were noticed.
    var all: [String] { known.withLock { $0 } }

    /// What people read of it; nil when there are none.
    var note: String? {
        let all = all
        if all.isEmpty { return nil }
        let list = all.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        return
            "the state changes by itself at \(list)\(all.count > 10 ? " and more" : ""): not compared there; declare it volatile to be sure"
    }

    /// Takes note of where two documented runs differ.
    func note(_ one: HistoryRecord, _ other: HistoryRecord) {
        // A receiver that refuses what it took before, or shows no state any more, tells nothing about places.
        guard other.deliveries.last?.isAccepted == true else { return }
        for (one, other) in zip(one.states, other.states) {
            guard one.refusal == nil, other.refusal == nil else { continue }
            let places = StateDifference.all(expected: one.comparable, found: other.comparable).map(\.path)
            known.withLock { known in
                for place in places where place != "$" && !known.contains(place) { known.append(place) }
            }
        }
    }

    /// The record without these places in its states.
    func removed(from record: HistoryRecord) -> HistoryRecord {
        // A path that was made of names and `[*]` can always be read.
        let paths = all.compactMap { try? JSONPath($0) }
        if paths.isEmpty { return record }
        var record = record
        for place in record.states.indices {
            for path in paths {
                record.states[place].raw = path.removing(from: record.states[place].raw).0
                record.states[place].comparable = path.removing(from: record.states[place].comparable).0
            }
        }
        return record
    }
}
