/// Faults of order: they change which deliveries there are and when they begin, never what is in them.
///
/// `OrderChanges` applies them.
package enum OrderFault: FaultGroup {
    case duplicate(by: Duration)
    case duplicateAtOnce
    case reorder
    case delay(by: Duration)
    case drop
    /// Held open after so many bytes; half of the body when nil.
    case overlap(bytes: Int?, by: Duration)

    /// The pause of an overlap that says nothing else.
    static let usualOverlapPause = Duration.milliseconds(10)

    var kind: Fault.Kind { .order(self) }

    static let words = [
        word(
            "duplicate", by(.zero), about: "The same body is delivered again after the first delivery ended.",
            make: duplicate),
        word(
            "duplicate-at-once", about: "The same body is delivered twice in the same second, side by side."
        ) { .duplicateAtOnce },
        word(
            "reorder", about: "The deliveries of the step come in another order, drawn from the seed."
        ) { .reorder },
        word("delay", by(.seconds(1)), about: "It begins later; by {by} unless given.", make: delay),
        word("drop", about: "It is never sent.") { .drop },
        word(
            "overlap", bytes(), by(usualOverlapPause),
            about:
                "It is held open in the middle of its body until the next delivery of the step, or a copy of itself, is answered; that one begins {by} after it is held unless given.",
            make: overlap),
    ]
}
