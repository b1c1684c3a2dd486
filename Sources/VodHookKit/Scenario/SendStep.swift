/// A body of the scenario's own to be delivered.
public struct SendStep: Sendable {
    /// The provider whose rules and signature it is delivered by.
    public var provider: String
    /// The event's name in reports.
    public var event: String
    /// What it is about, for reports; may be empty.
    public var media = ""
    /// The body.
    public var body: [UInt8] = []
    /// True when the body stands in the scenario itself, so that names of media in it are replaced.
    public var hasNames = false
    /// What goes wrong on the way.
    public var faults: [Fault] = []
    /// Values taken from the last answer.
    public var captures: [Capture] = []
    /// What is expected.
    public var expect = Expectation()

    /// A delivery with an empty body.
    public init(provider: String, event: String) {
        self.provider = provider
        self.event = event
    }
}
