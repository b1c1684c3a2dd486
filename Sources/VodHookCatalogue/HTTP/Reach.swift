/// How far something that was sent came, as far as the sender can know.
package enum Reach: Int, Sendable, Comparable {
    /// Not one byte went out, so the other side knows nothing of it.
    case notSent
    /// Some of it went out, and not all.
    case sentInPart
    /// All of it went out. Whether the other side has read it is not known.
    case sent
    /// The other side answered, in whole or in part; it may have done so before all was sent.
    case answered

    package static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
}
