/// What the faults of order make of one delivery.
package struct OrderChanges: Sendable {
    /// True when it is never sent.
    var isDropped = false
    /// True when the deliveries of its step come in another order.
    var isReordered = false
    /// How much later it begins.
    var delay = Duration.zero
    /// After how many bytes it is held open, half of its body when nil, and how long after that the next one begins.
    package var hold: (afterBytes: Int?, pause: Duration)?
    /// Its copies: beside it or after it, and how much later.
    var copies: [(isBeside: Bool, by: Duration)] = []

    /// What these faults make of a delivery; those that are not of order make nothing.
    package init(_ faults: [Fault]) {
        for fault in faults {
            guard case .order(let fault) = fault.kind else { continue }
            switch fault {
            case .duplicate(let by): copies.append((isBeside: false, by))
            case .duplicateAtOnce: copies.append((isBeside: true, .zero))
            case .reorder: isReordered = true
            case .delay(let by): delay += by
            case .drop: isDropped = true
            case .overlap(let bytes, let by): hold = (bytes, by)
            }
        }
    }
}
