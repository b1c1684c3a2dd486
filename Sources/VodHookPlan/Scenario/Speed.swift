/// How fast scenario time passes, as a flag and the project file say it.
package struct Speed: Sendable, Equatable {
    /// The factors that can be given: a thousandth of real time, a million times as fast.
    package static let range = 0.001...1_000_000.0
    /// What can be given, in words.
    package static let choice = "a number from 0.001 to 1000000, or max"
    /// As fast as the clock.
    package static let realTime = Speed(known: 1)
    /// Without waiting.
    package static let max = Speed(known: .infinity)

    /// How many times as fast as real time; infinite when nothing is waited for.
    package let factor: Double

    private init(known factor: Double) { self.factor = factor }

    /// So many times as fast as real time; nil outside of `range`.
    package init?(_ factor: Double) {
        guard Self.range.contains(factor) else { return nil }
        self.factor = factor
    }

    /// The speed that `text` names, a number or `max`; nil when it is none.
    package init?(text: String) {
        if text == "max" {
            self = .max
        } else if let factor = Double(text) {
            self.init(factor)
        } else {
            return nil
        }
    }
}
