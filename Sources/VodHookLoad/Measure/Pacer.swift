import JSONText
import VodHookCatalogue
package import VodHookPlan

/// Turns the number of a unit into its intended time: pure arithmetic from the start, never from the last finish.
package struct Pacer: Sendable {
    /// A stretch in which the rate is a straight line.
    private struct Stretch: Sendable {
        let begin: Double
        let length: Double
        let from: Double
        let to: Double
        /// How many units have arrived before it.
        let before: Double

        var amount: Double { (from + to) / 2 * length }
    }

    private let stretches: [Stretch]
    private let burst: Int

    /// The pacer of a profile; one of a closed loop gives every unit the time 0.
    package init(_ profile: LoadProfile) {
        burst = profile.burst
        var stretches: [Stretch] = []
        switch profile.shape {
        case .constant(let rate, let duration):
            stretches = [Stretch(begin: 0, length: duration.inSeconds, from: rate, to: rate, before: 0)]
        case .stages(let start, let stages):
            var (begin, rate, before) = (0.0, start, 0.0)
            for stage in stages {
                let stretch = Stretch(
                    begin: begin, length: stage.duration.inSeconds, from: rate, to: stage.rate, before: before
                )
                stretches.append(stretch)
                begin += stretch.length
                before += stretch.amount
                rate = stage.rate
            }
        case .closed: break
        }
        self.stretches = stretches
    }

    /// How many units arrive in all: the integral of the rate.
    package var total: Double { stretches.last.map { $0.before + $0.amount } ?? .infinity }

    /// When unit `index` (from 0) is due without chance, in seconds from the start; nil when it does not arrive.
    package func time(of index: Int) -> Double? {
        time(ofAmount: Double(index / burst * burst))
    }

    /// When so many units have arrived; nil when that never happens.
    package func time(ofAmount amount: Double) -> Double? {
        if stretches.isEmpty { return 0 }
        // A whole number of units that ends exactly with the profile is rounded, not lost.
        guard amount < total - 1e-9,
            let stretch = stretches.first(where: { amount < $0.before + $0.amount }) ?? stretches.last
        else { return nil }
        let rest = max(0, amount - stretch.before)
        let slope = (stretch.to - stretch.from) / stretch.length
        // rest = from·t + slope·t²/2, solved in the form that does not cancel for small slopes.
        let root = max(0, stretch.from * stretch.from + 2 * slope * rest).squareRoot()
        let divisor = stretch.from + root
        return stretch.begin + min(stretch.length, divisor > 0 ? 2 * rest / divisor : 0)
    }
}

extension LoadProfile {
    /// For how long events are offered, in seconds: to the end, or until as many as the limit allows are due.
    package func offeredSeconds(eventsPerUpload: Double) -> Double {
        let whole = duration.inSeconds
        guard let limit else { return whole }
        switch shape {
        case .closed: return whole
        case .constant, .stages:
            let units = unit == .events ? Double(limit) : Double(limit) / max(eventsPerUpload, 1)
            return Pacer(self).time(ofAmount: units) ?? whole
        }
    }
}

/// The intended times of one profile after each other.
struct ArrivalTimes: Sendable {
    private let pacer: Pacer
    private let isPoisson: Bool
    private var generator: SeededGenerator
    private var index = 0
    private var amount = 0.0

    init(_ profile: LoadProfile, seed: UInt64) {
        pacer = Pacer(profile)
        isPoisson = profile.isPoisson
        generator = SeededGenerator(seed: seed).branch("arrivals")
    }

    /// The time of the next unit in nanoseconds from the start; nil after the last one.
    mutating func next() -> Int64? {
        var time: Double?
        if isPoisson {
            // Gaps of a process with rate 1, stretched by the rate of the profile.
            amount += Logarithm.exponential(generator.fraction())
            time = pacer.time(ofAmount: amount)
        } else {
            time = pacer.time(of: index)
        }
        index += 1
        return time.map { Int64(nearest: $0 * 1e9) }
    }
}

/// The natural logarithm without a library of the system, so that a plan is the same bytes on every machine.
package enum Logarithm {
    /// An exponentially distributed number with mean 1 from a number in 0..<1.
    static func exponential(_ fraction: Double) -> Double { -natural(1 - fraction) }

    /// The natural logarithm of a positive, normal number, to about 1e-15.
    package static func natural(_ value: Double) -> Double {
        var exponent = Double(value.exponent)
        var significand = value.significand
        if significand > 1.414_213_562_373_095_1 {
            significand /= 2
            exponent += 1
        }
        // log((1+z)/(1-z)) = 2(z + z³/3 + z⁵/5 + …), with |z| below 0.172.
        let z = (significand - 1) / (significand + 1)
        var power = z
        var sum = 0.0
        for divisor in stride(from: 1.0, through: 23, by: 2) {
            sum += power / divisor
            power *= z * z
        }
        return exponent * 0.693_147_180_559_945_3 + 2 * sum
    }
}
