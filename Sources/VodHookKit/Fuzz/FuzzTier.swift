/// How far bodies are from the documented ones, and so what is expected of the receiver.
public enum FuzzTier: String, Sendable, CaseIterable {
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
public struct FuzzOptions: Sendable {
    /// The tiers.
    public var tiers = FuzzTier.allCases
    /// How many bodies, shrinking not counted.
    public var cases = 1000
    /// How many run at the same time.
    public var jobs = 4
    /// The seed of the cases that are drawn.
    public var seed: UInt64 = 1
    /// No case begins later than this; nil for no limit.
    public var timeLimit: Duration?
    /// What makes the ids of this search differ from those of every other one.
    public var nonce: UInt64 = 1
    /// How often a finding is run again to see whether it repeats.
    public var repetitions = 3
    /// The most findings that are shrunk.
    public var findings = 10
    /// The folder of the scenario's own catalogue as a saved scenario has to name it.
    public var catalogFolder: String?

    /// The defaults.
    public init() {}
}

/// Something that happened while fuzzing, for progress.
public enum FuzzEvent: Sendable {
    /// So many of so many bodies were sent, and so many of them are findings.
    case ran(Int, of: Int, failing: Int)
    /// A finding is made smaller.
    case shrinking
}
