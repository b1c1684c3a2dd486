import Histogram
import JSONText

/// Latencies in microseconds with three significant digits up to an hour; adding two loses nothing.
package struct LatencyHistogram: Sendable, Equatable {
    private static let highest: UInt64 = 3_600_000_000

    private var values = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: LatencyHistogram.highest,
        numberOfSignificantValueDigits: .three)

    package init() {}

    /// How many latencies were recorded.
    package var count: Int { Int(clamping: values.totalCount) }

    /// Records a latency given in nanoseconds; what is negative counts as 0, what is longer than an hour as an hour.
    @inline(__always)
    package mutating func record(nanoseconds: Int64) {
        values.record(min(UInt64(max(0, nanoseconds)) / 1000, Self.highest))
    }

    /// Adds all latencies of another histogram.
    package mutating func add(_ other: LatencyHistogram) { values.add(other.values) }

    /// The latency in milliseconds that `percent` of all do not exceed; 0 when there is none.
    package func milliseconds(at percent: Double) -> Double {
        count == 0 ? 0 : Double(values.valueAtPercentile(percent)) / 1000
    }

    /// The longest latency in milliseconds.
    package var maxMilliseconds: Double { count == 0 ? 0 : Double(values.max) / 1000 }

    /// Pairs of a latency in microseconds and how often it came; made into a histogram again by `init(_:)`.
    package var recorded: [(microseconds: Int, count: Int)] {
        values.recordedValues().map { (Int(clamping: $0.value), Int(clamping: $0.count)) }
    }

    /// The most latencies that pairs can have, so that sums of thousands of histograms do not overflow.
    private static let mostOfPairs = 1 << 50

    /// The histogram of pairs; nil when one of them cannot be, or when they are too many.
    package init?(_ pairs: [(microseconds: Int, count: Int)]) {
        var total = 0
        for pair in pairs {
            total = total.clampedSum(pair.count)
            guard pair.count >= 0, pair.microseconds >= 0, total <= Self.mostOfPairs,
                values.record(UInt64(pair.microseconds), count: UInt64(pair.count))
            else { return nil }
        }
    }

    /// True when the same number of latencies fell into the same steps.
    package static func == (left: LatencyHistogram, right: LatencyHistogram) -> Bool {
        left.recorded.elementsEqual(right.recorded) { $0 == $1 }
    }
}
