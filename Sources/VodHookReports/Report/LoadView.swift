import JSONText
package import VodHookLoad

/// The figures of a load under way as lines for a terminal.
package struct LoadView: Sendable {
    /// How many seconds the sparkline shows.
    private static let shownSeconds = 60

    private var seconds = 0
    private var last = LoadProgress()
    private var rates: [Int] = []

    /// A view of nothing so far.
    package init() {}

    /// Takes the figures of the next second and returns it as a block of lines, and as one line.
    package mutating func take(_ progress: LoadProgress) -> (block: [String], line: String) {
        seconds += 1
        let rate = max(0, progress.counts.attempts - last.counts.attempts)
        rates = Array((rates + [rate]).suffix(Self.shownSeconds))
        let recent = progress.response.subtracting(last.response)
        last = progress
        let latency = "p50 \(Self.shown(recent, 50))  p99 \(Self.shown(recent, 99)) ms"
        var flight = "\(progress.inFlight) in flight"
        if progress.waiting > 0 { flight += "  \(progress.waiting) waiting" }
        let answers =
            progress.statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            + progress.errors.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let counts = progress.counts
        let losses = [("lost", counts.lost), ("dropped", counts.dropped), ("late", counts.late)]
            .filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }
        let head = "\(seconds)s  \(rate)/s  \(flight)  \(latency)"
        let block = [
            "  \(head)", "  \(Self.sparkline(rates))  up to \(rates.max() ?? 0)/s in the last minute",
            "  " + (answers + losses).joined(separator: "  "),
        ]
        return (block, ([head] + answers + losses).joined(separator: "  "))
    }

    private static func shown(_ steps: LatencySteps, _ percent: Double) -> String {
        steps.count == 0 ? "-" : Shown.fixed(steps.milliseconds(at: percent), 1)
    }

    private static func sparkline(_ rates: [Int]) -> String {
        let bars = Array("▁▂▃▄▅▆▇█")
        let most = max(1, rates.max() ?? 1)
        return String(rates.map { bars[min(7, $0 * 8 / most)] })
    }
}
