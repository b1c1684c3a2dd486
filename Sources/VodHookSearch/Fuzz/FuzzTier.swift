/// How far bodies are from the documented ones, and so what is expected of the receiver.
package enum FuzzTier: String, Sendable, CaseIterable {
    /// Any documented combination; accepted.
    case valid
    /// What a vendor may add or leave out tomorrow; accepted.
    case forwardCompatible = "forward-compatible"
    /// Against the documents; refused with a 4xx, or accepted without effect.
    case invalid
    /// Made to break; refused with a 4xx, or accepted without effect.
    case hostile

    /// True when the receiver must acknowledge.
    var mustAccept: Bool { self == .valid || self == .forwardCompatible }
}

/// What is tried and how long.
package struct FuzzOptions: Sendable {
    package var tiers = FuzzTier.allCases
    /// How many bodies, shrinking not counted.
    package var cases = 1000
    /// How many run at the same time.
    package var jobs = 4
    /// The seed of the cases that are drawn.
    package var seed: UInt64 = 1
    /// No case begins later than this; nil for no limit.
    package var timeLimit: Duration?
    /// What makes the ids of this search differ from those of every other one.
    package var nonce: UInt64 = 1
    /// The number of this search among those with the same nonce: each has ids of its own.
    package var part = 0
    /// How often a finding is run again to see whether it repeats.
    package var repetitions = 3
    /// The most findings that are shrunk.
    package var findings = 10
    /// The folder of the scenario's own catalogue as a saved scenario has to name it.
    package var catalogFolder: String?

    package init() {}
}

/// Something that happened while fuzzing, for progress.
package enum FuzzEvent: Sendable {
    /// So many of so many bodies were sent, and so many of them are findings.
    case ran(Int, of: Int, failing: Int)
    /// A finding is made smaller.
    case shrinking
}
