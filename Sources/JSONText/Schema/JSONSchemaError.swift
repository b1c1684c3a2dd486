/// A schema that cannot be used, with the place and the reason.
public struct JSONSchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place of the mistake, such as `#/properties/a/type`; the URI comes first in other documents.
    public let location: String
    /// What is wrong: lower-case start, no final stop.
    public let message: String
    /// What to do about it, or nil when the message says it all.
    public let remedy: String?

    init(_ location: String, _ message: String, remedy: String? = nil) {
        self.location = location
        self.message = message
        self.remedy = remedy
    }

    /// One line: where, what, and what to do.
    public var description: String {
        "\(message) at \(location) of the schema" + (remedy.map { "; \($0)" } ?? "")
    }
}
