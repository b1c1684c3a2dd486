package import JSONText

/// How the state of the receiver is read after each history of an exploration.
package struct ObserveSpec: Sendable {
    /// What is asked; it expects nothing by itself.
    package var probe: ProbeSpec
    /// What may differ between two runs of the same deliveries.
    package var volatile: [JSONPath] = []
    /// How long the receiver may work on after its last answer; nil waits until the state stands still.
    package var settle: Duration?

    /// A way to read the state.
    package init(_ probe: ProbeSpec) { self.probe = probe }
}
