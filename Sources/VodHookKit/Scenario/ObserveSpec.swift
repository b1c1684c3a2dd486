/// How the state of the receiver is read after each history of an exploration.
public struct ObserveSpec: Sendable {
    /// What is asked; it expects nothing by itself.
    public var probe: ProbeSpec
    /// What may differ between two runs of the same deliveries.
    public var volatile: [JSONPath] = []
    /// How long the receiver may work on after its last answer; nil waits until the state stands still.
    public var settle: Duration?

    /// A way to read the state.
    public init(_ probe: ProbeSpec) { self.probe = probe }
}
