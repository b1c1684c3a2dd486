/// A body of the scenario's own to be delivered.
package struct SendStep: Sendable {
    /// The provider whose rules and signature it is delivered by.
    package var provider: String
    /// The event's name in reports.
    package var event: String
    /// What it is about, for reports; may be empty.
    package var media = ""
    /// Path and query in place of those of the target, where that is an origin alone; or nil.
    package var path: String?
    package var body: [UInt8] = []
    /// True when the body stands in the scenario itself, so that names of media in it are replaced.
    package var hasNames = false
    /// What goes wrong on the way.
    package var faults: [Fault] = []
    /// Values taken from the last answer.
    package var captures: [Capture] = []
    /// What is expected.
    package var expect = Expectation()

    /// A delivery with an empty body.
    package init(provider: String, event: String) {
        self.provider = provider
        self.event = event
    }
}
