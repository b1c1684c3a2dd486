import JSONText
import VodHookCatalogue
import VodHookDelivery
import VodHookPlan

/// Where the attempts of a scenario stand on a drawn line, from 0 to 100, pauses shortened.
///
/// A true scale would press everything but the longest pause between two attempts into a few pixels. So each stretch
/// between two neighbouring moments gets a width that grows with the logarithm of its length.
struct TimeLine {
    /// One attempt on the line.
    struct Mark {
        let attempt: Attempt
        /// Where it begins.
        let left: Double
        /// How wide the attempt itself is.
        let width: Double
        /// How much room there is until the next attempt of the delivery.
        let room: Double
    }

    /// One delivery.
    struct Row {
        let delivery: DeliveryResult
        let marks: [Mark]
        /// True when an attempt for the same media was under way at the same time.
        let isOverlapping: Bool
    }

    /// The rows in order, one for each delivery that is drawn.
    let rows: [Row]
    /// Moments of scenario time that are written under the line.
    let ticks: [(left: Double, time: Duration)]
    /// How many deliveries are not drawn.
    let hidden: Int

    /// The line of `scenario` with at most `limit` deliveries; those of a low `rank` are kept first.
    init(_ scenario: ScenarioResult, limit: Int, rank: (DeliveryResult) -> Int) {
        let drawn = Self.selection(scenario.deliveries, limit, rank)
        let overlapping = Self.overlapping(scenario.deliveries)
        let starts = Self.starts(drawn.flatMap(\.attempts))
        var moments: Set<Double> = []
        for attempt in drawn.flatMap(\.attempts) {
            let start = Self.start(attempt, starts)
            moments.formUnion([start, start + Self.length(attempt)])
        }
        let axis = Axis(moments)
        rows = drawn.map { delivery in
            let lefts = delivery.attempts.map { axis.place(of: Self.start($0, starts)) } + [100]
            let marks = delivery.attempts.enumerated().map { place, attempt in
                let end = axis.place(of: Self.start(attempt, starts) + Self.length(attempt))
                return Mark(
                    attempt: attempt, left: lefts[place], width: end - lefts[place],
                    room: lefts[place + 1] - lefts[place])
            }
            return Row(
                delivery: delivery, marks: marks, isOverlapping: overlapping.contains(delivery.planned.id))
        }
        ticks = Self.ticks(drawn.flatMap(\.attempts).map(\.plannedAt), axis)
        hidden = scenario.deliveries.count - drawn.count
    }

    private static func selection(
        _ deliveries: [DeliveryResult], _ limit: Int, _ rank: (DeliveryResult) -> Int
    ) -> [DeliveryResult] {
        guard deliveries.count > limit else { return deliveries }
        let ranked = deliveries.enumerated().map { (rank: rank($0.element), place: $0.offset) }
        return ranked.sorted { $0 < $1 }.prefix(limit).map(\.place).sorted().map { deliveries[$0] }
    }

    /// The ids of deliveries whose exchanges were under way, by the wall clock, beside one of the same media.
    private static func overlapping(_ deliveries: [DeliveryResult]) -> Set<String> {
        var overlapping: Set<String> = []
        var open: [String: (id: String, end: Duration)] = [:]
        let exchanges = deliveries.flatMap { delivery in delivery.attempts.map { (delivery.planned, $0) } }
        for (planned, attempt) in exchanges.sorted(by: { $0.1.startedAt < $1.1.startedAt }) {
            let end = attempt.startedAt + attempt.observation.duration
            if let other = open[planned.media], other.id != planned.id, attempt.startedAt < other.end {
                overlapping.formUnion([other.id, planned.id])
            }
            if end >= open[planned.media]?.end ?? .zero { open[planned.media] = (planned.id, end) }
        }
        return overlapping
    }

    // MARK: Times in milliseconds

    /// The earliest wall time of the attempts that were due at the same scenario time.
    private static func starts(_ attempts: [Attempt]) -> [Duration: Duration] {
        Dictionary(attempts.map { ($0.plannedAt, $0.startedAt) }, uniquingKeysWith: min)
    }

    /// Scenario time, and by the wall clock among those due at once: they may have been sent one after the other.
    private static func start(_ attempt: Attempt, _ starts: [Duration: Duration]) -> Double {
        (attempt.plannedAt + attempt.startedAt - (starts[attempt.plannedAt] ?? attempt.startedAt))
            .milliseconds
    }

    private static func length(_ attempt: Attempt) -> Double { attempt.observation.duration.milliseconds }

    private static func ticks(_ times: [Duration], _ axis: Axis) -> [(left: Double, time: Duration)] {
        var ticks: [(left: Double, time: Duration)] = []
        for time in Set(times).sorted() {
            let left = axis.place(of: time.milliseconds)
            if let last = ticks.last, left - last.left < 16 { continue }
            if left <= 90 { ticks.append((left, time)) }
        }
        return ticks
    }

    /// The places of moments.
    private struct Axis {
        private let places: [Double: Double]

        init(_ moments: Set<Double>) {
            let sorted = moments.sorted()
            var sums = [0.0]
            for (earlier, later) in zip(sorted, sorted.dropFirst()) {
                sums.append((sums.last ?? 0) + 1 + Self.logarithm(1 + later - earlier))
            }
            // Room behind the last moment for the word of its attempt.
            let whole = ((sums.last ?? 0) + 1) * 1.15
            places = Dictionary(
                zip(sorted, sums.map { $0 / whole * 100 }), uniquingKeysWith: { first, _ in first })
        }

        func place(of moment: Double) -> Double { places[moment] ?? 0 }

        /// Close to the logarithm to base 2 and the same on every machine, for numbers from 1.
        private static func logarithm(_ number: Double) -> Double {
            guard number.isFinite, number >= 1 else { return 0 }
            return Double(number.exponent) + number.significand - 1
        }
    }
}
