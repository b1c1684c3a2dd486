import JSONText

/// Latencies in steps of an eighth of their size or less: small enough to be kept for every second of a load.
///
/// Adding two loses nothing. Only steps that hold something take memory.
package struct LatencySteps: Sendable, Equatable {
    /// How many steps there are, from a microsecond to more than an hour.
    package static let stepCount = 240

    /// A step and how many latencies are in it, by step.
    package private(set) var filled: [Filled] = []

    /// One step that holds something.
    package struct Filled: Sendable, Equatable {
        /// The step, from 0.
        package var step: UInt8
        /// How many latencies are in it.
        package var count: UInt32
    }

    package init() {}

    /// The step of a latency in microseconds.
    @inline(__always)
    package static func step(ofMicroseconds latency: Int) -> Int {
        if latency < 8 { return max(0, latency) }
        let exponent = 63 - latency.leadingZeroBitCount
        return min(stepCount - 1, (exponent - 2) << 3 + (latency >> (exponent - 3)) & 7)
    }

    /// The longest latency of a step, in microseconds.
    package static func longest(_ step: Int) -> Int {
        if step < 8 { return step }
        let shift = step >> 3 - 1
        return (9 + step & 7) << shift - 1
    }

    /// How many latencies there are.
    package var count: Int { filled.reduce(0) { $0 + Int($1.count) } }

    /// The latency in milliseconds that `percent` of all do not exceed, up to an eighth too long; 0 for none.
    package func milliseconds(at percent: Double) -> Double {
        let wanted = Double(count) * percent / 100
        var seen = 0.0
        for entry in filled {
            seen += Double(entry.count)
            if seen >= wanted { return Double(Self.longest(Int(entry.step))) / 1000 }
        }
        return 0
    }

    /// How many latencies are shorter than `microseconds`, which must be a power of two.
    package func count(below microseconds: Int) -> Int {
        let end = Self.step(ofMicroseconds: microseconds)
        return filled.reduce(0) { $1.step < end ? $0 + Int($1.count) : $0 }
    }

    /// Adds all latencies of another one.
    package mutating func add(_ other: LatencySteps) {
        if other.filled.isEmpty { return }
        if filled.isEmpty { return filled = other.filled }
        var merged: [Filled] = []
        merged.reserveCapacity(max(filled.count, other.filled.count) + 4)
        var (left, right) = (filled[...], other.filled[...])
        while let first = left.first, let second = right.first {
            if first.step == second.step {
                merged.append(Filled(step: first.step, count: Self.sum(first.count, second.count)))
                left.removeFirst()
                right.removeFirst()
            } else {
                merged.append(first.step < second.step ? left.removeFirst() : right.removeFirst())
            }
        }
        filled = merged + left + right
    }

    /// What came after `earlier`, an earlier state of this one.
    package func subtracting(_ earlier: LatencySteps) -> LatencySteps {
        var before: [UInt8: UInt32] = [:]
        for entry in earlier.filled { before[entry.step] = entry.count }
        var rest = LatencySteps()
        rest.filled = filled.compactMap { entry in
            let count = entry.count - min(entry.count, before[entry.step] ?? 0)
            return count == 0 ? nil : Filled(step: entry.step, count: count)
        }
        return rest
    }

    private static func sum(_ left: UInt32, _ right: UInt32) -> UInt32 {
        let (sum, overflows) = left.addingReportingOverflow(right)
        return overflows ? .max : sum
    }

    // MARK: JSON

    /// Pairs of a step's longest latency in microseconds and how many are in it.
    var json: JSONValue {
        .array(filled.map { .array([.int(Self.longest(Int($0.step))), .int(Int($0.count))]) })
    }

    /// What pairs say; pairs that make no sense are left out.
    init(json: JSONValue?) {
        var counts = [UInt32](repeating: 0, count: Self.stepCount)
        for pair in json?.array ?? [] {
            guard let numbers = pair.array, numbers.count == 2, let latency = numbers[0].number?.int64,
                let count = numbers[1].number?.int64, latency >= 0, (0...Int64(UInt32.max)).contains(count)
            else { continue }
            let step = Self.step(ofMicroseconds: Int(latency))
            counts[step] = Self.sum(counts[step], UInt32(count))
        }
        self.init(counts)
    }

    private init(_ counts: [UInt32]) {
        for (step, count) in counts.enumerated() where count > 0 {
            filled.append(Filled(step: UInt8(step), count: count))
        }
    }

    /// Counts the latencies of the second under way, without looking for their place.
    package struct Tally: Sendable {
        private var counts = [UInt32](repeating: 0, count: LatencySteps.stepCount)
        private var isEmpty = true

        package init() {}

        /// Counts a latency in microseconds.
        @inline(__always)
        package mutating func record(microseconds: Int) {
            counts[LatencySteps.step(ofMicroseconds: microseconds)] &+= 1
            isEmpty = false
        }

        /// What was counted; it begins anew.
        package mutating func take() -> LatencySteps {
            if isEmpty { return LatencySteps() }
            let taken = LatencySteps(counts)
            for step in counts.indices { counts[step] = 0 }
            isEmpty = true
            return taken
        }
    }
}
